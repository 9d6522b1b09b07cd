"""Places in people's own agendas: a file, and an address that follows every change."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from tests.services.workshop import Venue
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


def calendar(walker: Walker, path: str) -> Calendar:
    answer = walker.client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return Calendar.from_ical(answer.get_data())


def test_the_agenda_file_is_neutral_and_private(walker: Walker, venue: Venue) -> None:
    session = venue.session(1, place="Raadzaal")
    walker.get("/workshops")
    walker.post("/bookings", book=str(session))
    found = calendar(walker, f"{walker.base}/bookings/{session}/agenda")
    [event] = found.walk("VEVENT")
    assert event["SUMMARY"] == "Voorbeeldstad: afspraak leren"
    assert (event["CLASS"], event["STATUS"], event["SEQUENCE"]) == ("PRIVATE", "CONFIRMED", 0)
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert event["LOCATION"] == "Raadzaal"
    offer = walker.town.pack.offer(venue.offers[0])
    text = found.to_ical().decode()
    for skill in walker.town.pack.skills:
        assert skill.title not in text
    assert offer.title not in text


def test_the_address_follows_every_change_and_can_be_taken_back(
    walker: Walker, venue: Venue
) -> None:
    session = venue.session(1)
    walker.get("/workshops")
    walker.post("/bookings", book=str(session))
    walker.post("/bookings/address")
    [path] = re.findall(r"http://localhost(/places/[\w-]+\.ics)", walker.main)
    [before] = calendar(walker, path).walk("VEVENT")
    venue.change(session, place="Kamer 2")
    [moved] = calendar(walker, path).walk("VEVENT")
    assert (moved["UID"], moved["LOCATION"]) == (before["UID"], "Kamer 2")
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    walker.get("/bookings")
    walker.post("/bookings", leave=str(session))
    [gone] = calendar(walker, path).walk("VEVENT")
    assert (gone["UID"], gone["STATUS"]) == (before["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > moved["SEQUENCE"]
    walker.post("/bookings/address")
    [newer] = re.findall(r"http://localhost(/places/[\w-]+\.ics)", walker.main)
    assert walker.client.get(path).status_code == 404
    walker.get("/bookings")
    walker.post("/bookings/no-address")
    assert walker.client.get(newer).status_code == 404


def test_who_waits_has_nothing_in_the_agenda(walker: Walker, venue: Venue) -> None:
    session = venue.session(1)
    venue.book(session, *venue.people(1))
    walker.get("/workshops")
    walker.post("/bookings", book=str(session))
    answer = walker.client.get(f"{walker.base}/bookings/{session}/agenda")
    assert answer.status_code == 303
    walker.post("/bookings/address")
    [path] = re.findall(r"http://localhost(/places/[\w-]+\.ics)", walker.main)
    assert calendar(walker, path).walk("VEVENT") == []
