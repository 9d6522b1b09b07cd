"""What was published of a quarter: the only thing that reports are made from (DESIGN 6.4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, CycleKey, Key, MaybeMoment, Moment, Short

SNAPSHOT_KINDS = ("results", "evaluation")


class Snapshot(Base):
    """A candidate until ``published_at`` is set; never changed after that.

    ``document`` of the results has the form of :mod:`questionnaires.disclosure`. Before the
    audit it holds no more than what passes by size; after it, what is published.
    ``certificate`` is that of :mod:`questionnaires.audit_certificate`, null before the audit.
    """

    __tablename__ = "snapshot"
    __table_args__ = (UniqueConstraint("cycle_id", "kind"),)
    id: Mapped[Key]
    cycle_id: Mapped[CycleKey]
    kind: Mapped[Short]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_at: Mapped[Moment]
    published_at: Mapped[MaybeMoment]
