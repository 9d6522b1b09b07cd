"""Statements that stay as short in a large organisation: PostgreSQL takes 65,535 values, SQLite
half of that, and 10,000 people can have six courses each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, insert, select, update

from lti_tool.models import Completion, Cycle, Delivery, OfferLink, Organisation, Person, Scan, db
from lti_tool.services.message_people import nudged
from lti_tool.services.stuck import GIVEN_UP
from lti_tool.services.stuck_desk import GivingUp, give_up, piles, retry_pile
from tests.hall import NOW, Hall, vault

OPENED = NOW - timedelta(days=20)
MANY = 300
FEW = 30


@contextmanager
def short_statements() -> Iterator[None]:
    """No statement has more values than a few."""
    longest = [0]

    def note(_c: object, _cur: object, _sql: str, values: list[object], *_: object) -> None:
        longest.append(len(values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield
    event.remove(db.engine, "before_cursor_execute", note)
    assert 0 < max(longest) <= FEW


@pytest.fixture
def stuck(hall: Hall) -> Hall:
    """An LMS that refused everybody's enrolment."""
    shared = {
        "organisation_id": hall.organisation_id,
        "platform_id": hall.platform_id,
        "cycle_id": hall.plan(),
        "kind": "enrol",
        "state": "refused",
        "code": "no_token",
        "payload_sealed": b"x",
        "not_before": NOW,
        "created_at": NOW,
    }
    rows = [{**shared, "dedup": str(number)} for number in range(MANY)]
    hall.session.execute(insert(Delivery), rows)
    hall.session.commit()
    return hall


def with_code(hall: Hall, code: str) -> int:
    found = select(func.count(Delivery.id)).where(Delivery.code == code)
    return hall.session.scalar(found) or 0


def test_what_was_refused_is_tried_again_for_everybody(stuck: Hall) -> None:
    with short_statements():
        assert retry_pile(stuck.session, stuck.organisation_id, "", NOW) == MANY
    assert with_code(stuck, "") == MANY


def test_a_pile_of_everybody_is_given_up(stuck: Hall) -> None:
    organisation = stuck.session.get_one(Organisation, stuck.organisation_id)
    [pile] = piles(stuck.session, organisation)
    with short_statements():
        wish = GivingUp(pile.key, "too late", "L&D", NOW)
        assert give_up(stuck.session, vault(), organisation, wish) == MANY
    assert with_code(stuck, GIVEN_UP) == MANY


def test_whoever_finished_something_is_left_in_peace_however_many_that_are(hall: Hall) -> None:
    session, cycle_id = hall.session, hall.plan()
    hall.link_all(cycle_id)
    hall.add_people(MANY)
    session.execute(update(OfferLink).values(asked_at=NOW))
    people = session.scalars(select(Person.id).order_by(Person.id)).all()
    scan = {"cycle_id": cycle_id, "answers_sealed": b"", "outcome_sealed": b"", "seed": ""}
    moments = {"started_at": OPENED, "submitted_at": OPENED}
    session.execute(insert(Scan), [{**scan, **moments, "person_id": who} for who in people])
    done = {"cycle_id": cycle_id, "offer_id": "o", "finished_on": NOW.date(), "source": "lms"}
    session.execute(insert(Completion), [{**done, "person_id": who} for who in people[1:]])
    session.execute(update(Cycle).values(state="open", opened_at=OPENED))
    session.commit()
    cycle = session.get_one(Cycle, cycle_id, populate_existing=True)
    with short_statements():
        assert [row[0] for row in session.execute(nudged(session, cycle, NOW))] == [people[0]]
