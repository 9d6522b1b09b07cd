"""Progress over the quarters, in words, to print and to bring along by one's own choice."""

from __future__ import annotations

import re

from sqlalchemy import insert, select, update

from lti_tool.models import Cycle, Person, RosterEntry, db
from questionnaires.packs import pack_document
from tests.own.conftest import Done
from tests.town import Town


def earlier_quarter(town: Town) -> None:
    """The running cycle becomes one of the past, with the scans in it; a new one opens."""
    with town.app.app_context():
        old = db.session.get_one(Cycle, town.cycle_id)
        values = {column.key: getattr(old, column.key) for column in Cycle.__table__.columns}
        db.session.execute(
            update(Cycle).values(state="archived", quarter="2025-Q3", closed_at=town.clock())
        )
        values |= {"document": pack_document(town.pack), "opens": town.clock().date()}
        values.pop("id")
        new = db.session.scalar(insert(Cycle).values(values).returning(Cycle.id))
        people = db.session.scalars(select(Person.id)).all()
        rows = [{"cycle_id": new, "person_id": key, "function_group": "beleid"} for key in people]
        db.session.execute(insert(RosterEntry), rows)
        db.session.commit()


def test_progress_tells_each_quarter_in_words(town: Town, done: Done) -> None:
    walker = done(best=False)
    earlier_quarter(town)
    walker.get("/scan")
    walker.scan(best=True)
    page = walker.get("/progress")
    first, second = page.text.split("<section")[1:]
    assert "Vierde kwartaal van 2026" in first
    assert "Hier ben je al verder dan nodig" in first
    assert "Derde kwartaal van 2025" in second
    assert "Hier valt nog iets te winnen" in second
    levels = {level.name for level in town.pack.levels}
    assert all(any(f"<td>{name}</td>" in part for name in levels) for part in (first, second))
    assert not re.search(r"score|%|\d,\d", page.text.split("<main")[1].split("</main")[0])
