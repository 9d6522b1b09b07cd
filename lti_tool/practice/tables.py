"""What the practice LMS remembers: one SQLite file, apart from the tool's database."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from lti_tool.models.base import UtcDateTime


class Table(DeclarativeBase):
    """Base of the practice LMS's tables; moments are aware, whole seconds where Moodle's are."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class Setting(Table):
    """One value of the site: its addresses, key and tokens."""

    __tablename__ = "setting"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Town(Table):
    """A copy of the practice municipality.

    ``quarter`` is the one that runs, as 2026-Q4, and ``closes`` the last day of its scan.
    """

    __tablename__ = "town"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    policy: Mapped[str] = mapped_column(default="everyone")
    quarter: Mapped[str] = mapped_column(default="")
    closes: Mapped[date | None]


class Account(Table):
    """Somebody with an account. ``site_role`` is "person", "trainer" or "admin".

    ``about`` is set for the few whom a visitor may choose to be, in the order of ``place``.
    """

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str]
    idnumber: Mapped[str] = mapped_column(default="", index=True)
    work: Mapped[str] = mapped_column(default="")
    function_group: Mapped[str] = mapped_column(default="")
    site_role: Mapped[str] = mapped_column(default="person")
    group: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    place: Mapped[int] = mapped_column(default=0)

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.given_name} {self.family_name}"


class Course(Table):
    """A course. ``kind`` is "scan", "microlearning" or "workshop"."""

    __tablename__ = "course"
    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("town.id"), index=True)
    idnumber: Mapped[str] = mapped_column(unique=True)
    shortname: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text, default="")
    goals: Mapped[list[str]] = mapped_column(default=list)
    kind: Mapped[str]
    quarter: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=0)
    visible: Mapped[bool] = mapped_column(default=True)
    by_hand: Mapped[bool] = mapped_column(default=True)


class Enrolment(Table):
    """A place in a course. ``role`` is "student" or "teacher"; ``by`` says who arranged it."""

    __tablename__ = "enrolment"
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default="student")
    by: Mapped[str] = mapped_column(default="")
    suspended: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Event(Table):
    """Something in the calendar of everybody in a course."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    title: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    starts: Mapped[datetime]
    minutes: Mapped[int]


class Gathering(Table):
    """A group within a course."""

    __tablename__ = "gathering"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    idnumber: Mapped[str] = mapped_column(default="")
    name: Mapped[str]


class GatheringMember(Table):
    """Somebody in a group."""

    __tablename__ = "gathering_member"
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


class GatheringEvent(Table):
    """An event that is for one group of its course."""

    __tablename__ = "gathering_event"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    gathering_id: Mapped[int] = mapped_column(ForeignKey("gathering.id"))


class Letter(Table):
    """A message from the tool's account to somebody."""

    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Happening(Table):
    """Something that went over the line; ``minor`` when it only read."""

    __tablename__ = "happening"
    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int | None] = mapped_column(ForeignKey("town.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    title: Mapped[str]
    told: Mapped[str] = mapped_column(Text)
    message: Mapped[dict[str, Any]]
    more: Mapped[str] = mapped_column(default="")
    minor: Mapped[bool] = mapped_column(default=False)
