"""Sessions in a coordinator's browser, and the list at the door in the trainer's hand."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.models import Booking, WorkshopSession, db
from lti_tool.services.organisations import add_organisation
from questionnaires.calendar import AMSTERDAM
from tests.services.workshop import Venue, at_the_desk
from tests.town import Town, Walker


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


@pytest.fixture
def office(town: Town, client: FlaskClient) -> Walker:
    """A coordinator, in front of the sessions."""
    walker = at_the_desk(town, client)
    walker.get("/sessions")
    return walker


def form(town: Town, venue: Venue, **changes: str) -> dict[str, str]:
    """A session next week, as somebody fills it in."""
    day = town.clock().astimezone(AMSTERDAM).date().toordinal() + 7
    fields = {
        "what": f"{town.cycle_id}:{venue.offers[0]}",
        "day": town.clock().date().fromordinal(day).isoformat(),
        "starts": "10:00",
        "ends": "11:30",
        "capacity": "8",
        "place": "Raadzaal",
        "meeting_url": "",
        "trainer": "Noor",
    }
    return fields | changes


def test_a_session_is_planned_seen_changed_and_cancelled(
    town: Town, venue: Venue, office: Walker
) -> None:
    office.get("/sessions/new")
    office.post("/sessions/new", **form(town, venue))
    assert office.page.page == "session"
    with town.app.app_context():
        row = db.session.scalars(select(WorkshopSession)).one()
    assert f"{row.starts_at.astimezone(AMSTERDAM):%H:%M}" == "10:00"
    assert (row.capacity, row.place, row.trainer) == (8, "Raadzaal", "Noor")
    assert "0 van 8 plekken bezet" in office.main
    venue.book(row.id, *venue.people(2))
    office.post(f"/sessions/{row.id}", **form(town, venue, capacity="3", place="Kamer 1"))
    assert "2 van 3 plekken bezet" in office.main
    assert [kind for _person, kind in venue.told(row.id)].count("changed") == 2
    office.post(f"/sessions/{row.id}", **form(town, venue, capacity="1"))
    assert "Er zijn al 2 plekken vergeven." in office.main
    assert "2 van 3 plekken bezet" in office.get(f"/sessions/{row.id}").text
    office.post(f"/sessions/{row.id}/cancel")
    assert "Gaat niet door" in office.main
    assert "gaat niet door" in office.get("/sessions").text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("what", "1:tm-ml-vinden", "Kies wat er gegeven wordt."),
        ("what", "", "Kies wat er gegeven wordt."),
        ("day", "morgen", "Vul een datum in."),
        ("day", "2020-01-01", "Kies een moment dat nog komt."),
        ("day", "0001-01-01", "Kies een moment dat nog komt."),
        ("starts", "", "Vul in hoe laat het begint, zoals 10:00."),
        ("ends", "straks", "Vul in hoe laat het eindigt, zoals 11:30."),
        ("ends", "09:00", "Kies een einde na het begin"),
        ("capacity", "0", "Vul een aantal plekken in"),
        ("capacity", "veel", "Vul een aantal plekken in"),
        ("meeting_url", "teams", "Vul het hele adres in"),
        ("place", "x" * 256, "Hooguit 255 tekens."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    town: Town, venue: Venue, office: Walker, field: str, value: str, says: str
) -> None:
    office.get("/sessions/new")
    office.post("/sessions/new", **form(town, venue, **{field: value}))
    assert office.page.page == "session-new"
    assert says in unescape(office.main)
    wrong = "day" if says.startswith("Kies een moment") else field
    assert f'id="{wrong}-error"' in office.main
    assert f'href="#{wrong}"' in office.main
    assert 'value="Noor"' in office.main
    with town.app.app_context():
        assert db.session.scalars(select(WorkshopSession)).all() == []


WRONG = re.compile(r"error-summary.*?</ul>", re.DOTALL)


def told(office: Walker) -> list[str]:
    """The fields that the page says something of, in order."""
    [summary] = WRONG.findall(office.main)
    return re.findall(r'href="#(\w+)"', summary)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        (
            {"what": "", "day": "", "starts": "", "ends": "", "capacity": ""},
            ["what", "day", "starts", "ends", "capacity"],
        ),
        (
            {
                "day": "2020-01-01",
                "ends": "09:00",
                "capacity": "-5",
                "meeting_url": "javascript:alert(1)",
            },
            ["day", "ends", "capacity", "meeting_url"],
        ),
        ({"day": "", "ends": "09:00", "place": "x" * 256}, ["day", "ends", "place"]),
        ({"starts": "", "ends": "09:00", "trainer": "x" * 256}, ["starts", "trainer"]),
        ({"day": "2020-01-01", "starts": "", "capacity": "0"}, ["day", "starts", "capacity"]),
        ({"ends": "", "capacity": "9999"}, ["ends", "capacity"]),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    town: Town, venue: Venue, office: Walker, fields: dict[str, str], wrong: list[str]
) -> None:
    office.get("/sessions/new")
    office.post("/sessions/new", **form(town, venue, **fields))
    assert told(office) == wrong
    assert all(office.main.count(f'id="{name}-error"') == 1 for name in wrong)
    assert 'value="Raadzaal"' in office.main or "place" in wrong


def test_a_change_with_fewer_places_than_are_taken_is_said_with_the_rest(
    town: Town, venue: Venue, office: Walker
) -> None:
    session = venue.session(3)
    venue.book(session, *venue.people(2))
    office.get(f"/sessions/{session}")
    office.post(f"/sessions/{session}", **form(town, venue, day="", capacity="1"))
    assert told(office) == ["day", "capacity"]
    assert "Er zijn al 2 plekken vergeven." in office.main


def test_another_organisations_session_is_not_there(
    town: Town, venue: Venue, office: Walker
) -> None:
    session, [guest] = venue.session(1), venue.people(1)
    venue.book(session, guest)
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        db.session.execute(update(WorkshopSession).values(organisation_id=other))
        db.session.commit()
    token = {"here": "1", "go": "save"}
    for path in (f"/sessions/{session}", f"/sessions/{session}/attendance"):
        assert office.get(path).page in ("sessions", "error")
    office.get("/sessions")
    assert office.client.get(f"{office.base}/sessions/{session}/attendance").status_code == 303
    office.get("/requests")
    office.get("/sessions/new")
    office.post(f"/sessions/{session}/attendance", **token)
    with town.app.app_context():
        assert db.session.scalars(select(Booking.attended)).all() == [None]
