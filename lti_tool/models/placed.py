"""What was handed to an LMS to place in a course."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Key, Moment


class PlacedLink(Base):
    """A scan that a course has a link to, since when; nothing of who placed it.

    ``choice`` is the id of the picker. The LMS does not tell when a link is taken away.
    """

    __tablename__ = "placed_link"
    __table_args__ = (UniqueConstraint("course_context_id", "choice"),)
    id: Mapped[Key]
    course_context_id: Mapped[int] = mapped_column(ForeignKey("course_context.id"))
    choice: Mapped[str] = mapped_column(String(80))
    placed_at: Mapped[Moment]
