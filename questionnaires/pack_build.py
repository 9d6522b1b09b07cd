"""Between checked attributes, the frozen pack, and the JSON in which a cycle keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from questionnaires.model import (
    Item,
    Level,
    Offer,
    Option,
    Programme,
    Scoring,
    Skill,
    TeamKit,
    ThemePack,
)
from questionnaires.texts import Words

PLAIN = ("id", "version", "title", "summary", "why", "language", "license")
Document = dict[str, Any]


def _options(given: Mapping[str, Any], sets: Mapping[str, Any]) -> tuple[Option, ...]:
    rows = given["options"] if given["options"] is not None else sets[given["option_set"]]
    return tuple(Option(row["id"], row["text"].strip(), row["points"]) for row in rows)


def _item(given: Mapping[str, Any], sets: Mapping[str, Any]) -> Item:
    groups = given["function_groups"]
    return Item(
        id=given["id"],
        skill=given["skill"],
        kind=given["kind"],
        level=given["level"],
        role=given["role"],
        text=given["text"].strip(),
        options=_options(given, sets),
        explanation=given["explanation"].strip(),
        function_groups=None if groups is None else frozenset(groups),
    )


def _frozen_minima(given: Mapping[str, Mapping[str, int]]) -> Mapping[str, Mapping[str, int]]:
    return MappingProxyType({group: MappingProxyType(dict(row)) for group, row in given.items()})


def frozen_words(given: Mapping[str, Words]) -> Mapping[str, Words]:
    """Translations that do not change any more."""
    return MappingProxyType(
        {language: MappingProxyType(dict(words)) for language, words in given.items()}
    )


def _offer(given: Mapping[str, Any]) -> Offer:
    lists = {"skills": tuple(given["skills"]), "goals": tuple(given["goals"])}
    return Offer(**{**given, **lists})


def _kit(given: Mapping[str, Any]) -> TeamKit:
    return TeamKit(**{**given, "questions": tuple(given["questions"])})


def build(given: Mapping[str, Any]) -> ThemePack:
    """The pack of attributes that :mod:`questionnaires.pack_shape` loaded."""
    scoring, sets = given["scoring"], given["option_sets"]
    return ThemePack(
        **{name: given[name].strip() for name in PLAIN},
        levels=tuple(Level(**row) for row in given["levels"]),
        skills=tuple(Skill(**row) for row in given["skills"]),
        items=tuple(_item(row, sets) for row in given["items"]),
        minima=_frozen_minima(given["minima"]),
        offers=tuple(_offer(row) for row in given["offers"]),
        scoring=Scoring(
            cuts=MappingProxyType(dict(sorted(scoring["cuts"].items()))),
            weight_self=scoring["weights"]["own"],
            weight_objective=scoring["weights"]["objective"],
            margin=scoring["margin"],
        ),
        team_kit=_kit(given["team_kit"]),
        most_minutes=given["most_minutes"],
        authors=tuple(given["authors"]),
        programmes=tuple(Programme(**row) for row in given["programmes"]),
        translations=frozen_words(given["translations"]),
    )


def _fraction(value: str | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def pack_document(pack: ThemePack) -> Document:
    """The pack as JSON, the same for the same pack; fractions as text."""
    return {
        **{name: getattr(pack, name) for name in PLAIN},
        "levels": [asdict(row) for row in pack.levels],
        "skills": [asdict(row) for row in pack.skills],
        "items": [_item_document(row) for row in pack.items],
        "minima": {group: dict(row) for group, row in pack.minima.items()},
        "offers": [_lists(asdict(row)) for row in pack.offers],
        "scoring": {
            "cuts": {str(level): str(cut) for level, cut in pack.scoring.cuts.items()},
            "weights": {
                "own": str(pack.scoring.weight_self),
                "objective": str(pack.scoring.weight_objective),
            },
            "margin": str(pack.scoring.margin),
        },
        "team_kit": _lists(asdict(pack.team_kit)),
        "most_minutes": pack.most_minutes,
        "translations": {key: dict(words) for key, words in pack.translations.items()},
        **_added_later(pack),
    }


def _added_later(pack: ThemePack) -> Document:
    # Left out when empty, so that a pack of before still gives the document of before.
    rows = {
        "authors": list(pack.authors),
        "programmes": [asdict(row) for row in pack.programmes],
    }
    return {key: row for key, row in rows.items() if row}


def _lists(row: Document) -> Document:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}


def _item_document(item: Item) -> Document:
    groups = item.function_groups
    options = [
        [option.id, option.text, None if option.points is None else str(option.points)]
        for option in item.options
    ]
    return {
        **asdict(item),
        "options": options,
        "function_groups": None if groups is None else sorted(groups),
    }


def _item_given(row: Mapping[str, Any]) -> Document:
    options = [
        {"id": key, "text": text, "points": _fraction(points)}
        for key, text, points in row["options"]
    ]
    return {**row, "options": options}


def pack_from_document(document: Mapping[str, Any]) -> ThemePack:
    """The pack of :func:`pack_document`."""
    scoring = document["scoring"]
    given = {
        # Documents that were frozen before these were kept do not have them.
        "most_minutes": 10,
        "translations": {},
        "authors": [],
        "programmes": [],
        **document,
        "items": [_item_given(row) for row in document["items"]],
        "option_sets": {},
        "scoring": {
            "cuts": {int(level): Fraction(cut) for level, cut in scoring["cuts"].items()},
            "weights": {name: Fraction(value) for name, value in scoring["weights"].items()},
            "margin": Fraction(scoring["margin"]),
        },
    }
    return build(given)
