"""Who sees what is said in full, before the start and after, under each enrolment policy."""

from __future__ import annotations

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_tool.models import Organisation, db
from lti_tool.views.promises import lms_sees, participants_see, policy_example
from tests.clock import Clock
from tests.platform import TestPlatform
from tests.town import Town, Walker

POLICIES = ("everyone", "self-service", "targeted")


def shown(walker: Walker, *texts: str) -> list[bool]:
    """Whether each text stands on the page, with or without the name before it in bold."""
    words = html.unescape(walker.page.text.replace("<strong>", "").replace("</strong>", ""))
    return [text in words for text in texts]


@pytest.fixture(params=POLICIES)
def walker(
    request: pytest.FixtureRequest, app: Flask, lms: TestPlatform, clock: Clock, client: FlaskClient
) -> Walker:
    town = Town(app, lms, clock, policy=request.param)
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def told(app: Flask, policy: str) -> list[str]:
    with app.test_request_context():
        return [lms_sees(policy), participants_see(policy), policy_example(policy)]


def test_every_policy_says_what_others_see_and_gives_an_example(app: Flask) -> None:
    lines = {policy: told(app, policy) for policy in POLICIES}
    for teachers, participants, example in lines.values():
        assert "opent en afmaakt" in teachers
        assert participants.startswith("Andere deelnemers van een training:")
        assert example.startswith("Een voorbeeld:")
    assert len({line for three in lines.values() for line in three}) == 9
    assert "zelf koos" in lines["self-service"][0]
    assert "onder het minimum" in lines["targeted"][0]


def test_a_person_reads_it_before_the_start_on_the_privacy_page_and_beside_the_result(
    walker: Walker, request: pytest.FixtureRequest
) -> None:
    policy = request.node.callspec.params["walker"]
    lines = told(walker.town.app, policy)
    lines.append("Wie een workshop geeft en wie eraan meedoet: dat jij die workshop koos.")
    assert all(shown(walker, *lines)), walker.page.text
    walker.get("/privacy")
    assert all(shown(walker, *lines)), walker.page.text
    walker.get("/")
    walker.scan(best=True)
    assert all(shown(walker, *lines)), walker.page.text


def test_the_policy_of_the_running_cycle_is_told_not_one_for_later(
    town: Town, client: FlaskClient
) -> None:
    town.add_person("5")
    with town.app.app_context():
        db.session.execute(update(Organisation).values(enrolment_policy="self-service"))
        db.session.commit()
    walker = Walker(town, client)
    walker.launch("5")
    walker.get("/privacy")
    now, later = (told(town.app, policy)[0] for policy in ("everyone", "self-service"))
    assert shown(walker, now, later) == [True, False]


def test_the_privacy_page_says_what_who_manages_the_systems_could_do(walker: Walker) -> None:
    words = html.unescape(walker.get("/privacy").text)
    assert (
        "Wie de server of het leerplatform beheert, kan technisch inloggen onder jouw naam" in words
    )
    assert "Dat is verboden." in words
