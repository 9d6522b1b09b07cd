"""What a job writes at the moment that somebody else writes the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Completion, CourseContext, LineItem, Person, db
from lti_tool.services.completions import LMS, SELF, keep
from lti_tool.services.own_learning import declare
from lti_tool.services.tokens import TokenShelf
from tests.hall import NOW, Hall, vault
from tests.jobs.conftest import Office, office
from tests.jobs.test_marks import Gradebook, book, grades
from tests.services.at_once import just_before
from tests.town import Town

__all__ = ["book", "grades", "office"]

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.postgresql
def test_the_lms_and_the_person_say_at_once_that_something_is_done(hall: Hall) -> None:
    cycle_id = hall.plan()
    hall.add_people(2)
    first, second = hall.session.scalars(select(Person.id).order_by(Person.id)).all()
    key = (cycle_id, "an offer")
    hall.session.commit()
    with just_before("INSERT INTO completion", lambda other: declare(other, first, key, TODAY)):
        days = {first: YESTERDAY, second: YESTERDAY}
        assert keep(hall.session, [key], days, LMS) == 2
        hall.session.commit()
    assert kept() == [(first, YESTERDAY, LMS), (second, YESTERDAY, LMS)]


def test_what_the_lms_says_replaces_what_a_person_said_and_nothing_else(hall: Hall) -> None:
    cycle_id = hall.plan()
    hall.add_people(2)
    first, second = hall.session.scalars(select(Person.id).order_by(Person.id)).all()
    key = (cycle_id, "an offer")
    declare(hall.session, first, key, YESTERDAY)
    assert kept() == [(first, YESTERDAY, SELF)]
    days = {first: TODAY, second: TODAY}
    assert keep(hall.session, [key], days, LMS) == 2
    later = {first: TODAY + timedelta(days=1), second: TODAY + timedelta(days=1)}
    assert keep(hall.session, [key], later, LMS) == 0
    hall.session.commit()
    assert kept() == [(first, TODAY, LMS), (second, TODAY, LMS)]


def kept() -> list[tuple[object, ...]]:
    columns = (Completion.person_id, Completion.finished_on, Completion.source)
    with Session(db.engine) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]


@pytest.mark.postgresql
def test_two_who_fetch_a_token_at_once_have_one(hall: Hall) -> None:
    later, sealing = NOW + timedelta(hours=1), vault()
    first = TokenShelf(hall.session, sealing)

    def put(other: Session) -> None:
        TokenShelf(other, sealing).put("a key", "theirs", later)

    with just_before("INSERT INTO service_token", put):
        first.put("a key", "ours", later)
    assert first.get("a key") == ("ours", later)


@pytest.mark.postgresql
def test_a_launch_tells_of_a_column_at_the_moment_that_it_is_found(
    town: Town, book: Gradebook, office: Office
) -> None:
    book.takes_part("6")

    def told(other: Session) -> None:
        context = other.scalars(select(CourseContext.id)).one()
        place = {"cycle_id": town.cycle_id, "course_context_id": context}
        other.add(LineItem(**place, url="https://lms.example.nl/the-same"))
        other.commit()

    with town.app.app_context(), just_before("INSERT INTO line_item", told):
        office.run(days=8)
    assert book.marks() == [("delivered", "", "")]
