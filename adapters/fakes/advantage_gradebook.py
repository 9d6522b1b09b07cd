"""Line items, scores and results as a Moodle keeps them, with the traps that it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.fakes.advantage_answers import Answer, Request, document, fault, no_handler

_MEDIA = "application/vnd.ims.lis."
ITEM, ITEMS = _MEDIA + "v2.lineitem+json", _MEDIA + "v2.lineitemcontainer+json"
SCORE, RESULTS = _MEDIA + "v1.score+json", _MEDIA + "v2.resultcontainer+json"
SITE = ZoneInfo("Europe/Amsterdam")
FILTERS = {"resource_id": "resourceId", "tag": "tag", "resource_link_id": "resourceLinkId"}
NEEDED = ("userId", "timestamp", "activityProgress", "gradingProgress")


@dataclass
class Entry:
    """One person's grade, on the scale of the column; ``at`` in whole seconds."""

    score: float | None
    at: datetime | None


@dataclass
class Column:
    """A line item of a course, with its grades by person."""

    course: str
    shown: dict[str, Any]
    entries: dict[str, Entry] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)


@dataclass
class Gradebook:
    """The columns of all courses; ``accepted`` holds every score that was taken."""

    base: str
    columns: dict[int, Column] = field(default_factory=dict)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    _number: int = 12

    def address(self, course: str, number: int) -> str:
        """The id of a line item: an address with a query."""
        return f"{self.base}/{course}/lineitems/{number}/lineitem?type_id=1"

    def listed(self, course: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """The line items of a course that pass the filters."""
        wanted = {FILTERS[name]: value for name, value in query.items() if name in FILTERS}
        shown = [column.shown for column in self.columns.values() if column.course == course]
        return [
            item for item in shown if all(item.get(key) == value for key, value in wanted.items())
        ]

    def create(self, request: Request, course: str) -> Answer:
        """A new line item; one more with the same resource id is no fault."""
        if request.media_type != ITEM:
            return no_handler(request)
        asked = json.loads(request.body)
        if "label" not in asked or "scoreMaximum" not in asked:
            return fault(request, 400, "No label or Score Maximum")
        self._number += 1
        address = self.address(course, self._number)
        shown = {"id": address, "resourceId": "", "tag": "", **asked}
        self.columns[self._number] = Column(course, shown)
        return document({**asked, "id": address}, ITEM, 201)

    def take(self, request: Request, number: int, gradable: set[str]) -> Answer:
        """A score. Without one, or in another progress, what was there is erased."""
        if request.media_type != SCORE:
            return no_handler(request)
        column = self.columns[number]
        score = _read(request.body)
        stamp = _moment(score.get("timestamp"))
        if stamp is None or not _whole(score) or str(score["userId"]) not in gradable:
            said = f"Incorrect score received{request.body.decode('ascii', 'replace')}"
            return Answer(400, b"[]", f"{SCORE}; charset=utf-8", said)
        user = str(score["userId"])
        stored = column.entries.get(user, Entry(None, None)).at
        if stored is not None and stamp <= stored:
            said = f"Refusing score with an earlier timestamp for item {number} and user {user}"
            return Answer(409, b"[]", f"{SCORE}; charset=utf-8", said)
        if user in column.locked:
            return Answer(500, b"[]", f"{SCORE}; charset=utf-8", "")
        column.entries[user] = _entry(score, stamp, column.shown["scoreMaximum"])
        self.accepted.append({**score, "lineItem": column.shown["id"]})
        return Answer(200, b"", f"{SCORE}; charset=utf-8")

    def results(self, number: int, query: Mapping[str, str]) -> Answer:
        """The grades that stand, or one person's; an erased one is left out."""
        column = self.columns[number]
        rows = [
            self._result(column, user, entry)
            for user, entry in column.entries.items()
            if entry.score is not None and query.get("user_id", user) == user
        ]
        return document(rows, RESULTS)

    def _result(self, column: Column, user: str, entry: Entry) -> dict[str, Any]:
        item = column.shown["id"]
        return {
            "id": f"{item.replace('?', '/results?')}&user_id={user}",
            "userId": user,
            "resultScore": entry.score,
            "resultMaximum": column.shown["scoreMaximum"],
            "scoreOf": item,
            **({"timestamp": entry.at.astimezone(SITE).isoformat()} if entry.at else {}),
        }


def _read(body: bytes) -> dict[str, Any]:
    try:
        score = json.loads(body)
    except ValueError:
        return {}
    return score if isinstance(score, dict) else {}


def _whole(score: Mapping[str, Any]) -> bool:
    given = "scoreGiven" not in score or "scoreMaximum" in score
    return given and all(name in score for name in NEEDED)


def _moment(stamp: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stamp)
    except (TypeError, ValueError):
        return None
    return moment.replace(microsecond=0) if moment.tzinfo else None


def _entry(score: Mapping[str, Any], stamp: datetime, maximum: float) -> Entry:
    if "scoreGiven" not in score or score["gradingProgress"] != "FullyGraded":
        return Entry(None, None)
    share = score["scoreGiven"] / (score["scoreMaximum"] or 1)
    return Entry(min(share, 1) * maximum, stamp)
