"""A published quarter of a made-up municipality, the whole way that real figures go."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import count
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from lti_tool.models import Cycle, Snapshot, db
from questionnaires.audit import Audited, audit
from questionnaires.audit_certificate import Case
from questionnaires.disclosure import candidate_snapshot
from questionnaires.disclosure_people import Earlier, ItemAnswer, Member, Place, Respondent, Setting
from questionnaires.item_statistics import item_statistics
from tests.disclosure.town import pack, respondent, setting

# Team ids as they stand in paths; a department's name, its teams, and how many took part.
TREE: dict[str, tuple[str, dict[str, tuple[str, int]]]] = {
    "1": ("Publiekszaken", {"11": ("Balie", 24), "12": ("Burgerzaken", 19)}),
    "2": ("Ruimte en Vergunningen", {"21": ("Buitendienst Noord", 31), "22": ("Bouw", 14)}),
    "3": ("Maatschappelijke Ondersteuning en Jeugd", {"31": ("Wmo", 22), "32": ("Jeugd", 17)}),
    "4": ("Bedrijfsvoering", {"41": ("ICT", 16), "42": ("Communicatie", 9)}),
    "5": ("Griffie", {"51": ("Griffie", 4)}),
}
GROUPS = ("balie-kcc", "buitendienst", "beleid", "sociaal-domein", "ict-informatie")
ABSENT, EXCUSED = 3, 1
# Of every hundred that many are below.
BELOW = {"vinden": 8, "bestanden": 38, "overleg": 22}


def members() -> list[Member]:
    found = []
    for number, (top, (_, teams)) in enumerate(TREE.items()):
        for team, (_, size) in teams.items():
            for person in range(size):
                group = "leidinggevende" if person == 0 else GROUPS[(number + person % 3) % 5]
                found.append(Member(f"{team}-{person}", (top, team), group, group))
    return found


def places() -> list[Place]:
    found = [Place((), "")]
    for top, (name, teams) in TREE.items():
        found.append(Place((top,), name))
        for team, (title, size) in teams.items():
            invited = size + ABSENT + EXCUSED
            found.append(Place((top, team), title, invited=invited, excused=EXCUSED))
    return found


def respondents(people: Sequence[Member], rng: Random) -> list[Respondent]:
    found = []
    for member in people:
        asked = pack().minima[member.works_as]
        below = [s for s, share in BELOW.items() if asked[s] and rng.randrange(100) < share]
        found.append(respondent(member, below, rng, finished=rng.random() < 0.6))
    return found


def _case(now: Setting, rng: Random, earlier: Sequence[Earlier] = ()) -> Case:
    people = members()
    made = candidate_snapshot(now, places(), respondents(people, rng), earlier, outside_roster=2)
    return Case(made, now, people, earlier)


@cache
def _audited() -> Audited:
    before = setting(quarter="2025-Q4")
    first = _case(before, Random(3))
    then = audit(first, timer=count().__next__).snapshot
    earlier = Earlier(then, before, tuple(members()))
    return audit(_case(setting(), Random(5), [earlier]), timer=count().__next__)


def audited() -> Audited:
    """What was published, anew: who gets it may change it."""
    return deepcopy(_audited())


def weak_items(timed: bool = False) -> dict[str, Any]:
    """Statistics in which one question is easy, one hard, one unknown and one apart."""
    rng, core = Random(1), [item for item in pack().items if item.role == "kern"]
    sheets = []
    for _person in range(160):
        ability = rng.random()
        sheet = {
            item.id: ItemAnswer(Fraction(rng.random() < ability), seconds=20.0 if timed else None)
            for item in core
        }
        sheet[core[0].id] = ItemAnswer(Fraction(1))
        sheet[core[2].id] = ItemAnswer(Fraction(rng.random() < 0.1))
        sheet[core[5].id] = ItemAnswer(Fraction(0), dont_know=rng.random() < 0.5)
        sheet[core[9].id] = ItemAnswer(Fraction(rng.random() < 0.5))
        sheets.append(sheet)
    found = item_statistics(pack(), sheets)
    assert found is not None
    return found


def publish(
    app: Flask, cycle_id: int, now: datetime, found: Audited, state: str = "published"
) -> None:
    """Put it into the database as publishing does."""
    with app.app_context():
        cycle = db.session.scalars(select(Cycle).where(Cycle.id == cycle_id)).one()
        cycle.state, cycle.published_at = state, now
        row = Snapshot(
            cycle_id=cycle_id,
            kind="results",
            document=found.snapshot,
            certificate=found.certificate,
            made_at=now - timedelta(days=1),
            published_at=now,
        )
        db.session.add(row)
        db.session.commit()
