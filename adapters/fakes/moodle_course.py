"""The two functions of Moodle's protocol that work in one course: participants, enrolling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_rights import FRONT_PAGE, Row, Sight
from adapters.fakes.moodle_store import Details, Fields, Store, entries

STUDENT = 5
SEPARATE_GROUPS = 1
REQUIRED = frozenset({"roleid", "userid", "courseid"})
KNOWN = REQUIRED | {"timestart", "timeend", "suspend"}
ALWAYS_SHOWN = frozenset({"id", "fullname"})
NEVER_SHOWN = frozenset({"suspended"})


@dataclass(frozen=True, slots=True)
class Desk:
    """A site, as one account works with it."""

    store: Store
    sight: Sight
    details: Details | None

    def course(self, key: str) -> Row | None:
        """A course by its id; the front page has the first."""
        found = self.store.course_rows("id", key)
        if not found:
            return FRONT_PAGE if key == str(FRONT_PAGE["id"]) else None
        return found[0]


def participants(desk: Desk, fields: Fields) -> Iterator[Row]:
    """Everybody in a course, suspended and expired ones too, as far as the account may see."""
    course = str(int(fields["courseid"]))
    if any(not name.startswith(("courseid", "options[")) for name in fields):
        raise MoodleError("invalidparameter")
    ids = desk.store.enrolled_ids(course)
    if ids is None:
        raise MoodleError("invalidrecord", table="course")
    options = _options(fields)
    first, most = int(options.get("limitfrom", 0)), int(options.get("limitnumber", 0))
    ids = sorted(_of_groups(desk, course, ids, options.get("groupid", "0")), key=int)
    # A page is cut before Moodle looks whom of it the account may see.
    page = ids[first : first + most] if most else ids[first:]
    asked = options.get("userfields", "").replace(" ", "")
    yield from _shown(desk, course, page, frozenset(asked.split(",")) if asked else None)


def _options(fields: Fields) -> Fields:
    return {
        fields[name]: fields[f"{name[:-6]}[value]"]
        for name in fields
        if name.startswith("options[") and name.endswith("[name]")
    }


def _of_groups(desk: Desk, course: str, ids: list[str], group: str) -> list[str]:
    [row] = desk.store.course_rows("id", course)
    if not desk.sight.enters(row):
        raise MoodleError("errorcoursecontextnotvalid", courseid=course)
    if not desk.sight.may("moodle/course:viewparticipants"):
        raise MoodleError("nopermissions", right="View participants")
    everybody = desk.sight.may("moodle/site:accessallgroups")
    if group != "0" and not everybody:
        raise MoodleError("nopermissions", right="Access all groups")
    if group != "0" or (row.get("groupmode") == SEPARATE_GROUPS and not everybody):
        return []
    return ids


def _shown(
    desk: Desk, course: str, ids: Sequence[str], fields: frozenset[str] | None
) -> Iterator[Row]:
    roles = desk.details.roles(course) if desk.details else {}
    rows = {str(row["id"]): row for row in desk.store.account_rows("id", set(ids))}
    for key in ids:
        shown = desk.sight.person(rows.get(key, {"id": int(key), "fullname": ""}))
        if shown is None:
            continue
        held = [{"roleid": role, "name": ""} for role in roles.get(key, [STUDENT])]
        row = {**shown, "customfields": _plain(shown.get("customfields", ())), "roles": held}
        yield {
            name: value
            for name, value in row.items()
            if name not in NEVER_SHOWN and (fields is None or name in fields | ALWAYS_SHOWN)
        }


def _plain(custom: Iterable[Row]) -> list[Row]:
    return [{name: field[name] for name in field if name != "displayvalue"} for field in custom]


def enrol(desk: Desk, roles: Collection[str], fields: Fields) -> None:
    """All or nothing, as Moodle's transaction has it; it does not say which entry was wrong."""
    rows = entries(fields)
    for row in rows:
        if not row.keys() >= REQUIRED or not row.keys() <= KNOWN:
            raise MoodleError("invalidparameter")
        _ = [int(value) for value in row.values()]
    if not rows:
        raise MoodleError("invalidparameter")
    unfit = _unfit(desk, {row["userid"] for row in rows})
    fit: set[tuple[str, str]] = set()
    # In the order of Moodle 4.5: course, right, person, role, enrolment method.
    for row in rows:
        place = row["courseid"], row["roleid"]
        if place not in fit:
            _enter(desk, row["courseid"])
        if row["userid"] in unfit:
            raise MoodleError(unfit[row["userid"]])
        if place not in fit:
            _take_in(desk, roles, row)
            fit.add(place)
    if desk.details is not None:
        desk.details.enrol_in_detail(rows)
    else:
        desk.store.enrol_all([(row["courseid"], row["userid"]) for row in rows])


def _unfit(desk: Desk, ids: Collection[str]) -> dict[str, str]:
    told = desk.details.unfit(ids) if desk.details else {}
    return {**dict.fromkeys(desk.store.missing_accounts(ids), "invaliduser"), **told}


def _enter(desk: Desk, course: str) -> None:
    row = desk.course(course)
    if row is None:
        raise MoodleError("invalidparameter")
    if not desk.sight.enters(row):
        raise MoodleError("requireloginerror")
    if not desk.sight.may("enrol/manual:enrol"):
        raise MoodleError("nopermissions", right="Enrol users")


def _take_in(desk: Desk, roles: Collection[str], row: Fields) -> None:
    if not desk.sight.may("moodle/role:assign") or row["roleid"] not in roles:
        raise MoodleError("wsusercannotassign", **row)
    front = desk.course(row["courseid"]) is FRONT_PAGE
    if front or not desk.store.enrols_by_hand(row["courseid"]):
        raise MoodleError("wsnoinstance", **row)
