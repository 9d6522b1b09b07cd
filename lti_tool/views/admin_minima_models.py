"""What the page of minima shows: per skill what people can do at a level, and who needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.services.minima import Board
from questionnaires.model import ThemePack
from questionnaires.pack_meaning import reaches

LEVELS = (1, 2)


@dataclass(frozen=True, slots=True)
class Rung:
    """A level that can be asked: its name, the questions that make it up, what leads there.

    ``questions`` are (text, for which groups), the latter empty for everybody.
    """

    number: int
    name: str
    description: str
    questions: Sequence[tuple[str, str]]
    trainings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One function group at one skill; ``theirs`` is the theme's own choice in words."""

    field: str
    group: str
    chosen: str
    theirs: str
    own: bool
    may_stay_empty: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A skill with its rungs and its column of the matrix."""

    id: str
    title: str
    rungs: Sequence[Rung]
    cells: Sequence[Cell]
    choices: Sequence[tuple[str, str]]


def sheets(board: Board, form: Mapping[str, str] | None) -> Sequence[Sheet]:
    """One for each skill; ``form`` holds what was filled in and is wrong."""
    pack = board.pack
    choices = [("0", _("Niet nodig")), *((str(n), pack.levels[n].name) for n in LEVELS)]
    names = {row.code: row.name for row in board.groups}
    return [
        Sheet(
            skill.id,
            skill.title,
            [_rung(pack, skill.id, level, names) for level in LEVELS],
            _cells(board, skill.id, dict(choices), form),
            choices,
        )
        for skill in pack.skills
    ]


def _rung(pack: ThemePack, skill: str, number: int, names: Mapping[str, str]) -> Rung:
    level = pack.levels[number]
    questions = [
        (item.text, ", ".join(names.get(code, code) for code in sorted(item.function_groups or ())))
        for item in pack.items
        if item.skill == skill and item.level == number and item.role == "kern"
    ]
    trainings = [offer.title for offer in pack.offers if reaches(offer, skill, number)]
    return Rung(number, level.name, level.description, questions, trainings)


def _cells(
    board: Board, skill: str, words: Mapping[str, str], form: Mapping[str, str] | None
) -> Sequence[Cell]:
    found = []
    for group in board.groups:
        field = f"{group.code}.{skill}"
        stands = _text(board.pack.minima.get(group.code, {}).get(skill))
        theirs = _text(board.theirs.get(group.code, {}).get(skill))
        found.append(
            Cell(
                field,
                group.name,
                stands if form is None else form.get(field, ""),
                words.get(theirs, ""),
                own=stands != theirs,
                may_stay_empty=not theirs,
            )
        )
    return found


def _text(minimum: int | None) -> str:
    return "" if minimum is None else str(minimum)
