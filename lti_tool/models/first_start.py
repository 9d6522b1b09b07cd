"""What an admin has said of setting up that no other table tells."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from lti_tool.models.base import Base, Key, Moment, OrganisationKey, Short


class SetupMark(Base):
    """A step of setting up that an admin has looked at and found right."""

    __tablename__ = "setup_mark"
    __table_args__ = (UniqueConstraint("organisation_id", "step"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    step: Mapped[Short]
    marked_at: Mapped[Moment]
