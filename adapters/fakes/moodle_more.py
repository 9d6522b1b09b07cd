"""Moodle's functions beyond enrolling: search, completion, messages, groups, the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from adapters.fakes.moodle_bench import Bench, listed, need
from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_gatherings import (
    drop_event,
    end_group,
    events,
    groups,
    members,
    move,
    name_group,
    new_event,
    new_group,
)
from adapters.fakes.moodle_store import Fields

LONGEST = 4096


def search(at: Bench, fields: Fields) -> Any:
    """``core_course_search_courses``."""
    if fields["criterianame"] != "search":
        raise MoodleError("invalidparameter")
    first, most = int(fields.get("page", 0)), int(fields.get("perpage", 0))
    rows = [at.desk.sight.course(row) for row in at.shelf.course_search(fields["criteriavalue"])]
    seen = [row for row in rows if row is not None]
    page = seen[first * most : (first + 1) * most] if most else seen
    told = [{key: value for key, value in row.items() if key != "visible"} for row in page]
    return {"total": len(seen), "courses": told, "warnings": []}


def completion(at: Bench, fields: Fields) -> Any:
    """``core_completion_get_course_completion_status``."""
    course, user = str(int(fields["courseid"])), str(int(fields["userid"]))
    if at.desk.course(course) is None:
        raise MoodleError("invalidrecord", table="course")
    if at.desk.store.missing_accounts([user]):
        raise MoodleError("invaliduser")
    if not at.desk.sight.may("report/completion:view"):
        raise MoodleError("cannotviewreport")
    if user not in (at.desk.store.enrolled_ids(course) or ()):
        raise MoodleError("usernotenroled")
    if not at.shelf.criteria(course):
        raise MoodleError("nocriteriaset")
    moment = at.shelf.finished(course, user)
    row = {"type": 4, "status": "Yes" if moment else "No", "complete": bool(moment)}
    status = {"completed": bool(moment), "aggregation": 1}
    return {"completionstatus": {**status, "completions": [{**row, "timecompleted": moment}]}}


def send(at: Bench, fields: Fields) -> Any:
    """``core_message_send_instant_messages``, with its way to fail after it has sent."""
    need(at, "moodle/site:sendmessage")
    rows = listed(fields, "messages")
    unknown = at.desk.store.missing_accounts([row["touserid"] for row in rows])
    may = at.desk.sight.may("moodle/site:messageanyuser")
    good = [
        may and row["touserid"] not in unknown and len(row["text"].encode()) <= LONGEST
        for row in rows
    ]
    fit = [(row["touserid"], row["text"]) for row, fits in zip(rows, good, strict=True) if fits]
    numbers = iter(at.shelf.add_messages(fit))
    if any(good) and not all(good):
        raise MoodleError("formatnotsupported")
    return [
        {"msgid": next(numbers) if fits else -1, "clientmsgid": row.get("clientmsgid", "")}
        for row, fits in zip(rows, good, strict=True)
    ]


def sent(at: Bench, fields: Fields) -> Any:
    """``core_message_get_messages``, of one's own."""
    if fields["useridfrom"] != at.desk.sight.account:
        raise MoodleError("accessdenied")
    return {"messages": at.shelf.newest(int(fields["limitnum"])), "warnings": []}


MORE: Mapping[str, Callable[[Bench, Fields], Any]] = {
    "core_course_search_courses": search,
    "core_completion_get_course_completion_status": completion,
    "core_message_send_instant_messages": send,
    "core_message_get_messages": sent,
    "core_group_get_course_groups": groups,
    "core_group_create_groups": new_group,
    "core_group_get_group_members": members,
    "core_group_add_group_members": lambda at, fields: move(at, fields, inside=True),
    "core_group_delete_group_members": lambda at, fields: move(at, fields, inside=False),
    "core_group_update_groups": name_group,
    "core_group_delete_groups": end_group,
    "core_calendar_get_calendar_events": events,
    "core_calendar_create_calendar_events": new_event,
    "core_calendar_delete_calendar_events": drop_event,
}
