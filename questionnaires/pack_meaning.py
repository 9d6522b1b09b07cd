"""What a pack must mean: every rule that its shape alone cannot hold (DESIGN 5, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from questionnaires.finding import Finding, Given, Path
from questionnaires.model import NOT_APPLICABLE, Item, Offer, ThemePack
from questionnaires.pack_answers import answer_findings
from questionnaires.pack_language import language_findings

LEAST_CORE = 3
LEAST_OBJECTIVE = 2
HIGHEST_CORE = 2
SKILLS = (3, 4)


def findings(pack: ThemePack) -> Iterator[Finding]:
    """Every broken rule of a pack whose shape is right."""
    for rule in RULES:
        yield from rule(pack)


def _twice(rows: Iterable[str], where: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row in seen:
            yield Finding((where, number, "id"), "id_twice", {"id": row})
        seen.add(row)


def _ids(pack: ThemePack) -> Iterator[Finding]:
    yield from _twice([row.id for row in pack.skills], "vaardigheden")
    yield from _twice([row.id for row in pack.items], "items")
    yield from _twice([row.id for row in pack.offers], "aanbod")
    if not SKILLS[0] <= len(pack.skills) <= SKILLS[1]:
        yield Finding(("vaardigheden",), "skill_count")
    if [level.id for level in pack.levels] != [0, 1, 2, 3]:
        yield Finding(("niveaus",), "levels")


def _references(pack: ThemePack) -> Iterator[Finding]:
    skills = {skill.id for skill in pack.skills}
    for number, item in enumerate(pack.items):
        if item.skill not in skills:
            yield _no_skill(("items", number, "vaardigheid"), item.skill)
        yield from _groups_of(pack, item, ("items", number, "functiegroepen"))
    for number, offer in enumerate(pack.offers):
        for skill in offer.skills:
            if skill not in skills:
                yield _no_skill(("aanbod", number, "vaardigheden"), skill)
        if offer.from_level > offer.to_level:
            yield Finding(("aanbod", number, "van_niveau"), "from_above_to")


def _groups_of(pack: ThemePack, item: Item, path: Path) -> Iterator[Finding]:
    if item.function_groups is None:
        return
    if not item.function_groups:
        yield Finding(path, "for_nobody", {"item": item.id})
    for group in sorted(item.function_groups - set(pack.minima)):
        yield Finding(path, "group_without_minima", {"group": group})


def _no_skill(path: Path, skill: str) -> Finding:
    return Finding(path, "no_skill", {"skill": skill})


def _minima(pack: ThemePack) -> Iterator[Finding]:
    skills = {skill.id for skill in pack.skills}
    for group, row in pack.minima.items():
        for missing in sorted(skills - set(row)):
            yield Finding(("minima", group), "minimum_missing", {"skill": missing})
        for extra in sorted(set(row) - skills):
            yield Finding(("minima", group, extra), "minimum_extra", {"skill": extra})
    if not pack.minima:
        yield Finding(("minima",), "no_minima")


def _scoring(pack: ThemePack) -> Iterator[Finding]:
    cuts = pack.scoring.cuts
    rising = [cuts.get(level, Fraction(-1)) for level in (1, 2, 3)]
    in_range = rising[0] > 0 and rising[-1] <= 100
    if set(cuts) != {1, 2, 3} or sorted(set(rising)) != rising or not in_range:
        yield Finding(("score", "drempels"), "cuts")
    if pack.scoring.weight_self <= 0 or pack.scoring.weight_objective <= 0:
        yield Finding(("score", "weging"), "weight")
    if not 0 <= pack.scoring.margin < rising[0]:
        yield Finding(("score", "grensmarge"), "margin")


def _coverage(pack: ThemePack) -> Iterator[Finding]:
    for number, item in enumerate(pack.items):
        if item.role == "kern" and item.level > HIGHEST_CORE:
            path = ("items", number, "niveau")
            yield Finding(path, "core_too_high", {"item": item.id, "level": item.level})
    for group in pack.minima:
        for number, skill in enumerate(pack.skills):
            yield from _coverage_of(pack, group, number, skill.id)


def _coverage_of(pack: ThemePack, group: str, number: int, skill: str) -> Iterator[Finding]:
    mine = [item for item in pack.items if item.skill == skill and item.applies_to(group)]
    core = [item for item in mine if item.role == "kern"]
    path: Path = ("vaardigheden", number)
    given = {"skill": skill, "group": group}
    if len(core) < LEAST_CORE:
        yield Finding(path, "few_core", {**given, "count": len(core)})
    if sum(item.objective for item in core) < LEAST_OBJECTIVE:
        yield Finding(path, "few_objective", given)
    always = sum(all(option.id != NOT_APPLICABLE for option in item.options) for item in core)
    if len(core) >= LEAST_CORE > always:
        yield Finding(path, "few_always", given, warning=True)
    extras = len(mine) - len(core)
    if extras != 1:
        yield Finding(path, "extra_count", {**given, "count": extras})


def reaches(offer: Offer, skill: str, minimum: int) -> bool:
    """Whether a microlearning brings everybody below a minimum up to it."""
    fits = offer.kind == "microlearning" and offer.suits_required and skill in offer.skills
    return fits and offer.to_level >= minimum and offer.from_level == 0


def _offers(pack: ThemePack) -> Iterator[Finding]:
    for group, row in pack.minima.items():
        for skill, minimum in row.items():
            if minimum and not any(reaches(offer, skill, minimum) for offer in pack.offers):
                given: Given = {"skill": skill, "minimum": minimum, "group": group}
                yield Finding(("minima", group, skill), "no_training", given)


RULES = (
    _ids,
    _references,
    _minima,
    _scoring,
    answer_findings,
    _coverage,
    _offers,
    language_findings,
)
