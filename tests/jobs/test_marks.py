"""The participation mark, from a submit to the gradebook: one constant, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from adapters.fakes.advantage import FakeAdvantage, Weather
from lti_tool.models import LineItem, Platform, db
from lti_tool.services.stuck import retry
from questionnaires.calendar import AMSTERDAM, is_working_moment, working_days_later
from tests.clock import Clock
from tests.jobs.conftest import Office
from tests.town import Town, Walker


@pytest.fixture
def grades(app: Flask, clock: Clock) -> Iterator[FakeAdvantage]:
    """The LMS's gradebook; it fetches the tool's keys as a real one does."""

    def keys() -> Any:
        return app.test_client().get("/lti/jwks.json").get_json()

    with FakeAdvantage(keys, clock=clock) as services:
        yield services


class Gradebook:
    """A town whose launches come with the addresses of the gradebook."""

    def __init__(self, town: Town, grades: FakeAdvantage) -> None:
        self.town, self.grades = town, grades
        with town.app.app_context():
            db.session.execute(update(Platform).values(token_url=grades.token_url))
            db.session.commit()

    def takes_part(self, sub: str, best: bool = True, **claims: Any) -> None:
        """Somebody takes the scan."""
        self.town.add_person(sub)
        self.grades.add_member(sub)
        walker = Walker(self.town, self.town.app.test_client())
        walker.launch(sub, **(self.grades.claims() | claims))
        assert walker.scan(best).page == "result"

    def ids(self) -> list[int]:
        """The outbox rows of the marks."""
        return [row.id for row in self.town.deliveries() if row.kind == "mark"]

    def marks(self) -> list[tuple[str, str, str]]:
        """(state, code, reason) of each mark."""
        rows = [row for row in self.town.deliveries() if row.kind == "mark"]
        return [(row.state, row.code, row.reason) for row in rows]


@pytest.fixture
def book(town: Town, grades: FakeAdvantage) -> Gradebook:
    return Gradebook(town, grades)


@pytest.mark.parametrize("best", [True, False])
def test_everybody_gets_the_same_mark(book: Gradebook, office: Office, best: bool) -> None:
    book.takes_part("6", best)
    office.run(days=8)
    [score] = book.grades.scores
    [item] = book.grades.line_items
    assert (item["label"], item["scoreMaximum"]) == ("Deelname", 1)
    assert (score["userId"], score["scoreGiven"], score["scoreMaximum"]) == ("6", 1, 1)
    assert (score["activityProgress"], score["gradingProgress"]) == ("Completed", "FullyGraded")
    assert set(score) <= {
        *("userId", "scoreGiven", "scoreMaximum", "activityProgress", "gradingProgress"),
        *("timestamp", "lineItem"),
    }


def test_the_mark_comes_in_the_working_hours_that_follow(
    book: Gradebook, office: Office, clock: Clock
) -> None:
    book.takes_part("6")
    [row] = [row for row in book.town.deliveries() if row.kind == "mark"]
    assert is_working_moment(row.not_before)
    today = clock().astimezone(AMSTERDAM).date()
    assert row.not_before.astimezone(AMSTERDAM).date() <= working_days_later(today, 1)
    office.run(clock())
    assert book.grades.scores == []


def test_a_course_has_one_column_for_all(book: Gradebook, office: Office) -> None:
    for sub in ("6", "7", "8"):
        book.takes_part(sub)
    office.run(days=8)
    assert len(book.grades.line_items) == 1
    assert {score["userId"] for score in book.grades.scores} == {"6", "7", "8"}
    tokens = [call for call in book.grades.calls if call[1].startswith("/mod/lti/token")]
    assert len(tokens) <= 2


def test_without_a_gradebook_there_is_no_mark_and_nothing_to_look_at(
    book: Gradebook, office: Office
) -> None:
    book.takes_part("6", drop=["ags"])
    assert book.marks() == []


def test_a_column_that_a_teacher_removed_is_made_again(book: Gradebook, office: Office) -> None:
    book.takes_part("6")
    office.run(days=8)
    book.grades.delete_line_item(book.grades.line_items[0]["id"])
    book.takes_part("7")
    office.run(days=16)
    [item] = book.grades.line_items
    assert book.grades.grades(item["id"]) == {"7": 1}
    with book.town.app.app_context():
        assert [row.url for row in db.session.query(LineItem)] == [item["id"]]


def test_who_is_not_gradable_is_an_end_state(book: Gradebook, office: Office) -> None:
    book.takes_part("6")
    for course in book.grades.services.members.values():
        del course["6"]
    office.run(days=8)
    [(state, code, reason)] = book.marks()
    assert (state, code) == ("refused", "not_gradable")
    assert reason
    with book.town.app.app_context():
        assert retry(db.session(), book.ids(), office.clock()) == 0


def test_a_broken_gradebook_is_tried_three_times(book: Gradebook, office: Office) -> None:
    book.takes_part("6")
    book.grades.weather = Weather("500", at="scores")
    for days in (8, 9, 10, 11):
        office.run(days=days)
    [(state, code, reason)] = book.marks()
    assert (state, code) == ("refused", "lms_trouble")
    assert "gradebook" in reason
    posts = [call for call in book.grades.calls if "scores" in call[1]]
    assert posts == []
    book.grades.weather = None
    with book.town.app.app_context():
        assert retry(db.session(), book.ids(), office.clock()) == 1
    office.run()
    assert [mark[0] for mark in book.marks()] == ["delivered"]


def test_after_an_outage_a_mark_has_its_three_tries_still(book: Gradebook, office: Office) -> None:
    book.takes_part("6")
    book.grades.weather = Weather("503", at="token")
    for days in (8, 9, 10):
        office.run(days=days)
    assert [mark[:2] for mark in book.marks()] == [("waiting", "unavailable")]
    # It breaks twice as it comes up again.
    book.grades.weather = Weather("500", at="scores")
    for days in (11, 12):
        office.run(days=days)
        assert [mark[:2] for mark in book.marks()] == [("waiting", "troubled")]
    book.grades.weather = None
    office.run(days=13)
    assert [mark[0] for mark in book.marks()] == ["delivered"]


@pytest.mark.parametrize("kind", ["503", "429", "login", "redirect"])
@pytest.mark.parametrize("at", ["token", "lineitems"])
def test_a_gradebook_out_of_reach_delays_and_loses_nothing(
    book: Gradebook, office: Office, kind: str, at: str
) -> None:
    book.takes_part("6")
    book.takes_part("7")
    book.grades.weather = Weather(kind, at=at)
    office.run(days=8)
    assert {mark[0] for mark in book.marks()} == {"waiting"}
    book.grades.weather = None
    office.run(days=9)
    assert {score["userId"] for score in book.grades.scores} == {"6", "7"}


def test_a_mark_whose_answer_got_lost_is_not_doubled(book: Gradebook, office: Office) -> None:
    book.takes_part("6")
    book.grades.weather = Weather("lost-answer", times=1, at="scores")
    office.run(days=8)
    office.run(days=9)
    [item] = book.grades.line_items
    assert book.grades.grades(item["id"]) == {"6": 1}
    assert [mark[0] for mark in book.marks()] == ["delivered"]
