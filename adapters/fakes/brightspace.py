"""A Brightspace on a real socket that behaves as its documentation says."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from adapters.fakes.rest_server import Asked, Reply, RestSite

Row = dict[str, Any]
VERSION = "1.53"
A_PAGE = 20
MISSING = Reply(404, {"Errors": [{"Message": "Resource Not Found"}]})
NOT_ALLOWED = Reply(403, {"Errors": [{"Message": "Not Authorized"}]})
NO_SCOPE = Reply(403, {"Errors": [{"Message": "Insufficient scope to call this API"}]})
WRONG_TOKEN = Reply(401, {"Errors": [{"Message": "Invalid token"}]})
BAD_REQUEST = Reply(400, {"Errors": [{"Message": "Invalid request"}]})
CONFLICT = Reply(409, {"Errors": [{"Message": "Conflict"}]})


@dataclass
class Data:
    """What the site holds; ``enrolments`` are course -> person -> role id."""

    courses: dict[str, Row] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)
    enrolments: dict[str, dict[str, int]] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    conflicts: set[str] = field(default_factory=set)


class FakeBrightspace(RestSite):
    """One site. ``without`` are permissions that are missing: enrol, see_people, scope."""

    def __init__(self, role_id: int = 110) -> None:
        super().__init__()
        self.token, self.role_id, self.data = secrets.token_hex(16), role_id, Data()
        self.written: list[list[str]] = []

    def add_course(self, key: str, number: str, title: str, visible: bool = True) -> None:
        """A course offering with a code, open or not."""
        row = {"Identifier": key, "Name": title, "Code": number, "IsActive": visible}
        self.data.courses[key] = row
        self.data.enrolments[key] = {}

    def add_user(self, key: str, number: str = "", email: str = "") -> None:
        """An account, with an org defined id and a user name."""
        self.data.people[key] = {
            "UserId": int(key),
            "FirstName": "Persoon",
            "MiddleName": None,
            "LastName": key,
            "UserName": f"user{key}",
            "OrgDefinedId": number or None,
            "ExternalEmail": email or f"user{key}@gemeente.example",
        }

    def enrol(self, course: str, user: str, role: int = 109) -> None:
        """As L&D would do it by hand, in another role."""
        self.data.enrolments[course][user] = role

    def enrolled(self, course: str) -> set[str]:
        """The ids of the people in a course in the role of the adapter."""
        rows = self.data.enrolments[course].items()
        return {user for user, role in rows if role == self.role_id}

    def reply(self, asked: Asked) -> Reply:
        """The versions are for everybody; the rest wants a token."""
        if asked.path == ("d2l", "api", "versions"):
            older = {"ProductCode": "le", "LatestVersion": "1.80", "SupportedVersions": ["1.80"]}
            row = {"ProductCode": "lp", "LatestVersion": VERSION, "SupportedVersions": [VERSION]}
            return Reply(200, [older, row])
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return WRONG_TOKEN
        if asked.path[:4] != ("d2l", "api", "lp", VERSION):
            return MISSING
        return self._route(asked)

    def _route(self, asked: Asked) -> Reply:
        match asked.method, asked.path[4:]:
            case "GET", ("users", "whoami"):
                return Reply(200, {"Identifier": "1", "UniqueName": "themascan"})
            case "GET", ("users", key):
                found = self.data.people.get(key)
                return Reply(200, found) if found else MISSING
            case "GET", ("users",):
                return self._look_up(asked)
            case "GET", ("courses", key):
                found = self.data.courses.get(key)
                return Reply(200, found) if found else MISSING
            case "GET", ("orgstructure",):
                return self._courses(asked)
            case "GET", ("enrollments", "orgUnits", key, "users"):
                return self._participants(asked, key)
            case "POST", ("enrollments",):
                return self._enrol(json.loads(asked.body))
        return MISSING

    def _look_up(self, asked: Asked) -> Reply:
        names = {
            "orgDefinedId": "OrgDefinedId",
            "userName": "UserName",
            "externalEmail": "ExternalEmail",
        }
        [(name, value)] = asked.query
        found = [row for row in self.data.people.values() if row[names[name]] == value]
        if not found:
            return MISSING
        return Reply(200, found[0] if name == "userName" else found)

    def _courses(self, asked: Asked) -> Reply:
        name, code = asked.one("orgUnitName").casefold(), asked.one("orgUnitCode").casefold()
        rows = [
            {**row, "Type": {"Id": 3, "Code": "Course Offering"}}
            for row in self.data.courses.values()
            if name in row["Name"].casefold() and code in row["Code"].casefold()
        ]
        return self._page(asked, rows)

    def _participants(self, asked: Asked, course: str) -> Reply:
        if course not in self.data.courses:
            return MISSING
        if "see_people" in self.data.without:
            return NOT_ALLOWED
        rows = [
            {"User": {"Identifier": user, "DisplayName": ""}, "Role": {"Id": role}}
            for user, role in self.data.enrolments[course].items()
        ]
        return self._page(asked, rows)

    def _page(self, asked: Asked, rows: list[Row]) -> Reply:
        first = int(asked.one("bookmark", "0"))
        part, last = rows[first : first + A_PAGE], first + A_PAGE
        more = last < len(rows)
        paging = {"Bookmark": str(last) if more else None, "HasMoreItems": more}
        return Reply(200, {"PagingInfo": paging, "Items": part})

    def _enrol(self, given: Row) -> Reply:
        course, user = str(given["OrgUnitId"]), str(given["UserId"])
        self.written.append([user])
        if "scope" in self.data.without:
            return NO_SCOPE
        if "enrol" in self.data.without:
            return NOT_ALLOWED
        if course not in self.data.courses or user not in self.data.people:
            return MISSING
        if given["RoleId"] != self.role_id:
            return BAD_REQUEST
        if user in self.data.conflicts:
            return CONFLICT
        self.data.enrolments[course][user] = given["RoleId"]
        return Reply(200, given)
