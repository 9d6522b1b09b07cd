"""Tenants and what belongs to them: organisation, function groups, teams, changes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Key, MaybeMoment, Moment, Name, OrganisationKey, Short

POLICIES = ("everyone", "self-service", "targeted")
K_DEFAULT = 8
K_FLOOR = 6
# How long something is kept at most (DESIGN 6.8); an organisation can only shorten it.
ANSWERS_DAYS = 30
OUTCOMES_MONTHS = 12
CHANGES_MONTHS = 12


class Organisation(Base):
    """A tenant. ``k`` is the least number of respondents behind a published figure.

    ``keep_…`` say after how long what is stored goes: answers and outcomes counted from the
    end of the scan. ``language`` is that of mails to people who have yet to open the tool.
    ``brand_colour`` is six hexadecimal digits, or empty for the tool's own. ``logo`` is the name
    under which the picture is served, empty without one; its size is in pixels.
    Until ``rehearsal_until`` test accounts may try the scan; a past moment waits for its clean-up.
    """

    __tablename__ = "organisation"
    id: Mapped[Key]
    name: Mapped[Name]
    enrolment_policy: Mapped[Short] = mapped_column(default="everyone")
    k: Mapped[int] = mapped_column(default=K_DEFAULT)
    contact_name: Mapped[Name] = mapped_column(default="")
    contact_email: Mapped[Name] = mapped_column(default="")
    contact_phone: Mapped[Short] = mapped_column(default="")
    privacy_email: Mapped[Name] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(5), default="nl", server_default="nl")
    brand_colour: Mapped[str] = mapped_column(String(6), default="", server_default="")
    logo: Mapped[str] = mapped_column(String(80), default="", server_default="")
    logo_alt: Mapped[str] = mapped_column(String(200), default="", server_default="")
    logo_width: Mapped[int] = mapped_column(default=0, server_default="0")
    logo_height: Mapped[int] = mapped_column(default=0, server_default="0")
    dpia_date: Mapped[date | None]
    works_council_decision: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[Name] = mapped_column(default="")
    keep_answers_days: Mapped[int] = mapped_column(default=ANSWERS_DAYS)
    keep_outcomes_months: Mapped[int] = mapped_column(default=OUTCOMES_MONTHS)
    keep_changes_months: Mapped[int] = mapped_column(default=CHANGES_MONTHS)
    rehearsal_until: Mapped[MaybeMoment]
    created_at: Mapped[Moment]


class FunctionGroup(Base):
    """A kind of work with its own minima; ``code`` is the id that packs use."""

    __tablename__ = "function_group"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    code: Mapped[Short]
    name: Mapped[Name]
    examples: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Team(Base):
    """A node of the tree team < department < organisation; a department has no parent."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("organisation_id", "parent_id", "name"),
        # To a unique constraint two departments without a parent are never the same.
        Index(
            "ix_team_department",
            "organisation_id",
            "name",
            unique=True,
            postgresql_where=text("parent_id IS NULL"),
            sqlite_where=text("parent_id IS NULL"),
        ),
    )
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[Name]


class TeamManager(Base):
    """Somebody who leads a team or a department."""

    __tablename__ = "team_manager"
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Coordinator(Base):
    """A person whom an admin has confirmed as L&D."""

    __tablename__ = "coordinator"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    confirmed_at: Mapped[Moment]
    confirmed_by: Mapped[Name]


class Change(Base):
    """One line of the log of changes; it never names a result."""

    __tablename__ = "change"
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    at: Mapped[Moment]
    actor: Mapped[Name]
    what: Mapped[str] = mapped_column(Text)
