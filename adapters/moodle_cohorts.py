"""The people of Moodle's cohorts, with what their profiles say about work and team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.errors import Refused
from adapters.moodle_people import look_up, unescaped
from adapters.moodle_wire import MoodleWire
from adapters.roster import Listed

COHORTS = "core_cohort_get_cohorts"
MEMBERS = "core_cohort_get_cohort_members"
RIGHT = "moodle/cohort:view"


@dataclass(frozen=True, slots=True)
class ProfileFields:
    """The short names of profile fields; the department is a field of Moodle's own."""

    function: str = "functiegroep"
    team: str = "team"


def cohort_people(wire: MoodleWire, cohorts: Sequence[str], fields: ProfileFields) -> list[Listed]:
    """Everybody in these cohorts, in the order of their ids; suspended accounts left out.

    Two calls, and one for each 400 people. Somebody whom the account may not see is listed
    by id only: left out, the person would count as gone.
    """
    ids = _member_ids(wire, _ids(wire, cohorts))
    shown = {str(row["id"]): row for row in look_up(wire, "id", ids)}
    return [
        _listed(key, shown.get(key, {}), fields)
        for key in ids
        if not shown.get(key, {}).get("suspended")
    ]


def _ids(wire: MoodleWire, cohorts: Sequence[str]) -> list[str]:
    # Without a list of ids Moodle gives all that the account may see.
    rows = {str(row.get("idnumber") or ""): str(row["id"]) for row in wire.rows(COHORTS, {})}
    missing = [name for name in cohorts if name not in rows]
    if missing:
        told = "check its number (`Cohort ID`), and give the account " + RIGHT
        raise Refused("no_cohort", f"Moodle shows no cohort {missing[0]}: {told}")
    return [rows[name] for name in dict.fromkeys(cohorts)]


def _member_ids(wire: MoodleWire, cohorts: Sequence[str]) -> list[str]:
    answer = wire.call(MEMBERS, {"cohortids": list(cohorts)})
    if not isinstance(answer, list) or len(answer) != len(cohorts):
        raise wire.unexpected(MEMBERS)
    found = {str(user) for row in answer for user in row.get("userids", ())}
    return sorted(found, key=int)


def _listed(key: str, row: Mapping[str, Any], fields: ProfileFields) -> Listed:
    custom = row.get("customfields")
    own = {field.get("shortname"): field.get("value") for field in custom or ()}
    return Listed(
        id=key,
        idnumber=str(row.get("idnumber") or ""),
        username=str(row.get("username") or ""),
        email=str(row.get("email") or ""),
        first_name=unescaped(row.get("firstname")) or "",
        department=unescaped(row.get("department")) or "",
        team=unescaped(own.get(fields.team)) or "",
        function=unescaped(own.get(fields.function)) or "",
    )
