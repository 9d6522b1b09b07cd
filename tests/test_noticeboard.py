"""The public page for an intranet: what everybody may know, and nothing of anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.models import Cycle, Organisation, WorkshopSession, db
from lti_tool.services.noticeboard import board_code, organisation_of
from tests.test_access import launched
from tests.town import Town

SECRET = "a secret for tests only"


def address(town: Town) -> str:
    return f"/board/{board_code(SECRET, town.organisation_id)}"


def add_session(town: Town, title: str, capacity: int = 5, **fields: object) -> None:
    with town.app.app_context():
        starts = town.clock() + timedelta(days=3)
        row = WorkshopSession(
            organisation_id=town.organisation_id,
            cycle_id=town.cycle_id,
            offer_id="tm-ws-basis",
            kind="workshop",
            title=title,
            language="nl",
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            place="Raadzaal",
            meeting_url="https://meet.example/secret",
            trainer="Anna Trainer",
            capacity=capacity,
            created_at=town.clock(),
            **fields,
        )
        db.session.add(row)
        db.session.commit()


def test_it_shows_theme_tips_and_sessions_to_anybody(town: Town, client: FlaskClient) -> None:
    add_session(town, "Samen oefenen")
    add_session(town, "Gaat niet door", cancelled_at=town.clock())
    answer = client.get(address(town))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert town.pack.title in text
    for offer in town.pack.offers:
        assert (offer.title in text) == (offer.kind == "tip"), offer.id
    assert "Samen oefenen" in text
    assert "Raadzaal" in text
    assert "Gaat niet door" not in text
    assert "Anna Trainer" not in text
    assert "meet.example" not in text


def test_it_may_stand_in_any_page_and_carries_nothing_of_a_visit(
    town: Town, client: FlaskClient
) -> None:
    answer = client.get(address(town))
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    assert 'data-person=""' in answer.get_data(as_text=True)


def test_it_reads_in_english_too(town: Town, client: FlaskClient) -> None:
    text = client.get(address(town) + "?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in text
    assert town.pack.in_language("en").title in text


@pytest.mark.parametrize("code", ["1", "1-", "1-0000000000000000", "x-1", "9" * 40, "é-1"])
def test_nobody_finds_a_board_by_counting(town: Town, client: FlaskClient, code: str) -> None:
    assert client.get(f"/board/{code}").status_code == 404


def test_a_code_is_of_one_organisation(town: Town) -> None:
    with town.app.app_context():
        code = board_code(SECRET, town.organisation_id)
        found = organisation_of(db.session(), SECRET, code)
        assert found is not None
        assert found.id == town.organisation_id
        assert organisation_of(db.session(), "another", code) is None


@pytest.mark.parametrize(
    ("state", "days", "told"), [("planned", 13, True), ("planned", 15, False), ("draft", 2, False)]
)
def test_a_theme_is_told_of_from_two_weeks_before(
    town: Town, client: FlaskClient, state: str, days: int, told: bool
) -> None:
    with town.app.app_context():
        opens = town.clock().date() + timedelta(days=days)
        db.session.execute(update(Cycle).values(state=state, opens=opens, document=None))
        db.session.commit()
    assert (town.pack.title in client.get(address(town)).get_data(as_text=True)) == told


def test_l_and_d_copies_address_and_announcement(town: Town) -> None:
    walker = launched(town, "coordinator")
    text = walker.get("/communication").text
    assert f"http://localhost{address(town)}" in text
    assert "samen slimmer met" in text
    assert "Hieronder staat een tekst" not in text
    assert "2. Je ziet meteen" in text
    with town.app.app_context():
        assert db.session.scalars(select(Organisation)).one().name in text
