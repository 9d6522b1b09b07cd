"""Minima of an organisation for one cycle, instead of the pack's, until the cycle opens.

What is chosen is checked as a pack is (:mod:`questionnaires.pack_meaning`), stored with the
cycle, and taken up in its frozen document at opening. After that nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from lti_tool.models import Cycle, FunctionGroup, ThemePackRow
from lti_tool.services.hand import Hand
from lti_tool.services.minima_frozen import Table, with_minima
from questionnaires.model import ThemePack
from questionnaires.pack_meaning import findings, reaches
from questionnaires.packs import pack_from_document

UNOPENED = ("draft", "planned", "ready")
CHOICES = ("0", "1", "2")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be; ``skill`` is empty when it is about all questions for the group.

    ``code`` is ``choose`` (no 0, 1 or 2), ``no_training`` (no microlearning leads there) or
    ``questions`` (the theme has too few of them for this group, or they take too long).
    """

    group: str
    skill: str
    code: str


@dataclass(frozen=True, slots=True)
class Board:
    """A cycle's minima as an admin chooses them; ``pack`` holds those that count now.

    ``theirs`` is what the theme itself asks. Of a group that it does not know it asks nothing,
    until an admin chooses.
    """

    cycle: Cycle
    pack: ThemePack
    theirs: Table
    groups: Sequence[FunctionGroup]


def coming_cycles(session: Session, organisation_id: int) -> list[Cycle]:
    """The cycles whose minima can still be chosen, the first to open first."""
    mine = Cycle.organisation_id == organisation_id
    wanted = select(Cycle).where(mine, Cycle.state.in_(UNOPENED))
    return list(session.scalars(wanted.order_by(Cycle.opens, Cycle.id)))


def board_of(session: Session, cycle: Cycle, language: str) -> Board:
    """What an admin chooses from; three statements."""
    row = session.get_one(
        ThemePackRow, cycle.theme_pack_id, options=[undefer(ThemePackRow.document)]
    )
    own = session.scalar(select(Cycle.minima).where(Cycle.id == cycle.id))
    mine = FunctionGroup.organisation_id == cycle.organisation_id
    groups = session.scalars(
        select(FunctionGroup).where(mine).order_by(FunctionGroup.position, FunctionGroup.id)
    ).all()
    pack = pack_from_document(with_minima(row.document, own)).in_language(language)
    return Board(cycle, pack, row.document["minima"], groups)


def read_table(board: Board, form: Mapping[str, str]) -> tuple[Table, list[Wrong]]:
    """The table in a form with a field ``group.skill`` each, and what is wrong with it.

    A group of which the theme asks nothing may stay out: then all its fields are empty.
    """
    table: dict[str, dict[str, int]] = {}
    wrong: list[Wrong] = []
    for group in board.groups:
        given = {skill.id: form.get(f"{group.code}.{skill.id}", "") for skill in board.pack.skills}
        if not any(given.values()) and group.code not in board.theirs:
            continue
        row = {skill: int(text) for skill, text in given.items() if text in CHOICES}
        wrong += [Wrong(group.code, skill, "choose") for skill in given if skill not in row]
        table[group.code] = row
    return table, wrong or [*_unreached(board.pack, table), *_unfit(board, table)]


def _unreached(pack: ThemePack, table: Table) -> Iterator[Wrong]:
    for group, row in table.items():
        for skill, minimum in row.items():
            if minimum and not any(reaches(offer, skill, minimum) for offer in pack.offers):
                yield Wrong(group, skill, "no_training")


def _unfit(board: Board, table: Table) -> Iterator[Wrong]:
    """Groups that the theme has no questions for; one by one, to know which it is."""
    nothing = dict.fromkeys((skill.id for skill in board.pack.skills), 0)
    for group in table:
        if group not in board.theirs:
            tried = replace(board.pack, minima={**board.theirs, group: nothing})
            if any(not finding.warning for finding in findings(tried)):
                yield Wrong(group, "", "questions")


def change_minima(session: Session, hand: Hand, board: Board, table: Table | None) -> bool:
    """Store what was chosen, or with None what the theme asks; False once the cycle is open.

    Only what differs from the theme is kept. One line in the log names every cell; commits.
    """
    own = _different(board.theirs, table or {})
    changed = list(_changes(board.pack.minima, _laid_over(board, own)))
    stored = session.scalars(
        update(Cycle)
        .where(Cycle.id == board.cycle.id, Cycle.state.in_(UNOPENED))
        .values(minima=own or None)
        .returning(Cycle.id)
    ).first()
    if stored is None:
        session.rollback()
        return False
    if changed:
        session.add(hand.line(f"minima of cycle {board.cycle.id}: {', '.join(changed)}"))
    session.commit()
    return True


def _laid_over(board: Board, own: Table) -> Table:
    skills = [{"id": skill.id} for skill in board.pack.skills]
    laid: Table = with_minima({"skills": skills, "minima": board.theirs}, own)["minima"]
    return laid


def _different(theirs: Table, table: Table) -> dict[str, dict[str, int]]:
    return {group: dict(row) for group, row in table.items() if theirs.get(group) != row}


def _changes(before: Table, after: Table) -> Iterator[str]:
    for group in sorted({*before, *after}):
        old, new = before.get(group, {}), after.get(group, {})
        for skill in {**old, **new}:
            if old.get(skill) != new.get(skill):
                yield f"{group} {skill} {old.get(skill, '-')} to {new.get(skill, '-')}"
