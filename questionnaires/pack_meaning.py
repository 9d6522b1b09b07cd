"""What a pack must mean: every rule that its shape alone cannot hold (DESIGN 5, 7)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from questionnaires.model import DONT_KNOW, NOT_APPLICABLE, Item, Offer, ThemePack
from questionnaires.timing import LIMIT, group_seconds
from questionnaires.yaml_marks import Path

LEAST_CORE = 3
LEAST_OBJECTIVE = 2
HIGHEST_CORE = 2
LONGEST_SENTENCE = 20
SKILLS = (3, 4)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken, and where; a warning refuses nothing."""

    path: Path
    message: str
    warning: bool = False


def findings(pack: ThemePack) -> Iterator[Finding]:
    """Every broken rule of a pack whose shape is right."""
    for rule in RULES:
        yield from rule(pack)


def _twice(rows: Iterable[str], where: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row in seen:
            yield Finding((where, number, "id"), f"{row} is an id twice: give each its own")
        seen.add(row)


def _ids(pack: ThemePack) -> Iterator[Finding]:
    yield from _twice([row.id for row in pack.skills], "vaardigheden")
    yield from _twice([row.id for row in pack.items], "items")
    yield from _twice([row.id for row in pack.offers], "aanbod")
    if not SKILLS[0] <= len(pack.skills) <= SKILLS[1]:
        yield Finding(("vaardigheden",), "a theme has 3 or 4 skills: add or join some")
    if [level.id for level in pack.levels] != [0, 1, 2, 3]:
        yield Finding(("niveaus",), "name the levels 0, 1, 2 and 3, in this order")


def _references(pack: ThemePack) -> Iterator[Finding]:
    skills = {skill.id for skill in pack.skills}
    for number, item in enumerate(pack.items):
        if item.skill not in skills:
            yield _no_skill(("items", number, "vaardigheid"), item.skill)
        for group in sorted((item.function_groups or frozenset()) - set(pack.minima)):
            path = ("items", number, "functiegroepen")
            yield Finding(path, f"{group} has no minima: add it there or take it out here")
    for number, offer in enumerate(pack.offers):
        for skill in offer.skills:
            if skill not in skills:
                yield _no_skill(("aanbod", number, "vaardigheden"), skill)
        if offer.from_level > offer.to_level:
            path = ("aanbod", number, "van_niveau")
            yield Finding(path, "van_niveau is above naar_niveau: exchange them")


def _no_skill(path: Path, skill: str) -> Finding:
    return Finding(path, f"{skill} is no skill of this pack: use an id of vaardigheden")


def _minima(pack: ThemePack) -> Iterator[Finding]:
    skills = {skill.id for skill in pack.skills}
    for group, row in pack.minima.items():
        for missing in sorted(skills - set(row)):
            yield Finding(("minima", group), f"{missing} has no minimum: write 0, 1 or 2")
        for extra in sorted(set(row) - skills):
            yield Finding(("minima", group, extra), f"{extra} is no skill of this pack: remove it")
    if not pack.minima:
        yield Finding(("minima",), "no function group has minima: add them")


def _scoring(pack: ThemePack) -> Iterator[Finding]:
    cuts = pack.scoring.cuts
    rising = [cuts.get(level, Fraction(-1)) for level in (1, 2, 3)]
    if set(cuts) != {1, 2, 3} or sorted(set(rising)) != rising or not 0 < rising[0] <= 100:
        yield Finding(("score", "drempels"), "give rising cuts for 1, 2 and 3, between 0 and 100")
    if pack.scoring.weight_self <= 0 or pack.scoring.weight_objective <= 0:
        yield Finding(("score", "weging"), "a weight is more than 0: change it")
    if not 0 <= pack.scoring.margin < rising[0]:
        yield Finding(
            ("score", "grensmarge"), "the margin is from 0 up to the first cut: change it"
        )


def _options(pack: ThemePack) -> Iterator[Finding]:
    for number, item in enumerate(pack.items):
        path: Path = ("items", number, "opties")
        yield from (Finding(path, f"{item.id}: {text}") for text in _option_faults(item))


def _option_faults(item: Item) -> Iterator[str]:
    ids = Counter(option.id for option in item.options)
    points = [option.points for option in item.options if option.id != NOT_APPLICABLE]
    if any(count > 1 for count in ids.values()):
        yield "an option has the id of another: give each its own"
    if DONT_KNOW not in ids:
        yield "weet_niet is missing: add it with 0 points"
    if any(option.points != 0 for option in item.options if option.id == DONT_KNOW):
        yield "weet_niet gives points: make it 0"
    if any(option.points is not None for option in item.options if option.id == NOT_APPLICABLE):
        yield "nvt has points: make it null"
    if any(value is None or not 0 <= value <= 1 for value in points):
        yield "points are from 0 to 1: only nvt has none"
    elif sum(value == 1 for value in points) != 1:
        yield "exactly one option has 1 point: choose the best answer"
    elif item.kind == "kennis" and any(value not in (0, 1) for value in points):
        yield "a kennis question has one right answer and nothing in between: use 0 and 1"
    if len(points) < 3:
        yield "there are fewer than two answers beside weet_niet: add one"


def _coverage(pack: ThemePack) -> Iterator[Finding]:
    for number, item in enumerate(pack.items):
        if item.role == "kern" and item.level > HIGHEST_CORE:
            path = ("items", number, "niveau")
            yield Finding(path, f"{item.id} is kern of level {item.level}: use 2 at most")
    for group in pack.minima:
        for number, skill in enumerate(pack.skills):
            yield from _coverage_of(pack, group, number, skill.id)


def _coverage_of(pack: ThemePack, group: str, number: int, skill: str) -> Iterator[Finding]:
    mine = [item for item in pack.items if item.skill == skill and item.applies_to(group)]
    core = [item for item in mine if item.role == "kern"]
    path: Path = ("vaardigheden", number)
    if len(core) < LEAST_CORE:
        yield Finding(path, f"{skill} has {len(core)} kern questions for {group}: it needs 3")
    if sum(item.objective for item in core) < LEAST_OBJECTIVE:
        yield Finding(path, f"{skill} needs 2 kern questions of kennis or situatie for {group}")
    extras = len(mine) - len(core)
    if extras != 1:
        yield Finding(path, f"{skill} has {extras} extra questions for {group}: it needs 1")


def reaches(offer: Offer, skill: str, minimum: int) -> bool:
    """Whether a microlearning brings everybody below a minimum up to it."""
    fits = offer.kind == "microlearning" and offer.suits_required and skill in offer.skills
    return fits and offer.to_level >= minimum and offer.from_level == 0


def _offers(pack: ThemePack) -> Iterator[Finding]:
    for group, row in pack.minima.items():
        for skill, minimum in row.items():
            if minimum and not any(reaches(offer, skill, minimum) for offer in pack.offers):
                text = f"no microlearning brings {skill} from 0 to {minimum} for {group}: add one"
                yield Finding(("minima", group, skill), text)


def _time(pack: ThemePack) -> Iterator[Finding]:
    for group in pack.minima:
        seconds = round(group_seconds(pack, group))
        if seconds > LIMIT:
            took = f"{seconds // 60}:{seconds % 60:02}"
            text = f"the scan takes {took} for {group}: shorten it to 10:00 at most"
            yield Finding(("items",), text)


def _sentences(pack: ThemePack) -> Iterator[Finding]:
    for number, item in enumerate(pack.items):
        for key, text in (("tekst", item.text), ("uitleg", item.explanation)):
            for sentence in re.split(r"(?<=[.?!:])\s+", text):
                count = len(sentence.split())
                if count > LONGEST_SENTENCE:
                    words = f"{item.id}: a sentence of {count} words: split it (20 is plain)"
                    yield Finding(("items", number, key), words, warning=True)


RULES = (_ids, _references, _minima, _scoring, _options, _coverage, _offers, _time, _sentences)
