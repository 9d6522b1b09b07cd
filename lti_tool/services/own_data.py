"""Everything that is stored about one person, opened with that person's key for the own visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from lti_tool.models import (
    AgendaFeed,
    Booking,
    BookingNotice,
    Coordinator,
    Cycle,
    DataLink,
    EvaluationDone,
    FunctionGroup,
    Person,
    RosterBefore,
    RosterEntry,
    Team,
    TeamManager,
    ThemePackRow,
    Visit,
    WorklistEntry,
    WorkshopSession,
)
from lti_tool.services.asking import Asked, asked_by
from lti_tool.services.own_deliveries import Sent, sent_for
from lti_tool.services.own_learning import Learned, learned_by
from lti_tool.services.scanning import Desk, NothingToDo, Sheet, own_outcome, own_sheets
from lti_tool.services.worklist import on_the_list
from questionnaires.model import Outcome


@dataclass(frozen=True, slots=True)
class Round:
    """One scan; ``outcome`` is None before it is done, and when it has had its time."""

    sheet: Sheet
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A place on the frozen roster of a cycle."""

    cycle: Cycle
    theme: str
    entry: RosterEntry


@dataclass(frozen=True, slots=True)
class Workshop:
    """A place or a turn at a session, and what the person was told of it."""

    session: WorkshopSession
    booking: Booking
    told: Sequence[BookingNotice]


@dataclass(frozen=True, slots=True)
class Before:
    """What the roster said before its last change, kept for one step back."""

    row: RosterBefore
    first_name: str
    email: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """All of it; ``teams`` and ``groups`` have the names of what is stored as ids, and
    ``looked_back`` is (quarter, form) of each evaluation that was filled in."""

    person: Person
    first_name: str
    email: str
    teams: Mapping[int, str]
    groups: Mapping[str, str]
    manages: Sequence[int]
    coordinator: bool
    invitations: Sequence[Invitation]
    rounds: Sequence[Round]
    sent: Sequence[Sent]
    asked: Asked | None
    visits: Sequence[Visit]
    links: Sequence[DataLink]
    workshops: Sequence[Workshop]
    feed: AgendaFeed | None
    looked_back: Sequence[tuple[str, str]]
    to_enrol: Sequence[tuple[str, WorklistEntry]]
    learned: Sequence[Learned]
    before: Sequence[Before]


def own_rounds(desk: Desk, person: Person) -> list[Round]:
    """The person's scans over the quarters, oldest first."""
    return [Round(sheet, _outcome(desk, sheet)) for sheet in own_sheets(desk, person)]


def _outcome(desk: Desk, sheet: Sheet) -> Outcome | None:
    try:
        return own_outcome(desk, sheet)
    except NothingToDo:
        return None


def own_data(desk: Desk, person: Person) -> OwnData:
    """Collect it; a number of statements that does not grow with the organisation."""
    session, vault = desk.session, desk.vault
    mine = TeamManager.person_id == person.id
    confirmed = exists().where(Coordinator.person_id == person.id)
    return OwnData(
        person=person,
        first_name=_opened(desk, person.first_name_sealed),
        email=_opened(desk, person.email_sealed),
        teams=_teams(desk, person),
        groups=_groups(desk, person),
        manages=session.scalars(select(TeamManager.team_id).where(mine)).all(),
        coordinator=bool(session.scalar(select(confirmed))),
        invitations=_invitations(desk, person),
        rounds=own_rounds(desk, person),
        sent=sent_for(session, vault, person, desk.now),
        asked=asked_by(session, vault, person),
        visits=session.scalars(select(Visit).where(Visit.person_id == person.id)).all(),
        links=session.scalars(select(DataLink).where(DataLink.person_id == person.id)).all(),
        workshops=_workshops(desk, person),
        feed=session.scalar(select(AgendaFeed).where(AgendaFeed.person_id == person.id)),
        looked_back=_looked_back(desk, person),
        to_enrol=on_the_list(session, vault, person),
        learned=learned_by(desk, person),
        before=_before(desk, person),
    )


def _opened(desk: Desk, sealed: bytes | None) -> str:
    return desk.vault.open_text(sealed) if sealed else ""


def _teams(desk: Desk, person: Person) -> dict[int, str]:
    above = aliased(Team)
    rows = desk.session.execute(
        select(Team.id, Team.name, above.name)
        .outerjoin(above, above.id == Team.parent_id)
        .where(Team.organisation_id == person.organisation_id)
    )
    return {number: f"{parent} / {name}" if parent else name for number, name, parent in rows}


def _groups(desk: Desk, person: Person) -> dict[str, str]:
    rows = desk.session.scalars(
        select(FunctionGroup).where(FunctionGroup.organisation_id == person.organisation_id)
    )
    return {row.code: row.name for row in rows}


def _invitations(desk: Desk, person: Person) -> list[Invitation]:
    rows = desk.session.execute(
        select(Cycle, ThemePackRow.title, RosterEntry)
        .join(RosterEntry, RosterEntry.cycle_id == Cycle.id)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(RosterEntry.person_id == person.id)
        .order_by(Cycle.opens, Cycle.id)
    )
    return [Invitation(cycle, theme, entry) for cycle, theme, entry in rows]


def _before(desk: Desk, person: Person) -> list[Before]:
    rows = desk.session.scalars(
        select(RosterBefore).where(RosterBefore.person_id == person.id).order_by(RosterBefore.id)
    )
    return [
        Before(row, _opened(desk, row.first_name_sealed), _opened(desk, row.email_sealed))
        for row in rows
    ]


def _looked_back(desk: Desk, person: Person) -> list[tuple[str, str]]:
    rows = desk.session.execute(
        select(Cycle.quarter, EvaluationDone.audience)
        .join(Cycle, Cycle.id == EvaluationDone.cycle_id)
        .where(EvaluationDone.person_id == person.id)
        .order_by(Cycle.quarter, EvaluationDone.audience)
    )
    return [(quarter, audience) for quarter, audience in rows]


def _workshops(desk: Desk, person: Person) -> list[Workshop]:
    rows = desk.session.execute(
        select(WorkshopSession, Booking, BookingNotice)
        .join(Booking, Booking.session_id == WorkshopSession.id)
        .outerjoin(BookingNotice, BookingNotice.booking_id == Booking.id)
        .where(Booking.person_id == person.id)
        .order_by(WorkshopSession.starts_at, Booking.id, BookingNotice.id)
    )
    found: dict[int, tuple[WorkshopSession, Booking, list[BookingNotice]]] = {}
    for session, booking, notice in rows:
        told = found.setdefault(booking.id, (session, booking, []))[2]
        told += [notice] if notice is not None else []
    return [Workshop(*row) for row in found.values()]
