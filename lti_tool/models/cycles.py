"""A quarter: theme pack, cycle, frozen roster, offer links, sealed scans."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    CycleKey,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    Name,
    OrganisationKey,
    PersonKey,
    Short,
    Url,
)

STATES = ("draft", "planned", "ready", "open", "closed", "published", "archived")


class ThemePackRow(Base):
    """An imported version of a pack; the document never changes."""

    __tablename__ = "theme_pack"
    __table_args__ = (UniqueConstraint("organisation_id", "pack_id", "version"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    pack_id: Mapped[Short]
    version: Mapped[Short]
    title: Mapped[Name]
    document: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    source: Mapped[str] = mapped_column(Text, deferred=True)
    imported_at: Mapped[Moment]


class Cycle(Base):
    """One pack in one quarter of one organisation.

    ``document``, ``policy`` and ``k`` are frozen at opening; before that they are null.
    ``opens`` and ``closes`` are local dates, ``closes`` being the last day included.
    ``minima`` is what an admin chose instead of the pack's, by function group and skill; null
    where nobody did. At opening it is taken up in ``document``.
    """

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("organisation_id", "quarter"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    theme_pack_id: Mapped[int] = mapped_column(ForeignKey("theme_pack.id"), index=True)
    quarter: Mapped[str] = mapped_column(String(7))
    state: Mapped[Short] = mapped_column(default="planned", index=True)
    opens: Mapped[date]
    closes: Mapped[date]
    scan_url: Mapped[Url] = mapped_column(default="")
    minima: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    policy: Mapped[str | None] = mapped_column(String(20))
    k: Mapped[int | None]
    open_reason: Mapped[str] = mapped_column(Text, default="")
    planned_at: Mapped[Moment]
    opened_at: Mapped[MaybeMoment]
    closed_at: Mapped[MaybeMoment]
    published_at: Mapped[MaybeMoment]
    archived_at: Mapped[MaybeMoment]


class RosterEntry(Base):
    """The frozen roster: who was invited, with group and team as they were at opening.

    ``place`` is where the team stood in the tree, as team ids: ``department/team``, one of
    them or empty. ``counted_as`` is set at closing for who is in the figures: the function
    group whose questions and minima were used. So figures can be audited again later,
    whatever became of the team, the person or the scan.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)
    id: Mapped[Key]
    cycle_id: Mapped[CycleKey]
    person_id: Mapped[PersonKey]
    function_group: Mapped[str | None] = mapped_column(String(100))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    place: Mapped[Short] = mapped_column(default="", server_default="")
    excused: Mapped[bool] = mapped_column(default=False)
    counted_as: Mapped[str | None] = mapped_column(String(100))


class OfferLink(Base):
    """An offer of the pack tied to a course of the LMS, and what the last check found.

    ``ends_on`` is the last day of enrolments, the same for everybody; null when they stay.
    ``asked_at`` is when the LMS last told who finished the course.
    """

    __tablename__ = "offer_link"
    __table_args__ = (UniqueConstraint("cycle_id", "offer_id"),)
    id: Mapped[Key]
    cycle_id: Mapped[CycleKey]
    offer_id: Mapped[Short]
    course_ref: Mapped[Name]
    course_id: Mapped[Name]
    course_title: Mapped[Name]
    course_url: Mapped[Url] = mapped_column(default="")
    healthy: Mapped[bool] = mapped_column(default=False)
    fault: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[Moment]
    ends_on: Mapped[date | None]
    asked_at: Mapped[MaybeMoment]


class Scan(Base):
    """One person's scan in a cycle: two sealed blobs of fixed length, made at the start.

    ``chosen_group`` holds the group of somebody whom the roster does not place.
    """

    __tablename__ = "scan"
    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)
    id: Mapped[Key]
    cycle_id: Mapped[CycleKey]
    person_id: Mapped[PersonKey]
    outside_roster: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    function_group: Mapped[str | None] = mapped_column(String(100))
    chosen_group: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[Digest]
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    outcome_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    started_at: Mapped[Moment]
    submitted_at: Mapped[MaybeMoment]
