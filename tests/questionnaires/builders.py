"""Small packs in memory, and a short way to write a skill with its answers.

``"k1 s0.5 z0.4 z? z-"`` is a kennis question answered right, a situatie question for half
the points, a can-do question for 0.4, one answered with "weet ik niet", and one with
"komt in mijn werk niet voor".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from questionnaires.grading import grade
from questionnaires.model import (
    Item,
    ItemKind,
    ItemRole,
    Level,
    Option,
    Scoring,
    Skill,
    SkillOutcome,
    TeamKit,
    ThemePack,
)

KINDS: dict[str, ItemKind] = {"z": "zelf", "k": "kennis", "s": "situatie"}
SCORING = Scoring(
    cuts=MappingProxyType({1: Fraction(40), 2: Fraction(65), 3: Fraction(85)}),
    weight_self=Fraction(1),
    weight_objective=Fraction(3, 2),
    margin=Fraction(10),
)
DONT_KNOW = Option("weet_niet", "Weet ik niet", Fraction(0))
NVT = Option("nvt", "Komt in mijn werk niet voor", None)
GROUP = "beleid"


def question(
    item_id: str,
    kind: ItemKind,
    points: list[Fraction],
    skill: str = "a",
    role: ItemRole = "kern",
    function_groups: frozenset[str] | None = None,
) -> Item:
    """A question with an option ``p0``, ``p1`` … for each of the points, and the two others."""
    options = tuple(Option(f"p{number}", "Antwoord", value) for number, value in enumerate(points))
    return Item(
        id=item_id,
        skill=skill,
        kind=kind,
        level=1,
        role=role,
        text="Wat doe je?",
        options=(*options, DONT_KNOW, NVT),
        explanation="Daarom.",
        function_groups=function_groups,
    )


def pack_of(
    items: list[Item], scoring: Scoring = SCORING, skill_ids: Iterable[str] = ()
) -> ThemePack:
    """A pack around questions and the skills that they name; every minimum is 2."""
    named = dict.fromkeys([*skill_ids, *(item.skill for item in items)])
    skills = tuple(Skill(key, key.upper(), "Iets kunnen.") for key in named)
    return ThemePack(
        id="proef",
        version="1.0.0",
        title="Proef",
        summary="Kort.",
        why="Daarom.",
        language="nl",
        license="CC-BY-4.0",
        levels=tuple(Level(number, f"Niveau {number}", "Zo.") for number in range(4)),
        skills=skills,
        items=tuple(items),
        minima=MappingProxyType({GROUP: MappingProxyType({skill.id: 2 for skill in skills})}),
        offers=(),
        scoring=scoring,
        team_kit=TeamKit(15, "Praten.", ("Wat?",), "Ik."),
    )


@dataclass(frozen=True)
class Sheet:
    """A pack of one skill and what was answered."""

    pack: ThemePack
    answers: dict[str, str]

    def graded(self, minimum: int = 2) -> SkillOutcome:
        return grade(self.pack, GROUP, self.answers, {"a": minimum}).skill("a")


def sheet(core: str, extra: str = "") -> Sheet:
    """The skill of the module's short way; ``extra`` "k" is an unanswered extra question."""
    items: list[Item] = []
    answers: dict[str, str] = {}
    roles: tuple[tuple[ItemRole, str], ...] = (("kern", core), ("extra", extra))
    for role, words in roles:
        for number, word in enumerate(words.split()):
            item, answer = _read(f"{role}{number}", word, role)
            items.append(item)
            answers.update(answer)
    return Sheet(pack_of(items), answers)


def _read(item_id: str, word: str, role: ItemRole) -> tuple[Item, dict[str, str]]:
    kind, value = KINDS[word[0]], word[1:]
    said = {"": None, "?": "weet_niet", "-": "nvt"}.get(value, "p0")
    points = [Fraction(value) if said == "p0" else Fraction(1)]
    answer = {} if said is None else {item_id: said}
    return question(item_id, kind, points, role=role), answer
