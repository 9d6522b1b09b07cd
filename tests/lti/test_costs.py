"""What the longer ways in cost in SQL: no more than a usual launch may (issue 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.browser import Browser
from tests.conftest import PUBLIC_URL
from tests.platform import INSTRUCTOR, TestPlatform
from tests.test_costs import counted
from tests.town import Town, Walker

MOST = 12
PICK = {
    "message_type": "LtiDeepLinkingRequest",
    "drop": ["resource_link"],
    "roles": [INSTRUCTOR],
    "deep_linking_settings": {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "deep_link_return_url": "https://lms.example/return",
    },
}


@pytest.fixture
def lms() -> Iterator[TestPlatform]:
    with TestPlatform(tool_url=PUBLIC_URL) as platform:
        yield platform


@pytest.fixture
def warm(town: Town) -> Town:
    """A municipality of which the keys have been fetched."""
    Walker(town, town.app.test_client()).launch("1")
    return town


def bound(town: Town) -> dict[str, Any]:
    grades = {"lineitem": f"{town.lms.url}/9", "lineitems": f"{town.lms.url}/lineitems"}
    return {"custom": {"page": "scan", "cycle": str(town.cycle_id)}, "ags": grades}


def test_a_launch_that_brings_a_column(warm: Town) -> None:
    walker = Walker(warm, warm.app.test_client())
    with counted(warm) as count:
        walker.launch("new", **bound(warm))
    assert len(count.statements) <= MOST, "\n".join(count.statements)


def test_a_launch_that_places_a_link(warm: Town) -> None:
    walker = Walker(warm, warm.app.test_client())
    with counted(warm) as count:
        walker.launch("new", **PICK)
    assert walker.page.page == "picker"
    assert len(count.statements) <= MOST, "\n".join(count.statements)


def test_each_step_of_a_launch_without_cookies(warm: Town) -> None:
    lms, browser = warm.lms, Browser(warm.app.test_client(use_cookies=False))
    begun = browser.ask("POST", "/lti/login", data=lms.login_params())
    asked = dict(parse_qsl(urlsplit(begun.headers["Location"]).query))
    form = {"id_token": lms.id_token(asked["nonce"], sub="new"), "state": asked["state"]}
    path, headers = "/lti/launch", {"Origin": lms.url}
    for expected in ("waiting", "confirm"):
        with counted(warm) as count:
            reply = browser.ask("POST", path, data=form, headers=headers)
        assert reply.page == expected
        assert len(count.statements) <= MOST, "\n".join(count.statements)
        code = re.search(r'name="code" value="([^"]+)"', reply.text)
        assert code
        path, form = "/lti/continue", {"code": code[1], "answer": "yes"}
        headers = {"Sec-Fetch-Site": "same-origin"}
    with counted(warm) as count:
        assert browser.ask("POST", path, data=form, headers=headers).status == 303
    assert len(count.statements) <= MOST
