"""What the practice LMS remembers of tools: registrations, links, gradebook, messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.practice.tables import Table


class Tool(Table):
    """A registered tool. Its id is the deployment id, as in Moodle; pending until activated."""

    __tablename__ = "tool"
    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("town.id"))
    client_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    login_url: Mapped[str]
    launch_url: Mapped[str]
    redirect_urls: Mapped[list[str]]
    keys_url: Mapped[str]
    deep_link_url: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
    scopes: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)


class Activity(Table):
    """A link to a tool in a course; its id is the resource link's."""

    __tablename__ = "activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"))
    title: Mapped[str]
    url: Mapped[str]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class LineItem(Table):
    """A column of the gradebook."""

    __tablename__ = "line_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    label: Mapped[str]
    maximum: Mapped[float]
    resource_id: Mapped[str] = mapped_column(default="")
    tag: Mapped[str] = mapped_column(default="")


class Grade(Table):
    """A cell of the gradebook; ``score`` and ``stamp`` are empty after an erase."""

    __tablename__ = "grade"
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_item.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    score: Mapped[float | None]
    stamp: Mapped[datetime | None]


class Ticket(Table):
    """A message to a tool under way; the authorization address takes each only once."""

    __tablename__ = "ticket"
    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    framed: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]


class AccessToken(Table):
    """A token of the tool's services."""

    __tablename__ = "access_token"
    token: Mapped[str] = mapped_column(primary_key=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"))
    scopes: Mapped[list[str]]
    expires_at: Mapped[datetime]


class Spent(Table):
    """An id that was used and may not be used again: of an assertion or a registration."""

    __tablename__ = "spent"
    __table_args__ = (UniqueConstraint("kind", "value"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    value: Mapped[str]
