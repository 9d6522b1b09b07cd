"""What a pack must mean: every rule that its shape alone cannot hold (DESIGN 5, 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from questionnaires.finding import Finding, Path
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
        yield from _groups_of(pack, item, ("items", number, "functiegroepen"))
    for number, offer in enumerate(pack.offers):
        for skill in offer.skills:
            if skill not in skills:
                yield _no_skill(("aanbod", number, "vaardigheden"), skill)
        if offer.from_level > offer.to_level:
            path = ("aanbod", number, "van_niveau")
            yield Finding(path, "van_niveau is above naar_niveau: exchange them")


def _groups_of(pack: ThemePack, item: Item, path: Path) -> Iterator[Finding]:
    if item.function_groups is None:
        return
    if not item.function_groups:
        yield Finding(path, f"{item.id} is for nobody: leave the key out if it is for everybody")
    for group in sorted(item.function_groups - set(pack.minima)):
        yield Finding(path, f"{group} has no minima: add it there or take it out here")


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
    in_range = rising[0] > 0 and rising[-1] <= 100
    if set(cuts) != {1, 2, 3} or sorted(set(rising)) != rising or not in_range:
        yield Finding(("score", "drempels"), "give rising cuts for 1, 2 and 3, between 0 and 100")
    if pack.scoring.weight_self <= 0 or pack.scoring.weight_objective <= 0:
        yield Finding(("score", "weging"), "a weight is more than 0: change it")
    if not 0 <= pack.scoring.margin < rising[0]:
        yield Finding(
            ("score", "grensmarge"), "the margin is from 0 up to the first cut: change it"
        )


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
    always = sum(all(option.id != NOT_APPLICABLE for option in item.options) for item in core)
    if len(core) >= LEAST_CORE > always:
        text = f"{skill} stays unknown for {group} after nvt: keep 3 kern questions without nvt"
        yield Finding(path, text, warning=True)
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
