"""Workshops in somebody's own browser: one click to a place, and nothing tells a result."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.filler import STEP
from questionnaires.packs import shipped_packs
from tests.clock import Clock
from tests.platform import TestPlatform
from tests.services.workshop import Venue
from tests.test_costs import counted
from tests.test_trust_pages import LANGUAGES, STATUSES, in_doubt_everywhere, length, with_status
from tests.town import Town, Walker


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def test_from_the_result_a_workshop_is_two_clicks_away(walker: Walker, venue: Venue) -> None:
    session = venue.session(2)
    walker.scan(best=True)
    assert "Kies een moment" in walker.main
    walker.post("/offer", offer=venue.offers[0])
    assert walker.page.page == "workshop"
    assert "nog 2 plekken vrij" in walker.main
    walker.post("/bookings", book=str(session))
    assert walker.page.page == "bookings"
    assert "Je hebt een plek" in walker.main


def test_from_the_result_the_next_sessions_are_one_click_away(walker: Walker, venue: Venue) -> None:
    sessions = [venue.session(5, days=day) for day in (3, 4, 5, 6)]
    walker.scan(best=False)
    shown = re.findall(r'name="book" value="(\d+)"', walker.main)
    assert shown == [str(number) for number in sessions[:3]]
    walker.post("/bookings", book=shown[0])
    assert venue.seats(sessions[0])[0] != []


@pytest.mark.parametrize("best", [True, False])
def test_every_result_shows_the_same_sessions(walker: Walker, venue: Venue, best: bool) -> None:
    for day in (3, 4, 5):
        venue.session(5, days=day)
    walker.scan(best=best)
    section = re.search(r'aria-labelledby="together-title".*?</section>', walker.main, re.S)
    assert section
    shown = re.sub(r'value="[^"]{20,}"|/v/[^/"]+', "", section.group())
    assert section.group().count('name="book"') == 3
    assert "hoort bij je werk" not in shown


def test_without_a_scan_there_are_workshops_too(walker: Walker, venue: Venue) -> None:
    session = venue.session(1)
    assert walker.get("/workshops").page == "workshops"
    walker.post("/bookings", book=str(session))
    assert "Je hebt een plek" in walker.main


def test_who_comes_too_late_waits_and_sees_the_number(walker: Walker, venue: Venue) -> None:
    session, others = venue.session(1), venue.people(2)
    walker.get("/workshops")
    venue.book(session, *others)
    walker.post("/bookings", book=str(session))
    assert "Wachtlijst: je bent nummer 2" in walker.main
    venue.leave(session, others[1])
    assert "Wachtlijst: je bent nummer 1" in walker.get("/bookings").text
    venue.leave(session, others[0])
    assert "Je hebt een plek" in walker.get("/bookings").text


def test_a_swap_says_what_becomes_of_the_other_place(walker: Walker, venue: Venue) -> None:
    first, second, full = venue.session(1, days=3), venue.session(1, days=4), venue.session(1)
    venue.book(full, *venue.people(1))
    walker.get("/workshops")
    walker.post("/bookings", book=str(first))
    walker.get(f"/workshops/{venue.offers[0]}")
    assert "Wissel naar dit moment" in walker.main
    assert "Je plek op het andere moment gaat dan naar een collega." in walker.main
    assert "Je houdt je andere plek tot hier een plek vrijkomt." in walker.main
    walker.post("/bookings", book=str(full))
    walker.post("/bookings", book=str(second))
    assert [venue.seats(number)[0] == [] for number in (first, second, full)] == [
        True,
        False,
        False,
    ]


def test_a_place_that_is_given_back_is_gone(walker: Walker, venue: Venue) -> None:
    session = venue.session(1)
    walker.get("/workshops")
    walker.post("/bookings", book=str(session))
    walker.post("/bookings", leave=str(session))
    assert "Je hebt nu geen plek" in walker.main
    assert venue.seats(session) == ([], [])


@pytest.mark.parametrize("number", ["0", "999", "x", "-1", "9" * 40, "²", ""])
def test_what_is_not_there_is_a_friendly_page(walker: Walker, number: str) -> None:
    walker.get("/bookings")
    walker.post("/bookings", book=number)
    assert (walker.page.status, walker.page.page) == (404, "error")


def test_the_meeting_address_is_for_those_who_have_a_place(walker: Walker, venue: Venue) -> None:
    session = venue.session(1, meeting_url="https://meet.example/abc")
    assert "meet.example" not in walker.get("/workshops").text
    walker.post("/bookings", book=str(session))
    assert "meet.example" in walker.get("/bookings").text


def test_a_page_costs_the_same_however_many_sessions_there_are(
    walker: Walker, venue: Venue
) -> None:
    venue.session(5)
    walker.get("/workshops")
    with counted(walker.town) as few:
        walker.get("/workshops")
    people = venue.people(4)
    for day in range(3, 9):
        venue.book(venue.session(2, days=day), *people)
    with counted(walker.town) as many:
        walker.get("/workshops")
    assert len(many.statements) == len(few.statements) <= 4, "\n".join(many.statements)


def test_the_own_data_has_all_of_it(walker: Walker, venue: Venue) -> None:
    session = venue.session(1, place="Raadzaal")
    walker.get("/workshops")
    walker.post("/bookings", book=str(session))
    walker.post("/bookings/address")
    walker.get("/data")
    for text in ("Raadzaal", "je hebt een plek", "Bericht: je hebt een plek", "agenda-adres"):
        assert text in walker.main
    answer = walker.client.get(walker.base + "/data/download").get_json()
    [row] = answer["workshops"]
    assert (row["state"], row["turn"], row["attended"]) == ("placed", 1, None)
    assert [told["of"] for told in row["told"]] == ["placed"]
    assert answer["agenda_address_since"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", sorted(shipped_packs()))
def test_with_sessions_every_result_is_as_long_as_any_other(
    app: Flask, lms: TestPlatform, clock: Clock, client: FlaskClient, theme: str, language: str
) -> None:
    town = Town(app, lms, clock, theme=theme)
    venue, walker = Venue(town), Walker(town, client)
    longest = {"place": "Vergaderkamer de Witte Zwaan, stadhuis"}
    sessions = [venue.session(1, days=day, **longest) for day in range(3, 9)]
    venue.book(sessions[0], *venue.people(1))
    sub = in_doubt_everywhere(town, next(iter(town.pack.minima)))
    walker.launch(sub, launch_presentation={"locale": language})
    sizes = set()
    for status in STATUSES:
        with_status(town, sub, status)
        assert walker.get("/result").page == "result"
        assert walker.main.count('name="book"') == 3
        sizes.add(length(walker))
    assert sizes == {STEP}
