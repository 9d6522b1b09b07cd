"""What L&D reads of a session in the LMS, and what the switch does."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import (
    Change,
    OfferLink,
    Platform,
    SessionMirror,
    WorkshopSession,
    db,
)
from tests.services.workshop import Venue, at_the_desk
from tests.town import Town, Walker


@pytest.fixture
def venue(town: Town) -> Venue:
    """Workshops that lead to a course of a Moodle."""
    venue = Venue(town)
    with town.app.app_context():
        db.session.execute(update(Platform).values(api_adapter="moodle"))
        db.session.add(
            OfferLink(
                cycle_id=town.cycle_id,
                offer_id=venue.offers[0],
                course_ref="21",
                course_id="21",
                course_title="Samen vergaderen",
                course_url="https://lms.example.nl/course/view.php?id=21",
                healthy=True,
                checked_at=town.clock(),
            )
        )
        db.session.commit()
    return venue


@pytest.fixture
def office(town: Town, client: FlaskClient) -> Walker:
    """A coordinator."""
    return at_the_desk(town, client)


def stands(town: Town, session: int, **fields: object) -> None:
    """As the job leaves it."""
    known: dict[str, object] = {"uid": "f" * 32, "wanted": True, "settled": "x", "group_id": "7"}
    with town.app.app_context():
        row = {"session_id": session, "group_name": "Vergaderen", **known, **fields}
        db.session.merge(SessionMirror(**row))
        db.session.commit()


def read(office: Walker, session: int) -> str:
    office.get(f"/sessions/{session}")
    return unescape(office.main)


def test_a_session_that_stands_there_says_so_with_its_group_and_course(
    town: Town, venue: Venue, office: Walker
) -> None:
    session = venue.session(4)
    assert "komt binnen een paar minuten in het leerplatform" in read(office, session)
    stands(town, session)
    page = read(office, session)
    assert "In Moodle: groep en agenda" in page
    assert "Dit moment staat in het leerplatform" in page
    assert "Aantal mensen van deze lijst erin: 0." in page
    assert "Samen vergaderen" in page
    assert "kijk even" not in unescape(office.get("/sessions").text)


@pytest.mark.parametrize(
    ("fault", "right", "function"),
    [
        ("no_right", "moodle/course:managegroups", "core_group_create_groups"),
        ("no_calendar", "moodle/calendar:manageentries", "core_calendar_create_calendar_events"),
    ],
)
def test_the_right_that_is_missing_is_named(
    town: Town, venue: Venue, office: Walker, fault: str, right: str, function: str
) -> None:
    session = venue.session(4)
    stands(town, session, fault=fault)
    page = read(office, session)
    assert right in page
    assert function in page
    assert "Klopt niet in het leerplatform: kijk even" in unescape(office.get("/sessions").text)


def test_the_switch_takes_it_out_and_puts_it_back_and_the_log_says_so(
    town: Town, venue: Venue, office: Walker
) -> None:
    session = venue.session(4)
    stands(town, session, fault="no_group", wanted=False, group_id="")
    assert "tot jullie het er weer in zetten" in read(office, session)
    office.post(f"/sessions/{session}/mirror", go="in")
    assert "komt binnen een paar minuten" in unescape(office.main)
    office.post(f"/sessions/{session}/mirror", go="out")
    assert "Dit moment staat niet in het leerplatform." in unescape(office.main)
    with town.app.app_context():
        own = db.session.scalars(select(SessionMirror)).one()
        assert (own.wanted, own.fault) == (False, "")
        lines = db.session.scalars(select(Change.what).order_by(Change.id)).all()
    name = f"session {session} of {venue.offers[0]} goes"
    assert [line for line in lines if line.startswith(name)] == [
        f"{name} into the LMS",
        f"{name} out of the LMS",
    ]


def test_without_a_course_there_is_a_way_to_choose_one_and_no_switch(
    town: Town, venue: Venue, office: Walker
) -> None:
    page = read(office, venue.session(4, offer=venue.offers[1]))
    assert "Deze workshop heeft geen cursus in het leerplatform." in page
    assert f"/offers/{town.cycle_id}/{venue.offers[1]}" in page
    assert "/mirror" not in page


def test_a_drop_in_never_leads_to_a_course_and_says_nothing_of_it(
    venue: Venue, office: Walker
) -> None:
    page = read(office, venue.session(4, offer=venue.drop_in))
    assert "leerplatform" not in page


@pytest.fixture
def moodle(town: Town, venue: Venue) -> Iterator[FakeMoodle]:
    """The course, with a group of L&D's and one of the tool's."""
    with FakeMoodle() as site:
        site.add_course("21", "WS-21", "Samen vergaderen")
        for name, idnumber in (("Groep van Noor", ""), ("Van de tool", "themascan-1")):
            row = {"courseid": 21, "name": name, "idnumber": idnumber}
            site.shelf.add_group(row)
        with town.app.app_context():
            sealed = town.tools.vault.seal_text(site.token)
            values = {"api_url": site.url, "api_token_sealed": sealed}
            db.session.execute(update(Platform).values(**values))
            db.session.commit()
        yield site


def chosen(town: Town) -> tuple[str, str]:
    with town.app.app_context():
        own = db.session.scalars(select(SessionMirror)).one()
        return own.chosen_id, own.chosen_name


def test_a_session_is_led_to_a_group_of_ld_s_and_back(
    town: Town, venue: Venue, office: Walker, moodle: FakeMoodle
) -> None:
    session = venue.session(4)
    assert "Staat dit moment al als groep in de cursus?" in read(office, session)
    office.get(f"/sessions/{session}/group")
    assert "Groep van Noor" in office.main
    assert "Van de tool<" not in office.main
    office.post(f"/sessions/{session}/group", group="99")
    assert office.page.page == "session-group"
    assert "Kies een groep." in office.main
    office.post(f"/sessions/{session}/group", group="1")
    assert chosen(town) == ("1", "Groep van Noor")
    stands(town, session, group_id="1", group_name="Groep van Noor", chosen_id="1")
    with town.app.app_context():
        db.session.execute(update(WorkshopSession).values(elsewhere=3))
        db.session.commit()
    page = read(office, session)
    assert "De groep is van jullie zelf." in page
    assert "Aantal anderen in die groep: 3." in page
    assert "3 van 4 plekken bezet" in page
    office.get(f"/sessions/{session}/group")
    office.post(f"/sessions/{session}/group", group="own")
    assert chosen(town) == ("", "")


def test_an_lms_that_is_away_shows_no_groups_and_says_why(
    town: Town, venue: Venue, office: Walker, moodle: FakeMoodle
) -> None:
    session = venue.session(4)
    moodle.weather = Weather("500")
    office.get(f"/sessions/{session}/group")
    assert "Het leerplatform antwoordt nu niet." in office.main
    office.post(f"/sessions/{session}/group", group="1")
    assert office.page.page == "session-group"
    with town.app.app_context():
        assert db.session.scalars(select(SessionMirror)).all() == []
