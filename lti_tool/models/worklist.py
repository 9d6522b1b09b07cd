"""Enrolments that people make by hand, for an LMS without a usable API."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    OrganisationKey,
    PersonKey,
    PlatformKey,
)


class WorklistEntry(Base):
    """One person to be enrolled in one course; why is not known here.

    The course is sealed with the installation's keys. ``digest`` is a keyed one of person
    and course: it keeps an entry from being made twice, and a part of it is its name on the
    list, which tells nothing of when it was made.
    """

    __tablename__ = "worklist_entry"
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    platform_id: Mapped[PlatformKey]
    person_id: Mapped[PersonKey]
    digest: Mapped[Digest] = mapped_column(unique=True)
    course_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    done_at: Mapped[MaybeMoment]
