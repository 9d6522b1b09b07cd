"""The quarters of an organisation as a manager meets them, and the theme for the team talk."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, ThemePackRow
from lti_tool.services.shelf import PackShelf
from questionnaires.model import TeamKit, ThemePack
from questionnaires.packs import pack_from_document
from questionnaires.quarters import State

COMING = (State.PLANNED, State.READY)
RUNNING = (State.OPEN, State.CLOSED)
TOLD = (State.PUBLISHED, State.ARCHIVED)
# What the talk is about besides the pairs' question: why, myself, one agreement, when again.
AROUND_PAIRS = (2, 3, 3, 1)
LEAST_FOR_PAIRS = 3


def cycles_of(session: Session, organisation_id: int) -> list[Cycle]:
    """Every cycle that is more than a proposal, newest first; one statement."""
    asked = select(Cycle).where(
        Cycle.organisation_id == organisation_id, Cycle.state != State.DRAFT.value
    )
    return list(session.scalars(asked.order_by(Cycle.opens.desc(), Cycle.id.desc())))


def running(cycles: Sequence[Cycle]) -> Cycle | None:
    """The one whose scan is open, or has closed and waits for its figures."""
    return next((cycle for cycle in cycles if cycle.state in RUNNING), None)


def coming(cycles: Sequence[Cycle]) -> Cycle | None:
    """The first that is still to open."""
    return next((cycle for cycle in reversed(cycles) if cycle.state in COMING), None)


def told(cycles: Sequence[Cycle]) -> list[Cycle]:
    """Those with published figures, newest first."""
    return [cycle for cycle in cycles if cycle.state in TOLD]


def to_talk_about(cycles: Sequence[Cycle]) -> Cycle | None:
    """Whose kit helps most now: the open one, else the next, else the last that ran."""
    opened = next((cycle for cycle in cycles if cycle.state == State.OPEN), None)
    return opened or coming(cycles) or next(iter(cycles), None)


def pack_of(session: Session, shelf: PackShelf, cycle: Cycle, language: str) -> ThemePack:
    """The theme of a cycle, also before it opens; at most one statement.

    Raises ``LookupError``, ``TypeError`` or ``ValueError`` for a pack that is older than this
    version can read.
    """
    if cycle.opened_at is not None:
        return shelf.pack(session, cycle, language)
    asked = select(ThemePackRow.document).where(ThemePackRow.id == cycle.theme_pack_id)
    return pack_from_document(session.scalars(asked).one()).in_language(language)


def talk_minutes(kit: TeamKit) -> tuple[int, int, int, int, int]:
    """Minutes for why, myself, the pairs, one agreement and when again.

    They add up to what the theme asks for; the pairs get what is left, 3 minutes at least.
    """
    why, myself, agreement, again = AROUND_PAIRS
    pairs = max(LEAST_FOR_PAIRS, kit.minutes - sum(AROUND_PAIRS))
    return why, myself, pairs, agreement, again
