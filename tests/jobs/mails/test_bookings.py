"""What people are told about their places, on a real mail server: once, true, and of no result."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar
from sqlalchemy import select

from lti_tool.models import Booking, BookingNotice, Delivery, Person, WorkshopSession
from lti_tool.services import bookings
from lti_tool.services.message_texts import (
    booking_message_names,
    languages_of_messages,
    template_of,
)
from lti_tool.services.own_deliveries import drop_unsent, sent_for
from lti_tool.services.seating import BoxOffice
from lti_tool.services.sessions import Plan, add_session, cancel_session, change_session, plan_of
from tests.hall import vault
from tests.jobs.mails.mailroom import Mailroom, at

DAY = at(11, 3, 10)


@pytest.fixture
def room(room: Mailroom) -> Mailroom:
    room.open()
    return room


@pytest.fixture
def moment(room: Mailroom) -> int:
    """A session with one place, in the town hall."""
    offer = next(offer.id for offer in room.hall.pack.offers if offer.kind == "workshop")
    plan = Plan(DAY, DAY + timedelta(hours=1), 1, place="Raadzaal")
    return add_session(desk(room, at(10, 13)), room.cycle_id, offer, plan, "test")


def desk(room: Mailroom, now: datetime) -> BoxOffice:
    return BoxOffice(room.session, vault(), now)


def book(room: Mailroom, session: int, person: int, now: datetime) -> None:
    bookings.book(desk(room, now), room.session.get_one(Person, person), session)


def leave(room: Mailroom, session: int, person: int, now: datetime) -> None:
    bookings.leave(desk(room, now), room.session.get_one(Person, person), session)


def about_places(room: Mailroom) -> list[tuple[str, str]]:
    """(recipient, subject) of each mail about a place, in order."""
    mails = zip(room.postbus.recipients, room.postbus.mails, strict=True)
    return [(to, str(m["Subject"])) for to, m in mails if "Teams in een uur" in str(m["Subject"])]


def appointment(mail: EmailMessage) -> Calendar:
    [found] = list(mail.iter_attachments())
    assert (found.get_content_type(), found.get_filename()) == ("text/calendar", "afspraak.ics")
    return Calendar.from_ical(found.get_content())


def last(room: Mailroom) -> EmailMessage:
    return [m for m in room.postbus.mails if "Teams in een uur" in str(m["Subject"])][-1]


def test_a_place_a_turn_and_moving_up_are_each_told_once(room: Mailroom, moment: int) -> None:
    anna, bob = room.people(2)
    book(room, moment, anna, at(10, 13))
    book(room, moment, bob, at(10, 13))
    for minute in (1, 2, 30):
        room.run(at(10, 13, 9, minute))
    told = [
        ("p1@example.nl", "Je plek voor ‘Teams in een uur’ op dinsdag 3 november"),
        ("p2@example.nl", "Je staat op de wachtlijst voor ‘Teams in een uur’"),
    ]
    assert about_places(room) == told
    leave(room, moment, anna, at(10, 14))
    for minute in (1, 2):
        room.run(at(10, 14, 9, minute))
    told.append(
        ("p2@example.nl", "Er is een plek voor je bij ‘Teams in een uur’ op dinsdag 3 november")
    )
    assert about_places(room) == told


def test_the_appointment_comes_along_with_a_neutral_title(room: Mailroom, moment: int) -> None:
    [anna] = room.people(1)
    book(room, moment, anna, at(10, 13))
    room.run(at(10, 13, 9, 1))
    [event] = appointment(last(room)).walk("VEVENT")
    assert (event["SUMMARY"], event["CLASS"]) == ("Voorbeeldstad: afspraak leren", "PRIVATE")
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    uid = event["UID"]
    plan = plan_of(room.session.get_one(WorkshopSession, moment))
    later = replace(
        plan, starts_at=DAY + timedelta(days=1), ends_at=DAY + timedelta(days=1, hours=1)
    )
    change_session(desk(room, at(10, 14)), moment, later, "test")
    room.run(at(10, 14, 9, 1))
    assert (
        str(last(room)["Subject"]) == "Veranderd: ‘Teams in een uur’ is nu op woensdag 4 november"
    )
    [moved] = appointment(last(room)).walk("VEVENT")
    assert (moved["UID"], moved["SEQUENCE"]) == (uid, event["SEQUENCE"] + 1)
    cancel_session(desk(room, at(10, 15)), moment, "test")
    room.run(at(10, 15, 9, 1))
    [gone] = appointment(last(room)).walk("VEVENT")
    assert (gone["UID"], gone["STATUS"]) == (uid, "CANCELLED")


def test_what_is_no_longer_true_is_not_sent(room: Mailroom, moment: int) -> None:
    anna, bob = room.people(2)
    night = at(10, 13, 22)
    book(room, moment, anna, night)
    book(room, moment, bob, night)
    room.run(night)
    leave(room, moment, anna, night)
    room.run(at(10, 14))
    assert [to for to, _subject in about_places(room)] == ["p2@example.nl"]
    assert about_places(room)[0][1].startswith("Er is een plek voor je")


def test_who_has_no_address_reads_it_on_the_page(room: Mailroom, moment: int) -> None:
    [anna] = room.people(1, email_sealed=None)
    book(room, moment, anna, at(10, 13))
    room.run(at(10, 13, 9, 1))
    assert about_places(room) == []
    notice = room.session.scalars(select(BookingNotice)).one()
    room.session.refresh(notice)
    assert notice.queued_at is not None
    kinds = select(Delivery.topic).where(Delivery.topic.startswith("booking_"))
    assert room.session.scalars(kinds).all() == []


def test_the_person_finds_the_message_back_and_an_erasure_takes_it(
    room: Mailroom, moment: int
) -> None:
    [anna] = room.people(1)
    night = at(10, 13, 22)
    book(room, moment, anna, night)
    room.run(night)
    person = room.session.get_one(Person, anna)
    names = [row.title for row in sent_for(room.session, vault(), person, night)]
    assert "booking_placed" in names
    assert drop_unsent(room.session, vault(), person, night) >= 1
    bookings.forget(desk(room, night), person)
    room.session.commit()
    assert room.session.scalars(select(Booking)).all() == []
    room.session.rollback()
    room.run(at(10, 14))
    assert about_places(room) == []


@pytest.mark.parametrize("language", languages_of_messages())
@pytest.mark.parametrize("name", booking_message_names())
def test_no_message_says_why_somebody_comes(name: str, language: str) -> None:
    found = template_of(name, language)
    lines = [
        found.subject,
        found.preview,
        *(line for block in found.blocks for line in block.lines),
    ]
    text = " ".join(lines).lower()
    for word in (
        "verplicht",
        "uitslag",
        "niveau",
        "moet",
        "hoort bij",
        "required",
        "result",
        "must",
    ):
        assert word not in text
    assert [block.kind for block in found.blocks].count("button") == 1
