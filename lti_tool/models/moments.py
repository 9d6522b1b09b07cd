"""What the calendar brings about besides states: moments of a cycle, quarters without one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    CycleKey,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    OrganisationKey,
    Short,
)


class CycleMoment(Base):
    """A moment of a cycle that has come: the row is the claim, so nothing happens twice.

    ``due`` is the working day it was meant for. ``skipped`` stands for a moment that was
    past before the cycle was planned: it never happens. ``made`` is how many messages, or
    other things, came of it.
    """

    __tablename__ = "moment"
    __table_args__ = (UniqueConstraint("cycle_id", "kind"),)
    id: Mapped[Key]
    cycle_id: Mapped[CycleKey]
    kind: Mapped[Short]
    due: Mapped[date]
    done_at: Mapped[MaybeMoment]
    skipped: Mapped[bool] = mapped_column(default=False)
    made: Mapped[int] = mapped_column(default=0)


class SkippedQuarter(Base):
    """A quarter in which an organisation has decided to have no cycle.

    ``was`` is the state of the plan that stood there, to go back to; empty without one.
    """

    __tablename__ = "skipped_quarter"
    __table_args__ = (UniqueConstraint("organisation_id", "quarter"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    quarter: Mapped[str] = mapped_column(String(7))
    decided_at: Mapped[Moment]
    was: Mapped[Short] = mapped_column(default="", server_default="")


class CalendarFeed(Base):
    """The secret address of an organisation's year plan as a calendar; a new one ends the old."""

    __tablename__ = "calendar_feed"
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey] = mapped_column(unique=True)
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    made_at: Mapped[Moment]
