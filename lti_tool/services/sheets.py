"""A person's place in a cycle, and what is needed to work on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, RosterEntry, Scan, ThemePackRow
from lti_tool.services.minima_frozen import with_minima
from lti_tool.services.sealed import GONE, Answered
from lti_tool.services.shelf import OWN, PackShelf
from lti_tool.vault import Vault
from questionnaires.answering import core_items, needed_extras, unanswered
from questionnaires.model import Item, ThemePack
from questionnaires.packs import pack_from_document

TAKES_SCANS = ("open", "closed", "published")
COMING = ("planned", "ready")


# Built once: nearly every page of an employee begins with it.
SHEET_OF = (
    select(Cycle, Scan, RosterEntry)
    .outerjoin(Scan, (Scan.cycle_id == Cycle.id) & (Scan.person_id == bindparam("person")))
    .outerjoin(
        RosterEntry,
        (RosterEntry.cycle_id == Cycle.id) & (RosterEntry.person_id == bindparam("person")),
    )
    .where(Cycle.organisation_id == bindparam("organisation"))
)
SHEET = (
    SHEET_OF.where(Cycle.state.in_(TAKES_SCANS))
    .order_by(case((Cycle.state == "open", 0), else_=1), Cycle.opens.desc())
    .limit(1)
)


# A test account may take the scan of a theme that is to come, where none is open.
REHEARSED = (
    SHEET_OF.where(Cycle.state.in_((*COMING, *TAKES_SCANS)))
    .order_by(
        case((Cycle.state == "open", 0), (Cycle.state.in_(COMING), 1), else_=2),
        case((Cycle.state.in_(COMING), Cycle.opens)),
        Cycle.opens.desc(),
    )
    .limit(1)
)


class NothingToDo(Exception):
    """The person has no scan, no key or no open cycle for what was asked."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to work on one person's scan; ``language`` is what the person reads."""

    session: Session
    vault: Vault
    shelf: PackShelf
    now: datetime
    language: str = OWN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A person's place in the running cycle; ``scan`` is None before the start."""

    cycle: Cycle
    person: Person
    pack: ThemePack
    scan: Scan | None
    entry: RosterEntry | None
    answered: Answered

    @property
    def group(self) -> str | None:
        """The function group that counts: of the scan, else of the frozen roster."""
        if self.scan is not None:
            return self.scan.function_group
        group = self.entry.function_group if self.entry else None
        return group if group in self.pack.minima else None

    @property
    def submitted(self) -> bool:
        """Whether the scan is done."""
        return self.scan is not None and self.scan.submitted_at is not None

    @property
    def answers_gone(self) -> bool:
        """Whether the answers have had their time; the outcome is there longer."""
        return self.scan is not None and self.scan.answers_sealed == GONE

    @property
    def outcome_gone(self) -> bool:
        """Whether the outcome has had its time too."""
        return self.submitted and self.scan is not None and self.scan.outcome_sealed == GONE

    @property
    def minima(self) -> Mapping[str, int]:
        """Minimum per skill of the person's group; raises ``NothingToDo`` without one."""
        if self.group is None:
            raise NothingToDo("no function group yet")
        return self.pack.minima[self.group]

    def extras(self) -> tuple[Item, ...]:
        """The extra questions that the answers so far call for."""
        if self.group is None:
            return ()
        return needed_extras(self.pack, self.group, self.answered.answers, self.minima)

    def open_items(self) -> tuple[Item, ...]:
        """Core questions without an answer."""
        if self.group is None:
            return ()
        return unanswered(core_items(self.pack, self.group), self.answered.answers)


def pack_to_answer(desk: Desk, cycle: Cycle) -> ThemePack:
    """The pack of a scan; of one that has yet to open as it stands, for who rehearses."""
    if cycle.opened_at is not None:
        return desk.shelf.pack(desk.session, cycle, desk.language)
    asked = (
        select(ThemePackRow.document, Cycle.minima)
        .join(Cycle, Cycle.theme_pack_id == ThemePackRow.id)
        .where(Cycle.id == cycle.id)
    )
    document, own = desk.session.execute(asked).one()
    return pack_from_document(with_minima(document, own)).in_language(desk.language)
