"""The kinds of work of an organisation: the template's eight, and what an admin makes of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lti_tool.models import FunctionGroup, FunctionMapping, Person
from lti_tool.services.hand import Hand
from questionnaires.groups import template_groups

LONGEST_NAME, LONGEST_EXAMPLES, MOST = 100, 300, 40


@dataclass(frozen=True, slots=True)
class Row:
    """A group; ``used`` when somebody works in it or HR's words lead to it."""

    group: FunctionGroup
    used: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What an admin filled in; ``examples`` are jobs, for who must choose a group."""

    name: str
    examples: str


def groups_of(session: Session, organisation_id: int) -> Sequence[Row]:
    """The groups in the order in which people choose from them; one statement."""
    mine = FunctionGroup.organisation_id == organisation_id
    works = exists().where(
        Person.organisation_id == organisation_id, Person.function_group == FunctionGroup.code
    )
    mapped = exists().where(
        FunctionMapping.organisation_id == organisation_id,
        FunctionMapping.function_group == FunctionGroup.code,
    )
    rows = session.execute(
        select(FunctionGroup, works | mapped)
        .where(mine)
        .order_by(FunctionGroup.position, FunctionGroup.id)
    )
    return [Row(group, used) for group, used in rows]


def fault_of(rows: Sequence[Row], given: Given, own: int = 0) -> tuple[str, str] | None:
    """(field, code) of what is wrong, or None; ``own`` is the group that is changed."""
    others = {row.group.name.casefold() for row in rows if row.group.id != own}
    if not given.name:
        return "name", "empty"
    if len(given.name) > LONGEST_NAME or not given.name.isprintable():
        return "name", "long"
    if given.name.casefold() in others:
        return "name", "twice"
    if not own and len(rows) >= MOST:
        return "name", "many"
    if len(given.examples) > LONGEST_EXAMPLES or not given.examples.isprintable():
        return "examples", "long"
    return None


def add_group(session: Session, hand: Hand, given: Given) -> None:
    """One more group, at the end; commits."""
    mine = FunctionGroup.organisation_id == hand.organisation_id
    codes = set(session.scalars(select(FunctionGroup.code).where(mine)))
    last = session.scalar(select(func.max(FunctionGroup.position)).where(mine))
    code = code_for(given.name, codes)
    session.add(
        FunctionGroup(
            organisation_id=hand.organisation_id,
            code=code,
            name=given.name,
            examples=given.examples,
            position=(last or 0) + 1,
        )
    )
    session.add(hand.line(f"function group {code} added"))
    session.commit()


def code_for(name: str, taken: set[str]) -> str:
    """An id that packs can use: small letters, digits and dashes, and never one twice."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40] or "groep"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}-{number}"
    return code


def change_group(session: Session, hand: Hand, group: FunctionGroup, given: Given) -> None:
    """Another name or other examples; the id stays, since packs and figures know it. Commits."""
    if (group.name, group.examples) == (given.name, given.examples):
        return
    group.name, group.examples = given.name, given.examples
    session.add(hand.line(f"function group {group.code} changed"))
    session.commit()


def remove_group(session: Session, hand: Hand, row: Row) -> bool:
    """Take a group out that nobody works in; False when somebody does. Commits."""
    if row.used:
        return False
    session.add(hand.line(f"function group {row.group.code} removed"))
    session.delete(row.group)
    session.commit()
    return True


def template_rows(organisation_id: int) -> list[FunctionGroup]:
    """The groups of the template for a new organisation."""
    return [
        FunctionGroup(
            organisation_id=organisation_id,
            code=group.id,
            name=group.name,
            examples=", ".join(group.examples),
            position=position,
        )
        for position, group in enumerate(template_groups())
    ]
