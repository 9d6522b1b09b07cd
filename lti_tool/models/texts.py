"""What an organisation writes and shows itself: texts in its own words, and its logo."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Key, Moment, OrganisationKey


class OwnText(Base):
    """A text of an organisation instead of the standard one; without a row, that one holds.

    ``name`` is that of a message or of a text on a page; of the latter ``subject`` and
    ``preview`` are empty.
    """

    __tablename__ = "own_text"
    __table_args__ = (UniqueConstraint("organisation_id", "name", "language"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    name: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(Text)
    preview: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[Moment]


class Logo(Base):
    """The picture of an organisation; ``name`` is made of what it holds, and says its kind."""

    __tablename__ = "logo"
    __table_args__ = (UniqueConstraint("organisation_id"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    name: Mapped[str] = mapped_column(String(80), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
