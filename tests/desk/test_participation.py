"""Taking part while a scan runs: numbers per department and team, and no small ones."""

from __future__ import annotations

import re

from sqlalchemy import event, update

from lti_tool.models import Cycle, db
from tests.services.team_town import found_teams, invite
from tests.town import Town, Walker


def table(office: Walker) -> dict[str, list[int]]:
    """Per place: done, open, excused, invited."""
    office.get("/participation")
    rows = re.findall(r'<tr><th scope="row".*?</tr>', office.main, re.S)
    found = {}
    for row in rows:
        name = re.sub(r"<[^>]+>", "", row.split("</th>")[0]).strip()
        found[name] = [int(number) for number in re.findall(r">(\d+)</td>", row)]
    return found


def test_each_place_from_five_invited_reconciles(town: Town, office: Walker) -> None:
    found_teams(town)
    invite(town, "1/11", 12, done=7, excused=1)
    invite(town, "5/51", 4, done=2)
    rows = table(office)
    assert len(rows) == 2, "a department of twelve with its team; the four stay in the whole"
    for done, waits, excused, invited in rows.values():
        assert (done, waits, excused, invited) == (7, 4, 1, 12)
    assert "9 van de 17" in office.main


def test_the_page_costs_the_same_for_many_teams(town: Town, office: Walker) -> None:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    found_teams(town)
    invite(town, "1/11", 6, done=3)
    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    table(office)
    few = len(seen)
    seen.clear()
    event.remove(engine, "before_cursor_execute", note)
    for team in ("1/12", "1/13", "2/21", "2/22"):
        invite(town, team, 6, done=3)
    event.listen(engine, "before_cursor_execute", note)
    assert len(table(office)) > 4
    event.remove(engine, "before_cursor_execute", note)
    assert len(seen) == few


def test_without_a_scan_it_says_so(town: Town, office: Walker) -> None:
    with town.app.app_context():
        db.session.execute(update(Cycle).values(state="planned"))
        db.session.commit()
    office.get("/participation")
    assert "Er loopt geen scan." in office.main
