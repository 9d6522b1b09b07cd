"""Where a session stands in the LMS."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, Digest, MaybeMoment, Name, Short


class SessionMirror(Base):
    """A session as a group and an event in the course of its offer, and how far that has come.

    ``uid`` is the number of our group, for good. ``settled`` is the digest of what stands in
    the LMS; it differs from what is wanted as long as there is something to do. ``again_at``
    is when that is tried again after ``fault``, a code. Who of the group we put in stands with
    the bookings. ``chosen_id`` is a group of L&D's that is to be used instead of one of ours;
    ``is_theirs`` says that ``group_id`` is one. ``looked_at`` is when its people were counted.
    """

    __tablename__ = "session_mirror"
    session_id: Mapped[int] = mapped_column(ForeignKey("workshop_session.id"), primary_key=True)
    wanted: Mapped[bool]
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    course_id: Mapped[Name] = mapped_column(default="")
    group_id: Mapped[Short] = mapped_column(default="")
    group_name: Mapped[Name] = mapped_column(default="")
    event_id: Mapped[Short] = mapped_column(default="")
    event_digest: Mapped[Digest] = mapped_column(default="")
    settled: Mapped[Digest] = mapped_column(default="")
    fault: Mapped[Short] = mapped_column(default="")
    again_at: Mapped[MaybeMoment]
    chosen_id: Mapped[Short] = mapped_column(default="", server_default="")
    chosen_name: Mapped[Name] = mapped_column(default="", server_default="")
    is_theirs: Mapped[bool] = mapped_column(default=False, server_default=false())
    looked_at: Mapped[MaybeMoment]
