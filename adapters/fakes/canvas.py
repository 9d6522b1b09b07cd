"""A Canvas on a real socket that behaves as its documentation and source say."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from adapters.fakes.rest_server import Asked, Reply, RestSite

Row = dict[str, Any]
A_PAGE = 10
MISSING = Reply(404, {"errors": [{"message": "The specified resource does not exist."}]})
NOT_ALLOWED = Reply(
    401,
    {
        "status": "unauthorized",
        "errors": [{"message": "user not authorized to perform that action"}],
    },
)
WRONG_TOKEN = Reply(
    401,
    {"errors": [{"message": "Invalid access token."}]},
    {"WWW-Authenticate": 'Bearer realm="canvas-lms"'},
)
NO_AGENT = Reply(403, body=b"403 Forbidden (User-Agent required)")
THROTTLED = Reply(403, body=b"403 Forbidden (Rate Limit Exceeded)\n")
CONCLUDED = Reply(400, {"message": "Can't add an enrollment to a concluded course."})
NO_MODULES = Reply(
    400,
    {"error": {"message": "No progress available because this course is not module based."}},
)


@dataclass
class Data:
    """What the site holds; ``enrolments`` are course -> person -> state."""

    courses: dict[str, Row] = field(default_factory=dict)
    people: dict[str, Row] = field(default_factory=dict)
    enrolments: dict[str, dict[str, str]] = field(default_factory=dict)
    done: dict[tuple[str, str], str] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    no_modules: set[str] = field(default_factory=set)


class FakeCanvas(RestSite):
    """One site. ``without`` are permissions that the account of the token does not have:
    add_student, see_people, account. With ``throttled`` it says that it is asked too much.
    """

    def __init__(self) -> None:
        super().__init__()
        self.token, self.data = secrets.token_hex(16), Data()
        self.throttled = False
        self.next_host = ""
        self.written: list[list[str]] = []

    def add_course(self, key: str, number: str, title: str, visible: bool = True) -> None:
        """A course with a SIS id, published or not."""
        state = "available" if visible else "unpublished"
        row = {"id": int(key), "name": title, "sis_course_id": number, "workflow_state": state}
        self.data.courses[key] = row
        self.data.enrolments[key] = {}

    def add_user(self, key: str, number: str = "", email: str = "") -> None:
        """An account, with a SIS id and a login."""
        self.data.people[key] = {
            "id": int(key),
            "name": f"Persoon {key}",
            "sis_user_id": number or None,
            "login_id": f"user{key}",
            "email": email or f"user{key}@gemeente.example",
        }

    def enrol(self, course: str, user: str, state: str = "active") -> None:
        """As L&D would do it by hand."""
        self.data.enrolments[course][user] = state

    def enrolled(self, course: str, state: str = "active") -> set[str]:
        """The ids of the people in a course, in one state."""
        return {user for user, now in self.data.enrolments[course].items() if now == state}

    def reply(self, asked: Asked) -> Reply:
        """Agent, token and throttling first; then the path."""
        if not asked.headers.get("user-agent"):
            return NO_AGENT
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return WRONG_TOKEN
        if self.throttled:
            return THROTTLED
        return self._route(asked)

    def _route(self, asked: Asked) -> Reply:
        match asked.method, asked.path[2:]:
            case "GET", ("users", "self"):
                return Reply(200, {"id": 1, "name": "Themascan"})
            case "GET", ("users", key):
                return self._person(key)
            case "GET", ("accounts", _, *rest):
                return NOT_ALLOWED if "account" in self.data.without else self._account(asked, rest)
            case method, ("courses", key, *rest):
                found = self._course(key)
                return self._in_course(asked, method, found, rest) if found else MISSING
        return MISSING

    def _course(self, key: str) -> str:
        number = key.removeprefix("sis_course_id:")
        if number != key:
            rows = self.data.courses.items()
            return next((mine for mine, row in rows if row["sis_course_id"] == number), "")
        return key if key in self.data.courses else ""

    def _person(self, key: str) -> Reply:
        kinds = {"sis_user_id": "sis_user_id", "sis_login_id": "login_id"}
        kind, colon, value = key.partition(":")
        name, value = (kinds[kind], value) if colon else ("id", key)
        for row in self.data.people.values():
            if str(row[name]) == value:
                return Reply(200, row)
        return MISSING

    def _account(self, asked: Asked, rest: list[str]) -> Reply:
        if not rest:
            return Reply(200, {"id": 1, "name": "Voorbeeldstad"})
        word = asked.one("search_term").casefold()
        if len(word) < 2:
            return Reply(400, {"errors": [{"message": "search_term of 2 or more characters"}]})
        rows = self.data.people if rest == ["users"] else self.data.courses
        names = ("name", "email", "sis_course_id")
        found = [
            row
            for row in rows.values()
            if any(word in str(row.get(name) or "").casefold() for name in names)
        ]
        return self._page(asked, found)

    def _in_course(self, asked: Asked, method: str, key: str, rest: list[str]) -> Reply:
        row = self.data.courses[key]
        ways: dict[tuple[str, ...], Callable[[], Reply]] = {
            ("GET",): lambda: Reply(200, row),
            ("GET", "permissions"): lambda: self._permissions(asked),
            ("GET", "enrollments"): lambda: self._enrolments(asked, key),
            ("POST", "enrollments"): lambda: self._enrol(asked, key),
            ("GET", "bulk_user_progress"): lambda: self._progress(asked, key),
        }
        return ways.get((method, *rest), lambda: MISSING)()

    def _permissions(self, asked: Asked) -> Reply:
        may = "add_student" not in self.data.without
        return Reply(200, dict.fromkeys(asked.all("permissions[]"), may))

    def _enrolments(self, asked: Asked, course: str) -> Reply:
        if "see_people" in self.data.without:
            return NOT_ALLOWED
        # Without states asked for, only active and invited ones are told.
        states = asked.all("state[]") or ["active", "invited"]
        rows = [
            {"id": 1000 + int(user), "user_id": int(user), "enrollment_state": state}
            for user, state in self.data.enrolments[course].items()
            if state in states
        ]
        return self._page(asked, rows)

    def _page(self, asked: Asked, rows: list[Row]) -> Reply:
        size = min(int(asked.one("per_page", str(A_PAGE))), 100)
        first = int(asked.one("page", "1"))
        part = rows[(first - 1) * size : first * size]
        if first * size >= len(rows):
            return Reply(200, part)
        query = [pair for pair in asked.query if pair[0] != "page"]
        there = f"{self.next_host or self.url}/{'/'.join(asked.path)}"
        address = f"{there}?{urlencode([*query, ('page', str(first + 1))])}"
        link = f'<{self.url}/x>; rel="current",<{address}>; rel="next"'
        return Reply(200, part, {"Link": link})

    def _enrol(self, asked: Asked, course: str) -> Reply:
        fields = dict(parse_qsl(asked.body.decode()))
        user = fields.get("enrollment[user_id]", "")
        self.written.append([user])
        if "add_student" in self.data.without:
            return NOT_ALLOWED
        if user not in self.data.people:
            return MISSING
        if self.data.courses[course]["workflow_state"] == "completed":
            return CONCLUDED
        state = fields.get("enrollment[enrollment_state]", "invited")
        self.data.enrolments[course][user] = state
        return Reply(200, {"id": 1000 + int(user), "user_id": int(user)})

    def _progress(self, asked: Asked, course: str) -> Reply:
        if course in self.data.no_modules:
            return NO_MODULES
        rows = [
            {"id": int(user), "progress": {"completed_at": self.data.done.get((course, user))}}
            for user in self.data.enrolments[course]
        ]
        return self._page(asked, rows)
