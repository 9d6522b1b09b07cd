"""The doctor knocks at the mail server's door, and sends nothing."""

from __future__ import annotations

from dataclasses import replace

from config.settings import Settings
from lti_tool.services.doctor_mail import check_mail
from tests.ports import free_port
from tests.postbus import Postbus


def test_without_a_mail_server_there_is_nothing_to_say(settings: Settings) -> None:
    assert check_mail(settings) is None


def test_a_server_that_lets_us_in_is_named_and_gets_no_mail(settings: Settings) -> None:
    with Postbus().open() as postbus:
        found = check_mail(replace(settings, smtp_url=postbus.url))
    assert found is not None
    assert (found.ok, found.what) == (True, f"mail server 127.0.0.1:{postbus.port} lets us in")
    assert (postbus.tries, postbus.lines) == ([], 1)


def test_a_server_that_is_not_there_is_said_without_the_password(settings: Settings) -> None:
    url = f"smtp://scan:geheim@127.0.0.1:{free_port()}"
    found = check_mail(replace(settings, smtp_url=url))
    assert found is not None
    assert not found.ok
    assert "does not answer" in found.advice
    assert "geheim" not in found.what + found.advice
