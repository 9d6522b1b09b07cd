"""The gradebook with Moodle's rules, as seen on a Moodle 4.5 (AGS)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.practice.claims import line_item_url
from lti_tool.practice.lti_tables import Activity, Grade, LineItem, Tool
from lti_tool.practice.tables import Enrolment
from lti_tool.practice.tokens import ServiceError

BAD_SCORE = "Incorrect score received"


def _missing() -> ServiceError:
    return ServiceError(404, "Not Found")


def find_item(session: Session, course_id: int, item_id: int) -> LineItem:
    """A column of a course; raises ``ServiceError``."""
    item = session.get(LineItem, item_id)
    if item is None or item.course_id != course_id:
        raise _missing()
    return item


def item_document(site_url: str, item: LineItem) -> dict[str, Any]:
    """A column as tools see it; what is not set is an empty text or left out."""
    link = {"resourceLinkId": str(item.activity_id), "ltiLinkId": str(item.activity_id)}
    return {
        "id": line_item_url(site_url, item),
        "label": item.label,
        "scoreMaximum": item.maximum,
        "resourceId": item.resource_id,
        "tag": item.tag,
        **(link if item.activity_id else {}),
    }


def list_items(
    session: Session, course_id: int, tool: Tool, wanted: Mapping[str, str]
) -> list[LineItem]:
    """The tool's columns of a course, narrowed by the filters of the specification."""
    asked = select(LineItem).where(LineItem.course_id == course_id, LineItem.tool_id == tool.id)
    if wanted.get("resource_id"):
        asked = asked.where(LineItem.resource_id == wanted["resource_id"])
    if wanted.get("tag"):
        asked = asked.where(LineItem.tag == wanted["tag"])
    if wanted.get("resource_link_id"):
        asked = asked.where(LineItem.activity_id == wanted["resource_link_id"])
    return list(session.scalars(asked.order_by(LineItem.id)))


def set_item(session: Session, item: LineItem, given: Mapping[str, Any]) -> None:
    """Make a column what a tool says: what it leaves out is wiped, as Moodle does."""
    label, maximum = given.get("label"), given.get("scoreMaximum")
    if not isinstance(label, str) or not label or not _is_number(maximum):
        raise ServiceError(400, "No label or Score Maximum")
    link = str(given.get("resourceLinkId") or "")
    activity = session.get(Activity, int(link)) if link.isdecimal() else None
    if link and (activity is None or activity.course_id != item.course_id):
        raise ServiceError(403, "No such resource link")
    item.label, item.maximum = label[:255], float(maximum or 0)
    item.activity_id = activity.id if activity else None
    item.resource_id = str(given.get("resourceId") or "")
    item.tag = str(given.get("tag") or "")


def drop_item(session: Session, item: LineItem) -> None:
    """Remove a column with its grades."""
    session.execute(delete(Grade).where(Grade.line_item_id == item.id))
    session.delete(item)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Score:
    """A checked score message; ``score`` is None when it erases."""

    account_id: int
    score: float | None
    stamp: datetime


def read_score(given: Mapping[str, Any], maximum: float) -> Score:
    """The score of a message, on the scale of its column; raises ``ServiceError`` (400)."""
    score, out_of = given.get("scoreGiven"), given.get("scoreMaximum")
    user, stamp = str(given.get("userId", "")), given.get("timestamp")
    if not given.get("activityProgress") or not given.get("gradingProgress"):
        raise ServiceError(400, BAD_SCORE)
    if not user.isdecimal() or not isinstance(stamp, str):
        raise ServiceError(400, BAD_SCORE)
    if score is not None and not (_is_number(score) and _is_number(out_of)):
        raise ServiceError(400, BAD_SCORE)
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError as fault:
        raise ServiceError(400, BAD_SCORE) from fault
    if moment.tzinfo is None:
        raise ServiceError(400, BAD_SCORE)
    # Anything but a full grade erases: the most expensive surprise of Moodle's AGS.
    if given["gradingProgress"] != "FullyGraded" or score is None or not out_of:
        return Score(int(user), None, moment)
    return Score(int(user), maximum * min(1.0, float(score) / float(out_of)), moment)


def take_score(session: Session, item: LineItem, given: Mapping[str, Any]) -> Grade:
    """Write a score; raises ``ServiceError``: 400 for who is not graded here, 409 when old."""
    found = read_score(given, item.maximum)
    seat = session.get(Enrolment, (item.course_id, found.account_id))
    if seat is None or seat.role != "student":
        raise ServiceError(400, BAD_SCORE)
    grade = session.get(Grade, (item.id, found.account_id))
    stamp = found.stamp.replace(microsecond=0)
    if grade is not None and grade.stamp is not None and stamp <= grade.stamp:
        raise ServiceError(
            409,
            f"Refusing score with an earlier timestamp for item {item.id} "
            f"and user {found.account_id}",
        )
    if grade is None:
        grade = Grade(line_item_id=item.id, account_id=found.account_id)
        session.add(grade)
    grade.score, grade.stamp = found.score, stamp if found.score is not None else None
    return grade


def results(session: Session, site_url: str, item: LineItem, user_id: str) -> list[dict[str, Any]]:
    """The grades of a column; erased ones are left out."""
    asked = select(Grade).where(Grade.line_item_id == item.id, Grade.score.is_not(None))
    if user_id:
        asked = asked.where(Grade.account_id == (int(user_id) if user_id.isdecimal() else 0))
    base = line_item_url(site_url, item).replace("/lineitem?", "/lineitem/results?")
    return [
        {
            "id": f"{base}&user_id={grade.account_id}",
            "userId": str(grade.account_id),
            "resultScore": grade.score,
            "resultMaximum": item.maximum,
            "scoreOf": line_item_url(site_url, item),
            "timestamp": grade.stamp.isoformat() if grade.stamp else None,
        }
        for grade in session.scalars(asked.order_by(Grade.account_id))
    ]


def columns(session: Session, course_id: int) -> list[LineItem]:
    """The columns of a course."""
    asked = select(LineItem).where(LineItem.course_id == course_id).order_by(LineItem.id)
    return list(session.scalars(asked))


def grades_of(session: Session, course_id: int) -> dict[tuple[int, int], Grade]:
    """(column, account) -> grade of a course."""
    asked = (
        select(Grade)
        .join(LineItem, LineItem.id == Grade.line_item_id)
        .where(LineItem.course_id == course_id)
    )
    return {(grade.line_item_id, grade.account_id): grade for grade in session.scalars(asked)}


def has_mark(session: Session, course_id: int, account_id: int) -> bool:
    """Whether somebody has a mark in the newest column of a course."""
    newest = columns(session, course_id)[-1:]
    grade = session.get(Grade, (newest[0].id, account_id)) if newest else None
    return grade is not None and grade.score is not None
