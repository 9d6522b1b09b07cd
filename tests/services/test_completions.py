"""Who counts as having finished something, and when that is not known at all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from lti_tool.models import Completion, Cycle, OfferLink, OfferSetting, Person, db
from lti_tool.services.completions import Done, finished_people
from lti_tool.services.own_learning import (
    declare,
    forget_finished,
    learned_by,
    own_done,
    take_back,
)
from lti_tool.services.scanning import Desk
from tests.town import Town


def asked(town: Town, days_ago: float = 0.5) -> None:
    """The LMS has told who finished, so long ago."""
    with town.app.app_context():
        at = town.clock() - timedelta(days=days_ago)
        db.session.execute(update(OfferLink).values(asked_at=at))
        db.session.commit()


def finished(town: Town, person: int, days: int = 0, source: str = "lms", offer: int = 0) -> None:
    """Somebody finished an offer so many days after the opening of the scan."""
    with town.app.app_context():
        row = Completion(
            person_id=person,
            cycle_id=town.cycle_id,
            offer_id=town.pack.offers[offer].id,
            finished_on=town.clock().date() + timedelta(days=days),
            source=source,
        )
        db.session.add(row)
        db.session.commit()


def count(town: Town, until: date | None = None) -> Collection[int] | None:
    with town.app.app_context():
        return finished_people(db.session(), town.cycle_id, town.clock(), until)


def test_it_is_not_known_before_anybody_was_asked(town: Town) -> None:
    assert count(town) is None


def test_asked_lately_nobody_is_an_answer(town: Town) -> None:
    asked(town)
    assert count(town) == frozenset()


def test_after_some_nights_without_an_answer_it_is_not_known_any_more(town: Town) -> None:
    finished(town, town.add_person("5"))
    asked(town, days_ago=4)
    assert count(town) is None


def test_under_targeted_it_is_never_known(town: Town) -> None:
    finished(town, town.add_person("5"))
    asked(town)
    with town.app.app_context():
        db.session.execute(update(Cycle).values(policy="targeted"))
        db.session.commit()
    assert count(town) is None


@pytest.mark.parametrize("source", ["lms", "attendance"])
def test_lms_and_attendance_count_alike(town: Town, source: str) -> None:
    person = town.add_person("5")
    finished(town, person, source=source)
    asked(town)
    assert count(town) == {person}


def test_what_people_say_themselves_does_not_count(town: Town) -> None:
    finished(town, town.add_person("5"), source="self")
    asked(town)
    assert count(town) == frozenset()


def test_only_what_was_done_from_the_opening_to_the_last_day_counts(town: Town) -> None:
    before, last, after = (town.add_person(sub) for sub in ("4", "5", "6"))
    for person, days in ((before, -30), (last, 20), (after, 21)):
        finished(town, person, days)
    closes = town.clock().date() + timedelta(days=20)
    town.clock.forward(days=25)
    asked(town)
    assert count(town, closes) == {last}
    assert count(town) == {last, after}


def test_what_was_offered_before_the_scan_counts_from_that_day(town: Town) -> None:
    person = town.add_person("4")
    finished(town, person, days=-5)
    asked(town)
    assert count(town) == frozenset()
    with town.app.app_context():
        first = town.clock().date() - timedelta(days=7)
        key = {"cycle_id": town.cycle_id, "offer_id": town.pack.offers[0].id}
        db.session.add(OfferSetting(available_from=first, **key))
        db.session.commit()
    assert count(town) == {person}


def test_only_what_somebody_said_can_be_taken_back(town: Town) -> None:
    person = town.add_person("5")
    finished(town, person, offer=0)
    first, second = ((town.cycle_id, town.pack.offers[number].id) for number in (0, 1))
    today = town.clock().date()
    with town.app.app_context():
        session = db.session()
        declare(session, person, second, today)
        assert own_done(session, person, [town.cycle_id]) == {
            first: Done(today, "lms"),
            second: Done(today, "self"),
        }
        for key in (first, second):
            take_back(session, person, key)
        assert set(own_done(session, person, [town.cycle_id])) == {first}


def test_it_is_in_the_own_data_by_title_and_goes_when_its_time_is_over(town: Town) -> None:
    person = town.add_person("5")
    finished(town, person)
    with town.app.app_context():
        session, now = db.session(), town.clock()
        desk = Desk(session, town.tools.vault, town.tools.shelf, now)
        [row] = learned_by(desk, session.get_one(Person, person))
        assert row.document() == {
            "quarter": "2026-Q4",
            "offer": town.pack.offers[0].title,
            "on": now.date().isoformat(),
            "known_from": "lms",
        }
        session.execute(update(Cycle).values(closed_at=now))
        limit = now + timedelta(days=2)
        assert forget_finished(session, town.organisation_id, now) == 0
        assert forget_finished(session, town.organisation_id, limit) == 1
