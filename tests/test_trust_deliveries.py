"""What the outbox tells somebody who can count rows but opens none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.fakes.moodle import Weather
from lti_tool.models import OfferLink, Person, Scan, db
from tests.quarter import Quarter, quarter

pytestmark = pytest.mark.usefixtures("a_database")

COURSES = ("11", "12", "13")
COUNTED = ("rows", "lengths", "deliveries", "metrics", "log")


def told(folder: Path, style: str, capfd: pytest.CaptureFixture[str], storm: bool) -> Any:
    """(who is in which course, what can be counted) after one person's scan."""
    with quarter(folder, "targeted") as q:
        capfd.readouterr()
        q.takes_part("100", style)
        q.moodle.weather = Weather("500") if storm else None
        lines = q.office.run()
        traces = q.traces(capfd.readouterr().err)
        enrolled = {course: q.moodle.enrolled(course) for course in COURSES}
        return enrolled, {"lines": lines, **{key: traces[key] for key in COUNTED}}


@pytest.mark.parametrize("storm", [False, True], ids=["all well", "the LMS is down"])
def test_targeted_rows_do_not_count_what_somebody_lacks(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], storm: bool
) -> None:
    styles = ("none", "mixed", "worst")
    ran = {style: told(tmp_path / style, style, capfd, storm) for style in styles}
    everywhere = {key: {"100"} for key in COURSES}
    assert ran["none"][0] == {key: set() for key in COURSES}
    assert ran["worst"][0] == (ran["none"][0] if storm else everywhere)
    for style in styles:
        assert ran[style][1] == ran["none"][1], style


def test_a_click_on_what_was_not_assigned_still_enrols(tmp_path: Path) -> None:
    with quarter(tmp_path / "q", "targeted") as q:
        walker = q.takes_part("100", "none")
        offers = [offer.id for offer in q.town.pack.offers if offer.kind == "microlearning"]
        walker.post("/offer", offer=offers[1])
        q.deliver()
        assert [q.moodle.enrolled(course) for course in COURSES] == [set(), {"100"}, set()]


@pytest.fixture
def everyone(tmp_path: Path) -> Iterator[Quarter]:
    with quarter(tmp_path / "q") as q:
        yield q


def payloads(q: Quarter) -> dict[str, list[Any]]:
    """What the payloads hold, by state."""
    found: dict[str, list[Any]] = {}
    for row in q.town.deliveries():
        found.setdefault(row.state, []).append(q.town.tools.vault.open_payload(row.payload_sealed))
    return found


def test_a_delivered_payload_is_emptied_at_the_same_length(everyone: Quarter) -> None:
    everyone.takes_part("100", "worst")
    before = {len(row.payload_sealed) for row in everyone.town.deliveries()}
    everyone.office.run()
    held = payloads(everyone)
    assert held["delivered"] == [{}, {}, {}]
    assert [mark["sub"] for mark in held["waiting"]] == ["100"]
    assert {len(row.payload_sealed) for row in everyone.town.deliveries()} == before


def relink(q: Quarter, course: str) -> str:
    """Lead the first offer to another course, as `offer link` does in an open cycle."""
    q.moodle.add_course(course, f"ID-{course}", f"Cursus {course}")
    with q.town.app.app_context():
        first = db.session.scalars(select(OfferLink).order_by(OfferLink.offer_id)).first()
        assert first is not None
        seen = {"course_id": course, "course_ref": course, "checked_at": q.town.clock()}
        db.session.execute(update(OfferLink).where(OfferLink.id == first.id).values(**seen))
        db.session.commit()
        return first.offer_id


def test_a_course_that_is_linked_later_reaches_all_completers_and_no_click_is_first(
    everyone: Quarter,
) -> None:
    needs = everyone.takes_part("100", "worst")
    everyone.takes_part("101", "none")
    everyone.office.run()
    rows = len(everyone.town.deliveries())
    offer = relink(everyone, "14")
    assert needs.post("/offer", offer=offer).page == "start"
    assert len(everyone.town.deliveries()) == rows
    lines = everyone.office.run()
    assert "cycle 1 (2026-Q4): 2 enrolments in courses linked later" in lines
    assert everyone.moodle.enrolled("14") == {"100", "101"}
    assert everyone.office.run() == []
    everyone.takes_part("102", "mixed")
    everyone.office.run()
    assert everyone.moodle.enrolled("14") == {"100", "101", "102"}


def test_nobody_who_is_erased_or_unfinished_is_enrolled_later(everyone: Quarter) -> None:
    everyone.takes_part("100", "none")
    everyone.takes_part("101", "none")
    everyone.office.run()
    with everyone.town.app.app_context():
        erased = update(Person).where(Person.lms_user_id == "100")
        db.session.execute(erased.values(erased_at=everyone.town.clock()))
        unfinished = select(Person.id).where(Person.lms_user_id == "101").scalar_subquery()
        db.session.execute(
            update(Scan).where(Scan.person_id == unfinished).values(submitted_at=None)
        )
        db.session.commit()
    relink(everyone, "14")
    everyone.office.run()
    assert everyone.moodle.enrolled("14") == set()


def journal(q: Quarter) -> bytes:
    """SQLite's file of recent writes."""
    with q.town.app.app_context():
        return Path(f"{db.engine.url.database}-wal").read_bytes()


def _key(q: Quarter) -> bytes:
    with q.town.app.app_context():
        key = db.session.scalar(select(Person.wrapped_key).where(Person.lms_user_id == "100"))
        db.session.rollback()
    assert key is not None
    return key


@pytest.mark.sqlite
def test_the_journal_forgets_a_key_that_is_gone_when_the_night_is_over(everyone: Quarter) -> None:
    key = _key(everyone)
    with everyone.town.app.app_context():
        gone = update(Person).where(Person.lms_user_id == "100").values(wrapped_key=None)
        db.session.execute(gone)
        db.session.commit()
    assert key in journal(everyone)
    everyone.office.run()
    assert key not in journal(everyone)


def test_rows_that_wait_keep_what_they_need(everyone: Quarter) -> None:
    everyone.takes_part("100", "none")
    everyone.moodle.weather = Weather("500")
    everyone.office.run()
    assert sorted(str(held["course"]) for held in payloads(everyone)["waiting"][:3]) == [*COURSES]
    assert all(row.state == "waiting" for row in everyone.town.deliveries())
