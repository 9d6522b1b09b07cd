"""Made-up respondents of a municipality, with answers that fit their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from random import Random

from questionnaires.disclosure_people import (
    ItemAnswer,
    Member,
    Path,
    Place,
    Respondent,
    Setting,
)
from questionnaires.grading import grade
from questionnaires.model import DONT_KNOW, Option, ThemePack
from questionnaires.packs import load_pack, shipped_packs

LEAD = "leidinggevende"
Sheet = tuple[tuple[str, Option], ...]


@cache
def pack() -> ThemePack:
    """The shipped pack about Teams: three skills, four core questions each."""
    return load_pack(shipped_packs()["teams-samenwerken"])


def setting(k: int = 8, quarter: str = "2026-Q4") -> Setting:
    """A quarter with that pack and its own minima."""
    return Setting(quarter, "frozen 2026-10-12", k, pack(), pack().minima)


@cache
def sheets(skill: str, minimum: int, below: bool) -> tuple[Sheet, ...]:
    """All answers to the core questions of a skill that end below the minimum, or not."""
    whole = pack()
    core = [item for item in whole.items if item.skill == skill and item.role == "kern"]
    small = replace(whole, skills=(whole.skill(skill),), items=tuple(core))
    found = []
    for options in product(*(item.options for item in core)):
        answers = {item.id: option.id for item, option in zip(core, options, strict=True)}
        status = grade(small, LEAD, answers, {skill: minimum}).skill(skill).status
        if (status == "onder") == below:
            found.append(tuple(zip(answers, options, strict=True)))
    return tuple(found)


def answered(sheet: Sheet) -> dict[str, ItemAnswer]:
    """The answers of a sheet as statistics count them."""
    return {item: ItemAnswer(o.points, o.id == DONT_KNOW) for item, o in sheet}


def respondent(
    member: Member, below: Iterable[str], rng: Random, finished: bool = False
) -> Respondent:
    """Somebody with answers drawn so that they end below the minimum of just those skills."""
    wrong = frozenset(below)
    answers: dict[str, ItemAnswer] = {}
    for skill in pack().skills:
        minimum = pack().minima[member.works_as][skill.id]
        answers |= answered(rng.choice(sheets(skill.id, minimum, skill.id in wrong)))
    return Respondent(member, wrong, finished, answers)


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works."""

    path: Path
    group: str | None
    works_as: str = ""

    def member(self, person: str) -> Member:
        """A member at this post."""
        return Member(person, self.path, self.group, self.works_as or self.group or "beleid")


def places(members: Sequence[Member], absent: int = 0) -> list[Place]:
    """The roster's tree for those who took part, with ``absent`` more invited at each leaf."""
    paths = {m.path[:depth] for m in members for depth in range(len(m.path) + 1)} | {()}
    leaves = {m.path for m in members}
    return [
        Place(
            path,
            "/".join(path) or "Voorbeeldstad",
            invited=sum(m.path == path for m in members) + (absent if path in leaves else 0),
            excused=0,
        )
        for path in sorted(paths)
    ]
