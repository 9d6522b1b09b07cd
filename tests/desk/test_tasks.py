"""What waits for a coordinator stands on top of the overview, as numbers, until it is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, Platform, TalkRequest, db
from lti_tool.services.asking import ask
from lti_tool.services.attendance import tick_off
from lti_tool.services.desk_tasks import DeskTasks, desk_tasks
from lti_tool.services.organisations import add_organisation
from lti_tool.services.sessions import cancel_session
from lti_tool.services.worklist import PlatformWorklist, open_entries, tick
from tests.services.workshop import ACTOR, Venue
from tests.town import Town, Walker

TASK = re.compile(r'<a class="nl-link link-row" href="[^"]*(/[\w#-]+)">([^<]*)</a></li>')


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


def tasks(town: Town) -> DeskTasks:
    with town.app.app_context():
        return desk_tasks(db.session(), town.organisation_id, town.clock())


@contextmanager
def session_of(town: Town) -> Iterator[Session]:
    with town.app.app_context():
        yield db.session()


def shown(office: Walker) -> list[tuple[str, str]]:
    """(path, words) of what the overview says is waiting."""
    page = unescape(office.get("/coordination").text)
    assert ("Dit wacht op jou" in page) == bool(TASK.findall(page))
    return TASK.findall(page)


def request(town: Town, sub: str) -> None:
    number = town.add_person(sub)
    with session_of(town) as session:
        ask(session, town.tools.vault, session.get_one(Person, number), "Graag", town.clock())


def worklist(town: Town, *subs: str) -> None:
    for sub in subs:
        town.add_person(sub)
    with session_of(town) as session:
        platform = session.get_one(Platform, town.platform_id)
        store = PlatformWorklist(db.engine, town.tools.vault, platform, town.clock())
        session.rollback()
        store.put("11", subs)


def test_on_a_quiet_day_nothing_waits(town: Town, office: Walker) -> None:
    assert tasks(town) == DeskTasks(0, 0, 0)
    assert shown(office) == []


def test_requests_and_enrolments_wait_until_they_are_seen_to(town: Town, office: Walker) -> None:
    request(town, "901")
    worklist(town, "902", "903")
    assert shown(office) == [
        ("/requests", "1 collega wil graag dat iemand meekijkt"),
        ("/worklist", "2 inschrijvingen om zelf te doen"),
    ]
    office.get("/requests")
    with session_of(town) as session:
        number = session.scalar(select(TalkRequest.id))
    office.post("/requests", done=str(number))
    assert [path for path, _words in shown(office)] == ["/worklist"]
    with session_of(town) as session:
        lines = open_entries(session, town.tools.vault, town.organisation_id)
        tick(session, town.organisation_id, [lines[0].handle], town.clock())
    assert shown(office) == [("/worklist", "1 inschrijving om zelf te doen")]


def test_a_session_waits_from_its_end_until_somebody_says_who_was_there(
    town: Town, venue: Venue, office: Walker
) -> None:
    session = venue.session(capacity=5, days=1)
    venue.book(session, *venue.people(3))
    assert tasks(town).unticked == 0
    town.clock.forward(days=2)
    office.launch("boss")
    told = "Van 1 workshop of inloop is nog niet ingevuld wie er was"
    assert shown(office) == [("/sessions#past-title", told)]
    with session_of(town) as database:
        tick_off(database, session, [], town.clock())
    assert tasks(town).unticked == 0


def test_what_nobody_has_to_tick_off_does_not_wait(town: Town, venue: Venue) -> None:
    _empty, left, cancelled, testing, held = (venue.session(5, days=1) for _ in range(5))
    guests = venue.people(4)
    for session, guest in zip((left, cancelled, testing, held), guests, strict=True):
        venue.book(session, guest)
    venue.leave(left, guests[0])
    with session_of(town) as database:
        cancel_session(venue.office, cancelled, ACTOR)
        database.execute(update(Person).where(Person.id == guests[2]).values(rehearsal=True))
        database.commit()
    town.clock.forward(days=2)
    assert tasks(town).unticked == 1
    # By then the names are forgotten.
    town.clock.forward(days=30)
    assert tasks(town).unticked == 0


def test_another_organisation_has_work_of_its_own(town: Town) -> None:
    request(town, "901")
    worklist(town, "902")
    with session_of(town) as session:
        other = add_organisation(session, "Gemeente Elders", town.clock())
        assert desk_tasks(session, other, town.clock()) == DeskTasks(0, 0, 0)
    assert tasks(town) == DeskTasks(1, 1, 0)


def test_what_runs_stands_above_what_comes_however_much_is_planned(
    town: Town, office: Walker
) -> None:
    with session_of(town) as session:
        running = session.get_one(Cycle, town.cycle_id)
        pack, place = running.theme_pack_id, running.organisation_id
        for number in range(1, 5):
            opens = running.opens + timedelta(days=91 * number)
            dates = {"opens": opens, "closes": opens + timedelta(days=20)}
            made = Cycle(
                organisation_id=place, theme_pack_id=pack, planned_at=town.clock(), **dates
            )
            made.quarter = f"2027-Q{number}"
            session.add(made)
        session.commit()
    page = office.get("/coordination").text
    cards = re.findall(r'<p class="hint">(\w+) kwartaal van (\d+)', page)
    assert cards == [
        ("Vierde", "2026"),
        *((word, "2027") for word in ("Eerste", "Tweede", "Derde")),
    ]
