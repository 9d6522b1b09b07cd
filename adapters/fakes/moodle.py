"""A Moodle site on a real socket, with the functions that the adapter uses.

Its answers have the shape that a real Moodle 4.5 gives. Faults can be switched on, and
it counts what was asked.
"""

from __future__ import annotations

import html
import secrets
import threading
from http.server import ThreadingHTTPServer
from typing import Any

from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_rest import FUNCTIONS, MoodleRest
from adapters.fakes.moodle_server import LOGIN_PAGE, handler
from adapters.fakes.moodle_shelf import Memory
from adapters.fakes.moodle_site import ADMIN, GUEST, SERVICE, TEACHER, Enrolment, Site
from adapters.fakes.moodle_store import Fields, entries
from adapters.fakes.weather import Sky, Weather

__all__ = ["LOGIN_PAGE", "FakeMoodle", "Weather"]

ENROL = "enrol_manual_enrol_users"


class FakeMoodle:
    """One site. A context manager.

    :attr:`calls` holds (function, number of entries) of each call, :attr:`written` the ids
    of the people of each enrolling call, refused ones too; with ``mails_fail`` people are
    enrolled, and the answer is that a mail did not go out.
    """

    def __init__(self, role_id: str = "5") -> None:
        self.token, self.role_id = secrets.token_hex(16), role_id
        self.site = Site()
        self.shelf = Memory(self.site.courses)
        self.calls: list[tuple[str, int]] = []
        self.written: list[list[str]] = []
        self.sky = Sky()
        self.max_input_vars = 5000
        self.mails_fail = False
        for key, name in ((GUEST, "guest"), (ADMIN, "admin"), (SERVICE, "wsbot")):
            self.add_user(key, username=name)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self._server.daemon_threads = True
        self.host_port = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host_port}"

    def __enter__(self) -> FakeMoodle:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def writing_calls(self) -> list[int]:
        """The number of entries of each enrolling call."""
        return [size for name, size in self.calls if name == ENROL]

    def add_course(
        self, key: str, idnumber: str, title: str, visible: bool = True, groupmode: int = 0
    ) -> None:
        """A course with manual enrolment; Moodle escapes its title for HTML."""
        self.site.courses[key] = {
            "id": int(key),
            "fullname": html.escape(title, quote=False),
            "shortname": f"C{key}",
            "categoryid": 1,
            "idnumber": idnumber,
            "visible": int(visible),
            "groupmode": groupmode,
        }
        self.site.enrolments[key] = {}

    def add_user(
        self,
        key: str,
        username: str = "",
        email: str = "",
        idnumber: str = "",
        name: str = "",
        function_field: str | None = None,
        suspended: bool = False,
    ) -> None:
        """An account, with the profile field of the function group when there is one."""
        custom = {"type": "text", "value": function_field, "displayvalue": function_field}
        custom |= {"name": "Functiegroep", "shortname": "functiegroep"}
        self.site.users[key] = {
            "id": int(key),
            "username": username or f"user{key}",
            "email": email or f"user{key}@gemeente.example",
            "idnumber": idnumber,
            "fullname": html.escape(name or f"Persoon {key}", quote=False),
            "suspended": suspended,
            **({"customfields": [custom]} if function_field is not None else {}),
        }

    def enrol(
        self, course_id: str, user_id: str, suspended: bool = False, teaches: bool = False
    ) -> Enrolment:
        """As L&D would do it by hand."""
        row = Enrolment([TEACHER if teaches else int(self.role_id)], suspended)
        self.site.enrolments[course_id][user_id] = row
        return row

    def unenrol(self, course_id: str, user_id: str) -> None:
        """As L&D would do it by hand."""
        self.site.enrolments[course_id].pop(user_id, None)

    def delete_user(self, user_id: str, cleaned_up: bool = True) -> None:
        """An account that somebody deleted, before or after Moodle's hourly clean-up."""
        self.site.delete(user_id, cleaned_up)

    def enrolled(self, course_id: str) -> set[str]:
        """The ids of the active enrolments of a course."""
        rows = self.site.enrolments[course_id].items()
        return {user for user, row in rows if not row.suspended}

    def suspended(self, course_id: str) -> set[str]:
        """The ids of the suspended enrolments of a course."""
        rows = self.site.enrolments[course_id].items()
        return {user for user, row in rows if row.suspended}

    @property
    def weather(self) -> Weather | None:
        """How the site behaves at the moment."""
        return self.sky.now

    @weather.setter
    def weather(self, weather: Weather | None) -> None:
        self.sky.now = weather

    def take_weather(self) -> Weather | None:
        """The weather of one request; a passing one passes."""
        with self._lock:
            return self.sky.take()

    def answer(self, fields: Fields) -> Any:
        """The decoded answer to a call, which is counted; raises ``MoodleError``."""
        with self._lock:
            if fields.get("wstoken") == self.token and fields.get("wsfunction") in FUNCTIONS:
                self._count(fields)
            site = self.site
            rest = MoodleRest(
                site,
                self.token,
                self.role_id,
                site.lacking,
                site.without,
                SERVICE,
                site,
                self.shelf,
            )
            answer = rest.answer(fields)
            if self.mails_fail and fields["wsfunction"] == ENROL:
                raise MoodleError("Message was not sent.")
            return answer

    def _count(self, fields: Fields) -> None:
        rows = entries(fields)
        self.calls.append((fields["wsfunction"], len(rows)))
        if fields["wsfunction"] == ENROL:
            self.written.append([row.get("userid", "") for row in rows])
