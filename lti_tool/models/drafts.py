"""Themes in the making."""

from __future__ import annotations

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Key, MaybeMoment, Moment, Name, OrganisationKey, Short


class ThemeDraft(Base):
    """A theme that an admin writes; when it is published it becomes a version and goes.

    ``source`` is a pack file that may lack texts. ``revision`` rises with each change, so that
    two people who write at once are told. ``edited_by`` and ``reviewed_by`` are opaque ids, as
    in the log of changes; a review holds for ``reviewed_revision`` only.
    """

    __tablename__ = "theme_draft"
    __table_args__ = (UniqueConstraint("organisation_id", "pack_id"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    pack_id: Mapped[Short]
    title: Mapped[Name]
    source: Mapped[str] = mapped_column(Text, deferred=True)
    revision: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[Short]
    changed_at: Mapped[Moment]
    asked_at: Mapped[MaybeMoment]
    reviewed_by: Mapped[Short] = mapped_column(default="")
    reviewed_revision: Mapped[int] = mapped_column(default=0)
    review_note: Mapped[str] = mapped_column(Text, default="")
