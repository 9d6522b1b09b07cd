"""Groups and the calendar of the fake Moodle."""

from __future__ import annotations

import html
from typing import Any

from adapters.fakes.moodle_bench import Bench, listed, need, plain
from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_rights import Row
from adapters.fakes.moodle_store import Fields


def groups(at: Bench, fields: Fields) -> Any:
    """``core_group_get_course_groups``."""
    course = str(int(fields["courseid"]))
    if at.desk.course(course) is None:
        raise MoodleError("invalidrecord", table="course")
    need(at, "moodle/course:managegroups")
    rows = [row for row in at.shelf.groups() if str(row["courseid"]) == course]
    return [{key: value for key, value in row.items() if key != "userids"} for row in rows]


def new_group(at: Bench, fields: Fields) -> Any:
    """``core_group_create_groups``, for one."""
    [row] = listed(fields, "groups")
    there = groups(at, {"courseid": row["courseid"]})
    if plain(row["name"]).strip() == "" or row["name"] in [one["name"] for one in there]:
        raise MoodleError("invalidparameter")
    if row.get("idnumber") and row["idnumber"] in [one["idnumber"] for one in there]:
        raise MoodleError("idnumbertaken")
    made: Row = {"courseid": int(row["courseid"]), "name": row["name"]}
    made |= {"idnumber": row.get("idnumber", "")}
    return [{**made, "id": at.shelf.add_group(made)}]


def name_group(at: Bench, fields: Fields) -> None:
    """``core_group_update_groups``, for one and its name."""
    [row] = listed(fields, "groups")
    group = _group(at, row["id"])
    others = [one for one in at.shelf.groups() if one["courseid"] == group["courseid"]]
    if row["name"] in [one["name"] for one in others if one["id"] != group["id"]]:
        raise MoodleError("invalidparameter")
    at.shelf.name_group(row["id"], row["name"])


def end_group(at: Bench, fields: Fields) -> None:
    """``core_group_delete_groups``; members and events go with it."""
    asked = [value for name, value in fields.items() if name.startswith("groupids[")]
    for key in [str(_group(at, key)["id"]) for key in asked]:
        at.shelf.drop_group(key)


def _group(at: Bench, key: str) -> Row:
    found = [row for row in at.shelf.groups() if str(row["id"]) == key]
    if not found:
        raise MoodleError("invalidrecord", table="groups")
    need(at, "moodle/course:managegroups")
    return found[0]


def members(at: Bench, fields: Fields) -> Any:
    """``core_group_get_group_members``."""
    asked = [value for name, value in fields.items() if name.startswith("groupids[")]
    return [{"groupid": int(key), "userids": _group(at, key)["userids"]} for key in asked]


def move(at: Bench, fields: Fields, inside: bool) -> None:
    """``core_group_add_group_members`` and ``core_group_delete_group_members``."""
    rows = listed(fields, "members")
    for row in rows:
        group = _group(at, row["groupid"])
        if at.desk.store.missing_accounts([row["userid"]]):
            raise MoodleError("invaliduser")
        enrolled = at.desk.store.enrolled_ids(str(group["courseid"])) or ()
        if inside and row["userid"] not in enrolled:
            raise MoodleError("invalidparameter")
    for row in rows:
        at.shelf.set_member(row["groupid"], row["userid"], inside)


def events(at: Bench, fields: Fields) -> Any:
    """``core_calendar_get_calendar_events``, of one course or one group."""
    course, group = fields.get("events[courseids][0]"), fields.get("events[groupids][0]")
    may = at.desk.sight.may("moodle/calendar:manageentries")
    if group and not may:
        warning = {"item": group, "warningcode": "nopermissions", "message": ""}
        return {"events": [], "warnings": [warning]}
    start, end = int(fields.get("options[timestart]", 0)), int(fields.get("options[timeend]", 0))
    rows = [
        {**row, "name": html.escape(row["name"], quote=False), "groupid": row["groupid"] or None}
        for row in at.shelf.events()
        if (str(row["courseid"]) == course and not row["groupid"])
        or (not course and str(row["groupid"]) == group)
    ]
    met = [row for row in rows if row["timestart"] <= (end or row["timestart"])]
    left = [row for row in met if row["timestart"] + row["timeduration"] >= start]
    return {"events": left, "warnings": []}


def new_event(at: Bench, fields: Fields) -> Any:
    """``core_calendar_create_calendar_events``, for one."""
    [row] = listed(fields, "events")
    if at.desk.course(row["courseid"]) is None:
        raise MoodleError("invalidrecord", table="course")
    if not at.desk.sight.may("moodle/calendar:manageentries"):
        warning = {"item": row["name"], "warningcode": "nopermissions", "message": ""}
        return {"events": [], "warnings": [warning]}
    made: Row = {"name": plain(row["name"]), "description": row.get("description", "")}
    numbers = ("courseid", "groupid", "timestart", "timeduration")
    made |= {name: int(row.get(name, 0)) for name in numbers} | {"eventtype": row["eventtype"]}
    return {"events": [{**made, "id": at.shelf.add_event(made)}], "warnings": []}


def drop_event(at: Bench, fields: Fields) -> None:
    """``core_calendar_delete_calendar_events``."""
    for row in listed(fields, "events"):
        if not at.shelf.drop_event(row["eventid"]):
            raise MoodleError("invalidrecord", table="event")
