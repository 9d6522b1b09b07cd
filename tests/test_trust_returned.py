"""Who comes back to a scan after the result leaves nothing in the database but other bytes."""

from __future__ import annotations

from typing import Any

from lti_tool.models import Base, db
from tests.services.returned import come_back, take_part
from tests.town import Town

Database = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def everything(town: Town) -> Database:
    """Every row of every table, by its key."""
    with town.app.app_context():
        found: Database = {}
        for table in Base.metadata.sorted_tables:
            keys = [column.name for column in table.primary_key]
            for row in db.session.execute(table.select()).mappings():
                place = tuple(row[key] for key in keys)
                found.setdefault(table.name, {})[place] = dict(row)
        db.session.rollback()
        return found


def test_coming_back_changes_the_blobs_and_the_visit_alone(town: Town) -> None:
    walkers = take_part(town)
    before = everything(town)
    town.clock.forward(minutes=5)
    come_back(walkers)
    after = everything(town)
    places = [{name: set(found) for name, found in each.items()} for each in (before, after)]
    assert places[0] == places[1], "no row came or went"
    columns = {
        f"{name}.{column}"
        for name, found in before.items()
        for place, row in found.items()
        for column, value in row.items()
        if after[name][place][column] != value
    }
    assert columns == {"scan.answers_sealed", "scan.outcome_sealed", "visit.last_seen_at"}
