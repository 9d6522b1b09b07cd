"""A request on paper: the address alone shows nothing, and the launch alone leads on."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.models import DataLink, Person, db
from lti_tool.services.own_links import LINK_LASTS, make_link
from tests.platform import INSTRUCTOR
from tests.town import Town, Walker


@pytest.fixture(params=["export", "erase"])
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def link(town: Town, kind: str, sub: str = "5") -> str:
    """What the clerk gets to hand over, as a path."""
    with town.app.app_context():
        person = db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()
        return "/mine/" + make_link(db.session(), person, kind, town.clock())


def launch(town: Town, sub: str = "5", **token: Any) -> Walker:
    walker = Walker(town, town.app.test_client())
    walker.launch(sub, **token)
    return walker


def links(town: Town) -> int:
    with town.app.app_context():
        return len(db.session.scalars(select(DataLink)).all())


def test_whoever_opens_the_address_is_shown_the_way_and_nothing_else(
    town: Town, client: FlaskClient, kind: str
) -> None:
    town.add_person("5", first_name_sealed=town.tools.vault.seal_text("Anna"))
    launch(town).scan(best=False)
    address = link(town, kind)
    for _ in range(2):
        answer = client.get(address)
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert 'data-page="mine"' in text
        assert 'href="https://lms.example/scan"' in text
        assert "Anna" not in text
        assert not any(skill.title in text for skill in town.pack.skills)
        assert "Set-Cookie" not in answer.headers
    assert links(town) == 1


def test_the_persons_next_launch_leads_on_and_spends_it(
    town: Town, client: FlaskClient, kind: str
) -> None:
    town.add_person("5")
    address = link(town, kind)
    walker = launch(town)
    assert walker.page.page == {"export": "data", "erase": "erase"}[kind]
    assert links(town) == 0
    assert launch(town).page.page == "welcome"
    gone = client.get(address)
    assert gone.status_code == 404
    assert "Dit adres werkt niet meer" in gone.get_data(as_text=True)


def test_nobody_elses_launch_leads_there(town: Town, kind: str) -> None:
    for sub in ("5", "6"):
        town.add_person(sub)
    link(town, kind)
    assert launch(town, "6").page.page == "welcome"
    assert launch(town, "5", roles=[INSTRUCTOR]).page.page in ("data", "erase")


def test_it_does_not_last(town: Town, client: FlaskClient, kind: str) -> None:
    town.add_person("5")
    address = link(town, kind)
    town.clock.forward(seconds=LINK_LASTS.total_seconds() + 1)
    assert client.get(address).status_code == 404
    town.clock.forward(seconds=-LINK_LASTS.total_seconds() - 1)
    assert client.get(address).status_code == 200


def test_a_made_up_address_leads_nowhere(town: Town, client: FlaskClient) -> None:
    for code in ("x", "%00", "é" * 50, "a" * 500):
        assert client.get(f"/mine/{code}").status_code == 404


def test_it_erases_only_after_the_question(town: Town) -> None:
    town.add_person("5")
    link(town, "erase")
    walker = launch(town)
    with town.app.app_context():
        assert db.session.scalars(select(Person)).one().erased_at is None
    walker.post("/erase", erase="1")
    assert walker.page.page == "erased"
