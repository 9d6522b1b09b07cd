"""What L&D sets for an offer in a quarter, and who finished which."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, CycleKey, Key, PersonKey, Short, Url

SOURCES = ("lms", "attendance", "self")


class OfferSetting(Base):
    """Where an offer opens, and from when until when (the last day included), the same for all.

    ``url`` is a page within the course of an offer that has one, else any page; empty for what
    the pack and the course say. Without ``available_from`` an offer opens with the scan,
    without ``available_until`` it never ends.
    """

    __tablename__ = "offer_setting"
    __table_args__ = (UniqueConstraint("cycle_id", "offer_id"),)
    id: Mapped[Key]
    cycle_id: Mapped[CycleKey]
    offer_id: Mapped[Short]
    url: Mapped[Url] = mapped_column(default="")
    available_from: Mapped[date | None]
    available_until: Mapped[date | None]


class Completion(Base):
    """Somebody finished an offer of a quarter; whether it belonged to the work is not known here.

    ``source`` is one of :data:`SOURCES`. What people say themselves is for them alone and
    counts nowhere.
    """

    __tablename__ = "completion"
    __table_args__ = (UniqueConstraint("person_id", "cycle_id", "offer_id"),)
    id: Mapped[Key]
    person_id: Mapped[PersonKey]
    cycle_id: Mapped[CycleKey]
    offer_id: Mapped[Short]
    finished_on: Mapped[date]
    source: Mapped[Short]
