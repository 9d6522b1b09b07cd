"""Brightspace's REST API behind :class:`adapters.lms.LmsApi`.

Enrolling somebody who is there changes the role that they have, so who is there is asked
first, and nobody of them is written. Role ids differ per site: ``role_id`` must be given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.brightspace_wire import BrightspaceFault, BrightspaceWire
from adapters.connection import Connection, Kind
from adapters.errors import Refused
from adapters.lms import CheckResult, Course, EnrolOutcome, LmsPerson, PersonKey
from adapters.one_by_one import one_by_one

BY_IDNUMBER = "idnumber:"
COURSE_OFFERING = "3"
MOST_FOUND = 20
# What says something of the site or the token, and not of one person.
OF_ALL = frozenset({"invalid_token", "too_few_scopes", "not_allowed"})
# Somebody enrolled this person just before us.
THERE = "brightspace_409"
FIELDS: Mapping[PersonKey, str] = {
    "idnumber": "orgDefinedId",
    "username": "userName",
    "email": "externalEmail",
}
NOBODY = "Brightspace knows no such account: it may have been deleted"
NOT_TAKEN = "Brightspace does not take this enrolment: look at role_id and at the account"


class BrightspaceApi:
    """One Brightspace. ``pace`` is called before each enrolment."""

    def __init__(self, at: Connection) -> None:
        self._wire = BrightspaceWire(at.door, at.url, at.token)
        self._pace, self._role = at.pace, at.number("role_id")

    def course(self, ref: str) -> Course:
        """A course offering by its org unit id, or by ``idnumber:…``, which is its code."""
        named = ref.startswith(BY_IDNUMBER)
        value = ref.removeprefix(BY_IDNUMBER)
        if not value or not (named or (value.isascii() and value.isdigit())):
            raise Refused("no_course", f"{ref} is no course id: give a number or idnumber:…")
        key = self._by_code(ref, value) if named else value
        try:
            row = self._wire.get(f"courses/{key}")
        except BrightspaceFault as fault:
            if fault.code not in ("not_found", "not_allowed"):
                raise
            told = "check it, and whether the account of the token may see it"
            raise Refused("no_course", f"Brightspace shows no course {ref}: {told}") from fault
        if not (isinstance(row, dict) and "Identifier" in row):
            raise self._wire.unexpected()
        return self._course(row, visible=bool(row.get("IsActive", True)))

    def _by_code(self, ref: str, code: str) -> str:
        rows = self._wire.pages("orgstructure/", orgUnitType=COURSE_OFFERING, orgUnitCode=code)
        # The site looks for a part of the code.
        found = [str(row["Identifier"]) for row in rows if row.get("Code") == code]
        if len(found) != 1:
            how = "several courses are" if found else "Brightspace shows no course"
            raise Refused("no_course", f"{how} {ref}: give the number of one")
        return found[0]

    def _course(self, row: Mapping[str, Any], visible: bool) -> Course:
        key = str(row["Identifier"])
        return Course(
            id=key,
            idnumber=str(row.get("Code") or ""),
            title=str(row.get("Name") or ""),
            visible=visible,
            url=f"{self._wire.url}/d2l/home/{key}",
        )

    def _participants(self, course: str) -> set[str]:
        rows = self._wire.pages(f"enrollments/orgUnits/{_number(course)}/users/")
        found = {str((row.get("User") or {}).get("Identifier") or "") for row in rows}
        if "" in found:
            # Somebody who is in the course, and we do not know who.
            raise self._wire.unexpected()
        return found

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Enrol whoever has no enrolment yet, one call each.

        ``Unavailable`` may come after some were enrolled: asked again, they are "present".
        """
        there = self._participants(course_id)
        return list(one_by_one(user_ids, there, lambda user: self._enrol(course_id, user)))

    def _enrol(self, course: str, user: str) -> EnrolOutcome:
        if not (user.isascii() and user.isdigit()):
            return EnrolOutcome(user, "refused", NOBODY)
        document = {"OrgUnitId": int(course), "UserId": int(user), "RoleId": self._role}
        self._pace()
        try:
            made = self._wire.post("enrollments/", document)
        except BrightspaceFault as fault:
            if fault.code in OF_ALL:
                raise
            if fault.code == THERE:
                return EnrolOutcome(user, "present")
            reason = NOBODY if fault.code == "not_found" else NOT_TAKEN
            return EnrolOutcome(user, "refused", reason)
        if not isinstance(made, dict) or str(made.get("UserId")) != user:
            raise self._wire.unexpected()
        return EnrolOutcome(user, "enrolled")

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Accounts by id, org defined id, user name or mail address, one question each."""
        found = {}
        for value in dict.fromkeys(values):
            rows = list(self._people(key, value)) if value.strip() else []
            if len(rows) == 1:
                found[value] = _person(rows[0])
        return found

    def _people(self, key: PersonKey, value: str) -> Iterator[Any]:
        if key == "id" and not (value.isascii() and value.isdigit()):
            return
        try:
            if key == "id":
                given = self._wire.get(f"users/{value}")
            else:
                given = self._wire.get("users/", **{FIELDS[key]: value})
        except BrightspaceFault as fault:
            if fault.code != "not_found":
                raise
            return
        # By user name one account is told, by the others a list.
        for row in given if isinstance(given, list) else [given]:
            if isinstance(row, dict) and "UserId" in row:
                yield row

    def search_courses(self, text: str) -> list[Course]:
        """Course offerings with these words in their name; closed ones are found too."""
        if not text.strip():
            return []
        rows = self._wire.pages(
            "orgstructure/", orgUnitType=COURSE_OFFERING, orgUnitName=text.strip()
        )
        return [
            self._course(row, visible=True)
            for row, _ in zip(rows, range(MOST_FOUND), strict=False)
            if "Identifier" in row
        ]

    def can_enrol(self, course_id: str) -> CheckResult:
        """Whether the account sees who is in the course; whether it may add shows when it does."""
        what = f"see who is in course {course_id}"
        try:
            self._participants(course_id)
        except Refused as fault:
            return CheckResult(False, what, fault.reason)
        return CheckResult(True, what)

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """The connection, and whether the account may look people up."""
        site = f"Brightspace at {self._wire.url}"
        try:
            self._wire.get("users/whoami")
        except Refused as fault:
            return [CheckResult(False, site, fault.reason)]
        what = "look people up"
        try:
            seen = self.find_people("id", people[:3])
        except Refused as fault:
            return [CheckResult(True, site), CheckResult(False, what, fault.reason)]
        told = "give the role of the account the permission to see user information"
        return [CheckResult(True, site), CheckResult(bool(seen) or not people, what, told)]


def _number(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise Refused("no_course", f"{value} is no org unit of Brightspace: link the offer anew")
    return value


def _person(row: Mapping[str, Any]) -> LmsPerson:
    names = (str(row.get(name) or "") for name in ("FirstName", "MiddleName", "LastName"))
    return LmsPerson(
        id=str(row["UserId"]),
        username=row.get("UserName") or None,
        email=row.get("ExternalEmail") or None,
        idnumber=row.get("OrgDefinedId") or None,
        name=" ".join(name for name in names if name),
        function_field=None,
    )


KIND = Kind(BrightspaceApi, options=frozenset({"role_id"}))
