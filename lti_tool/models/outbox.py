"""The outbox, and the rows that keep jobs from running twice."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    OrganisationKey,
    PlatformKey,
    Short,
)

KINDS = ("enrol", "mark", "mail", "group")
DELIVERY_STATES = ("waiting", "sending", "delivered", "uncertain", "refused")


class Delivery(Base):
    """Something that must reach the LMS or a mailbox.

    ``dedup`` is an HMAC over what is delivered to whom, so that the same thing is never
    queued twice and nobody reads from the row what it is. ``payload_sealed`` has one
    length for all and is opened by the delivering job alone. ``taken_until`` is the claim
    of a job process; it runs out by itself when the process dies. ``topic`` says which
    message a mail is, so that they can be counted. ``begun_at`` stands while something is
    under way that must never be done twice: a process that died then leaves it uncertain.
    """

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "state", "not_before"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    platform_id: Mapped[PlatformKey]
    cycle_id: Mapped[int | None] = mapped_column(ForeignKey("cycle.id"), index=True)
    kind: Mapped[Short]
    dedup: Mapped[Digest] = mapped_column(unique=True)
    payload_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[Short] = mapped_column(default="waiting")
    not_before: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    topic: Mapped[Short] = mapped_column(default="", server_default="")
    taken_until: Mapped[MaybeMoment]
    begun_at: Mapped[MaybeMoment]
    code: Mapped[Short] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Moment]
    settled_at: Mapped[MaybeMoment]


class JobRun(Base):
    """The claim on one slot of one job; the primary key makes a second run impossible."""

    __tablename__ = "job_run"
    job: Mapped[str] = mapped_column(String(50), primary_key=True)
    slot: Mapped[str] = mapped_column(String(40), primary_key=True)
    claimed_at: Mapped[Moment]
    claimed_by: Mapped[Short]
    finished_at: Mapped[MaybeMoment]
    failed: Mapped[str] = mapped_column(Text, default="")
