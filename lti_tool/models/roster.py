"""Where a roster comes from, what HR's words mean, and the one step back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    Name,
    OrganisationKey,
    PersonKey,
    PlatformKey,
    Short,
)

ROSTER_SOURCES = ("csv", "moodle", "nrps")


class RosterSetting(Base):
    """Who decides who is on a platform's roster, and how its last run went.

    ``source`` is the leading one of ``ROSTER_SOURCES``. ``cohorts`` are idnumbers of Moodle,
    several by ``|``; ``course`` is the LMS's id of the linking course. ``last_result`` is one
    of the codes of :mod:`lti_tool.services.roster.runs`; ``figures`` holds counts only.
    ``step_back_from`` is when the run was made that can be taken back; null for none.
    """

    __tablename__ = "roster_setting"
    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"), primary_key=True)
    source: Mapped[Short] = mapped_column(default="csv")
    cohorts: Mapped[Name] = mapped_column(default="")
    course: Mapped[Name] = mapped_column(default="")
    last_source: Mapped[Short] = mapped_column(default="")
    last_result: Mapped[Short] = mapped_column(default="")
    last_at: Mapped[MaybeMoment]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    step_back_from: Mapped[MaybeMoment]


class FunctionMapping(Base):
    """What HR calls a kind of work, once mapped for good.

    ``key`` is ``words`` without regard to case and spaces. ``function_group`` is a code, empty
    for "these people choose one themselves", and null while nobody has decided.
    """

    __tablename__ = "function_mapping"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    key: Mapped[Name]
    words: Mapped[Name]
    function_group: Mapped[str | None] = mapped_column(String(100))
    seen_at: Mapped[Moment]


class RosterUpload(Base):
    """A file between its preview and "take over": sealed, for one visit, an hour at most."""

    __tablename__ = "roster_upload"
    id: Mapped[Key]
    platform_id: Mapped[PlatformKey]
    visit_hash: Mapped[Digest] = mapped_column(unique=True)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    expires_at: Mapped[Moment] = mapped_column(index=True)


class RosterBefore(Base):
    """What the roster said about somebody before the last run, to go back to it.

    ``manages`` are ids of teams, which may be gone by then.
    """

    __tablename__ = "roster_before"
    id: Mapped[Key]
    platform_id: Mapped[PlatformKey]
    person_id: Mapped[PersonKey]
    function_group: Mapped[str | None] = mapped_column(String(100))
    team_id: Mapped[int | None]
    excused: Mapped[bool] = mapped_column(Boolean, default=False)
    first_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    from_lms: Mapped[Short] = mapped_column(default="")
    manages: Mapped[list[int]] = mapped_column(JSON)
    made_at: Mapped[Moment]
