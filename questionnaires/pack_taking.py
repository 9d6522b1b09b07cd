"""Taking over parts of another version of a theme, by choice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any

from questionnaires.pack_comparing import ORDER, Entry, compare
from questionnaires.pack_parts import (
    MISSING,
    NOTHING,
    ROWS,
    WORDS,
    Document,
    Key,
    Part,
    common,
    joined,
    merged,
    orders,
    parts,
    shared_languages,
)

Parts = dict[Key, Part]


def take_over(ours: Document, theirs: Document, chosen: Collection[str]) -> dict[Any, Any]:
    """Our document with the chosen entries of :func:`compare` as they are in theirs.

    ``chosen`` are ids of entries; nothing gives ours, everything gives theirs. What a chosen part
    needs comes along: the skill and the answers of a question, a minimum for a new skill. What
    is still needed stays, though its going was chosen.
    """
    entries = compare(ours, theirs)
    taken = {one.id for one in entries} & set(chosen)
    if not taken:
        return dict(deepcopy(ours))
    if len(taken) == len(entries):
        return dict(deepcopy(theirs))
    languages = shared_languages(ours, theirs)
    mine, yours = parts(ours, languages), parts(theirs, languages)
    made = _chosen(mine, yours, entries, taken)
    _fit(made, mine, yours)
    return joined(made, _orders(made, ours, theirs, taken), {**ours, **theirs})


def _chosen(mine: Parts, yours: Parts, entries: tuple[Entry, ...], taken: set[str]) -> Parts:
    made = dict(mine)
    for one in entries:
        if one.id not in taken or one.section == ORDER:
            continue
        key = (one.section, one.name)
        if key in yours:
            made[key] = yours[key]
        else:
            made.pop(key, None)
    return made


def _orders(
    made: Parts, ours: Document, theirs: Document, taken: set[str]
) -> dict[str, list[str | int]]:
    mine, yours = orders(ours), orders(theirs)
    found = {}
    for section in ROWS:
        sides = mine[section], yours[section]
        first, second = reversed(sides) if f"{ORDER}/{section}" in taken else sides
        there = [name for place, name in made if place == section]
        found[section] = merged(common(first, there), common(second, there))
    return found


def _fit(made: Parts, mine: Parts, yours: Parts) -> None:
    """Bring in what is referred to; theirs goes first, since the taken part comes from there."""
    lacking = True
    while lacking:
        needed = {key for key in _needed(made) if _value(made, key) is MISSING}
        lacking = False
        for key in sorted(needed, key=str):
            sides = [side[key] for side in (yours, mine) if _value(side, key) is not MISSING]
            if sides:
                made[key], lacking = sides[0], True
    _fit_minima(made, mine, yours)
    _fit_words(made)


def _value(found: Parts, key: Key) -> Any:
    return found.get(key, NOTHING).value


def _needed(made: Parts) -> Iterator[Key]:
    for (section, _name), part in made.items():
        if section not in ("items", "aanbod") or part.value is MISSING:
            continue
        row = part.value
        skills = [row.get("vaardigheid")] if section == "items" else row.get("vaardigheden", [])
        yield from (("vaardigheden", skill) for skill in skills if skill)
        if row.get("optieset"):
            yield "optiesets", row["optieset"]
        yield from (("minima", group) for group in row.get("functiegroepen") or [])


def _fit_minima(made: Parts, mine: Parts, yours: Parts) -> None:
    """Each function group has a minimum for the skills that there are, and for no others."""
    skills = [
        name
        for (place, name), part in made.items()
        if place == "vaardigheden" and part.value is not MISSING
    ]
    for key in [key for key in made if key[0] == "minima"]:
        row = made[key].value
        other = [_value(side, key) for side in (yours, mine)]
        minima = {skill: _minimum(skill, [row, *other]) for skill in skills}
        fitting = {skill: level for skill, level in minima.items() if level is not MISSING}
        if fitting != row:
            made[key] = Part({**{s: row[s] for s in row if s in fitting}, **fitting})


def _minimum(skill: str | int, rows: list[Any]) -> Any:
    levels = (row[skill] for row in rows if isinstance(row, Mapping) and skill in row)
    return next(levels, MISSING)


def _fit_words(made: Parts) -> None:
    """A language that comes as a whole brings no texts of rows that did not come."""
    for key in [key for key in made if key[0] == WORDS]:
        fitting = {
            section: {name: text for name, text in words.items() if (section, name) in made}
            if section in ROWS or section == "optiesets"
            else words
            for section, words in made[key].value.items()
        }
        made[key] = Part(fitting)
