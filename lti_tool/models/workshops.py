"""Sessions of workshops and drop-ins, who has a place or waits for one, and agendas of people."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    CycleKey,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    Name,
    OrganisationKey,
    PersonKey,
    Short,
    Url,
)

NOTICES = ("placed", "waiting", "promoted", "changed", "cancelled")


class WorkshopSession(Base):
    """A moment at which an offer of a cycle's theme takes place, open to everybody.

    ``title`` and ``kind`` are the offer's, in the ``language`` of the theme. ``sequence`` goes up
    with each change, for agendas. ``list_hash`` is the digest of the address that shows the
    trainer who comes; a new one ends the old. ``elsewhere`` counts who is in its group in the
    LMS without having booked here: L&D put them there, and they need a place too.
    """

    __tablename__ = "workshop_session"
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    cycle_id: Mapped[CycleKey]
    offer_id: Mapped[Short]
    kind: Mapped[Short]
    title: Mapped[Name]
    language: Mapped[str] = mapped_column(String(5))
    starts_at: Mapped[Moment] = mapped_column(index=True)
    ends_at: Mapped[Moment]
    place: Mapped[Name] = mapped_column(default="")
    meeting_url: Mapped[Url] = mapped_column(default="")
    trainer: Mapped[Name] = mapped_column(default="")
    capacity: Mapped[int]
    elsewhere: Mapped[int] = mapped_column(default=0, server_default="0")
    sequence: Mapped[int] = mapped_column(default=0)
    list_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment]
    cancelled_at: Mapped[MaybeMoment]


class Booking(Base):
    """Somebody's place or turn at a session; one row a person, also after leaving.

    ``number`` is the turn: who asks again after leaving gets a new one. ``left_at`` is null
    for who is on the list. ``uid`` and ``sequence`` name the appointment to agendas.
    ``attended`` is null until the list has been ticked off. ``in_group`` says that we put them
    into the session's group in the LMS; only then we take them out again.
    """

    __tablename__ = "booking"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("workshop_session.id"), index=True)
    person_id: Mapped[PersonKey]
    number: Mapped[int]
    placed: Mapped[bool]
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    attended: Mapped[bool | None]
    in_group: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_at: Mapped[Moment]
    left_at: Mapped[MaybeMoment]


class BookingNotice(Base):
    """Something that a person is told about a booking: the row is the claim, so it is told once.

    ``turn`` is the booking's number, and for a change the session's sequence. ``queued_at`` is
    null until a job has made a message of it, where one can reach the person.
    """

    __tablename__ = "booking_notice"
    __table_args__ = (UniqueConstraint("booking_id", "kind", "turn"),)
    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    kind: Mapped[Short]
    turn: Mapped[int]
    made_at: Mapped[Moment]
    queued_at: Mapped[MaybeMoment]


class AgendaFeed(Base):
    """The secret address of a person's own places as a calendar; a new one ends the old."""

    __tablename__ = "agenda_feed"
    id: Mapped[Key]
    person_id: Mapped[PersonKey] = mapped_column(unique=True)
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    made_at: Mapped[Moment]
