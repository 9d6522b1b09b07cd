"""Employees of whom some come back to their scan after the result."""

from __future__ import annotations

from tests.databases import rows
from tests.town import Town, Walker, pick

PEOPLE = ("done", "again", "explained", "halfway")
BLOBS = (
    "SELECT p.lti_sub AS who, s.answers_sealed AS answers, s.outcome_sealed AS outcome"
    " FROM scan s JOIN person p ON p.id = s.person_id ORDER BY 1"
)
Backup = dict[str, tuple[bytes, bytes]]


def take_part(town: Town) -> dict[str, Walker]:
    """Three who have a result, and one who is halfway."""
    found = {}
    for sub in PEOPLE:
        town.add_person(sub)
        found[sub] = walker = Walker(town, town.app.test_client())
        walker.launch(sub)
        if sub == "halfway":
            walker.next()
            walker.next(**{item.id: pick(item, True) for item in walker.shown()})
        else:
            walker.scan(best=sub == "done")
    return found


def come_back(walkers: dict[str, Walker]) -> None:
    """One does a skill again, one opens the explanations instead."""
    again, explained = walkers["again"], walkers["explained"]
    skill = again.town.pack.skills[0].id
    again.get("/again")
    again.post("/again", skill=skill, go="redo")
    for _ in range(2):
        again.next(**{item.id: pick(item, True) for item in again.shown()})
    assert again.page.page == "result"
    explained.get("/again")
    explained.post("/again", skill=skill, go="explain")
    assert explained.page.page == "explanations"


def backup(town: Town) -> Backup:
    """The blobs of everybody, as a thief of the database has them."""
    found = rows(town.tools.settings.database_url, BLOBS)
    return {row["who"]: (bytes(row["answers"]), bytes(row["outcome"])) for row in found}


def changed(first: Backup, second: Backup) -> dict[str, tuple[bool, bool]]:
    """Whose answers, and whose outcome, differ between two backups."""
    return {
        who: (answers != second[who][0], outcome != second[who][1])
        for who, (answers, outcome) in first.items()
    }
