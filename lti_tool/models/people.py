"""People: as few facts as the cycle needs, names and addresses only as ciphertext."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Key, MaybeMoment, Moment, OrganisationKey, PlatformKey, Short


class Person(Base):
    """Somebody of the organisation, known by the LMS's ids.

    ``lti_sub`` is null until the first launch; ``match_kind``/``match_value`` (a digest)
    recognise the person at a launch or in the next roster. ``wrapped_key`` is the person's
    own key under ``DATA_KEYS``: without it the sealed scans are noise. ``language`` is that
    of the first launch, or chosen later; for mails. ``from_lms`` names what the LMS filled in
    where HR's file was empty, by comma: only that may the LMS change (docs/roster.md).
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("platform_id", "lti_sub"),
        UniqueConstraint("platform_id", "lms_user_id"),
        UniqueConstraint("platform_id", "match_kind", "match_value"),
    )
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    platform_id: Mapped[PlatformKey]
    opaque_id: Mapped[str] = mapped_column(String(32), unique=True)
    lti_sub: Mapped[str | None] = mapped_column(String(255))
    lms_user_id: Mapped[str | None] = mapped_column(String(255))
    match_kind: Mapped[str | None] = mapped_column(String(20))
    match_value: Mapped[str | None] = mapped_column(String(255))
    function_group: Mapped[str | None] = mapped_column(String(100))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    on_roster: Mapped[bool] = mapped_column(default=False)
    excused: Mapped[bool] = mapped_column(default=False)
    from_lms: Mapped[Short] = mapped_column(default="", server_default="")
    first_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str | None] = mapped_column(String(5))
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    rehearsal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    erased_at: Mapped[MaybeMoment]
