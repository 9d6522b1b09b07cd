"""A quarter up to its publishing, with other results: only what is published differs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, select

from lti_tool.models import Base, Cycle, Snapshot, db
from lti_tool.services.cycles import dates_of
from tests.quarter import PEOPLE, Quarter, quarter
from tests.town import Walker

COLLEAGUES = [str(number) for number in range(200, 208)]
# What the audit found out from the published bands alone, and how long that took.
FOLLOWS = ("checked", "seconds")


@dataclass
class Ran:
    """What a quarter left behind: for others to look at, and what was published."""

    traces: dict[str, Any]
    numbers: dict[str, list[str]]
    candidate: dict[str, Any]
    document: dict[str, Any]
    certificate: dict[str, Any]


def _numbers(q: Quarter) -> dict[str, list[str]]:
    """Every whole number and yes or no of the database, row by row."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, Integer | Boolean)]
        if columns:
            rows = db.session.execute(select(*columns).order_by(*table.primary_key)).all()
            found[table.name] = [str(tuple(row)) for row in rows]
    db.session.rollback()
    return found


def _moments(q: Quarter) -> tuple[datetime, datetime]:
    with q.town.app.app_context():
        dates = dates_of(db.session.get_one(Cycle, q.town.cycle_id))
        db.session.rollback()
    return dates.closing, dates.closing + timedelta(days=5)


def _snapshot(q: Quarter) -> tuple[dict[str, Any], dict[str, Any] | None]:
    with q.town.app.app_context():
        found = db.session.scalars(select(Snapshot)).one()
        db.session.rollback()
        return found.document, found.certificate


def _run(folder: Path, best: bool, capfd: pytest.CaptureFixture[str]) -> Ran:
    with quarter(folder) as q:
        for sub in COLLEAGUES:
            q.town.add_person(sub)
            q.moodle.add_user(sub)
            q.grades.add_member(sub)
        capfd.readouterr()
        for sub in (*PEOPLE, *COLLEAGUES):
            walker = Walker(q.town, q.town.app.test_client())
            walker.launch(sub, **q.grades.claims())
            assert walker.scan(best).page == "result"
        q.deliver()
        closing, later = _moments(q)
        q.office.run(closing)
        candidate, _ = _snapshot(q)
        q.office.run(later)
        document, certificate = _snapshot(q)
        traces = q.traces(capfd.readouterr().err)
        with q.town.app.app_context():
            numbers = _numbers(q)
        assert certificate is not None
        return Ran(traces, numbers, candidate, document, certificate)


def _without_steps(document: dict[str, Any]) -> str:
    return re.sub(r'"step": \d+', "", json.dumps(document))


def test_other_results_change_nothing_but_what_is_published(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = (_run(tmp_path / str(best), best, capfd) for best in (True, False))
    for kind, trace in good.traces.items():
        assert trace == bad.traces[kind], kind
    assert good.numbers == bad.numbers
    assert any("published" in line for line in good.traces["log"])
    assert good.document["participation"][0]["completed"] == len(PEOPLE) + len(COLLEAGUES)
    # The figures do say something, or this test would prove little.
    assert good.document != bad.document
    assert _without_steps(good.document) == _without_steps(bad.document)
    assert (good.candidate, bad.candidate) == (good.document, bad.document)
    papers = [
        {key: value for key, value in ran.certificate.items() if key not in FOLLOWS}
        for ran in (good, bad)
    ]
    assert papers[0] == papers[1]
