"""Deployments: whose they are, and how an LMS that named none brings them along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from lti_tool.models import Deployment, Person, Platform, db
from tests.browser import Browser
from tests.certification.conftest import TOOL, Tool, register
from tests.platform import TestPlatform


def count(tool: Tool, table: type[Deployment] | type[Person]) -> int:
    with tool.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def open_lms(tool: Tool, lms: TestPlatform) -> TestPlatform:
    """An LMS that registered itself without a deployment."""
    with tool.app.app_context():
        db.session.execute(delete(Deployment))
        db.session.execute(update(Platform).values(learns_deployments=True))
        db.session.commit()
    return lms


@pytest.fixture
def neighbour(tool: Tool, lms: TestPlatform) -> Iterator[TestPlatform]:
    """Another organisation under the same issuer and client, with deployment 2."""
    with TestPlatform(lms.client_id, "2", issuer=lms.issuer, tool_url=TOOL) as other:
        other.auth_url, other.jwks_url = lms.auth_url, lms.jwks_url
        with tool.app.app_context():
            register(other, "Gemeente Twee")
        yield other


def test_a_first_launch_brings_its_deployment(
    tool: Tool, open_lms: TestPlatform, browser: FlaskClient
) -> None:
    tool.assert_welcomed(open_lms.launch(browser))
    tool.assert_welcomed(open_lms.launch(browser))
    open_lms.deployment_id = "8:other"
    tool.assert_welcomed(open_lms.launch(browser))
    assert count(tool, Deployment) == 2


def test_a_token_that_nobody_signed_brings_nothing(
    tool: Tool, open_lms: TestPlatform, browser: FlaskClient
) -> None:
    asked = open_lms.login(browser)
    forged = open_lms.sign(open_lms.claims(asked["nonce"]), signed_by="somebody-else")
    tool.assert_turned_away(open_lms.post(browser, id_token=forged, state=asked["state"]))
    assert count(tool, Deployment) == 0


def test_of_two_organisations_under_one_client_neither_takes_what_is_unknown(
    tool: Tool, open_lms: TestPlatform, neighbour: TestPlatform, browser: FlaskClient
) -> None:
    with tool.app.app_context():
        db.session.execute(update(Platform).values(learns_deployments=True))
        db.session.commit()
    tool.assert_turned_away(open_lms.launch(browser))
    tool.assert_welcomed(neighbour.launch(browser))


def test_one_person_in_two_organisations_is_two_people(
    tool: Tool, lms: TestPlatform, neighbour: TestPlatform, browser: FlaskClient
) -> None:
    first, second = lms.launch(browser, sub="5"), neighbour.launch(browser, sub="5")
    assert first.person != second.person
    assert count(tool, Person) == 2


def test_the_login_names_the_deployment_and_the_token_keeps_to_it(
    tool: Tool, lms: TestPlatform, neighbour: TestPlatform, browser: FlaskClient
) -> None:
    asked = lms.login(browser, lti_deployment_id="1")
    token = neighbour.id_token(asked["nonce"])
    tool.assert_turned_away(lms.post(browser, id_token=token, state=asked["state"]))


def test_without_a_deployment_in_the_login_the_token_decides(
    tool: Tool, lms: TestPlatform, neighbour: TestPlatform, browser: FlaskClient
) -> None:
    tool.assert_welcomed(neighbour.launch(browser, login={"drop": ["lti_deployment_id"]}))


def test_one_client_at_two_addresses_cannot_be_told_apart(
    tool: Tool, lms: TestPlatform, neighbour: TestPlatform, browser: FlaskClient
) -> None:
    with tool.app.app_context():
        moved = update(Platform).where(Platform.id == 2).values(auth_login_url="https://b.example")
        db.session.execute(moved)
        db.session.commit()
    params = lms.login_params(drop=["lti_deployment_id"])
    tool.assert_turned_away(Browser(browser).ask("POST", "/lti/login", data=params))
    tool.assert_welcomed(lms.launch(browser))
