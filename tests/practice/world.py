"""The practice LMS on a real socket, filled by hand as the tests of the adapter fill theirs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import request
from sqlalchemy import delete, select
from werkzeug.serving import make_server

from adapters.fakes.moodle_store import entries
from adapters.http import HttpDoor, Response
from lti_tool.practice.app import create_practice
from lti_tool.practice.claims import AGS_SCOPES, NRPS_SCOPE
from lti_tool.practice.lti_tables import Activity, Tool
from lti_tool.practice.site import Site, make_site, open_site
from lti_tool.practice.tables import Account, Course, Enrolment, Town
from tests.keys import public_jwk
from tests.serving import read_whole

KID = "tool-1"
TOOL_URL = "http://tool.example"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Without:
    """Courses in which manual enrolment is off."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def add(self, course_id: str) -> None:
        with self._site.session() as session:
            session.get_one(Course, int(course_id)).by_hand = False


def account(key: str, username: str = "", idnumber: str = "", function_field: str = "") -> Account:
    return Account(
        id=int(key),
        username=username or f"user{key}",
        given_name="Persoon",
        family_name=key,
        email=f"user{key}@gemeente.example",
        idnumber=idnumber,
        function_group=function_field,
    )


class PracticeMoodle:
    """What :class:`adapters.fakes.moodle.FakeMoodle` offers to tests, on the practice LMS."""

    def __init__(self, site: Site) -> None:
        self.practice, self.site = site, self
        self.url, self.token = site.url, site.rest_token
        self.host_port = urlsplit(site.url).netloc
        self.calls: list[tuple[str, int]] = []
        self.no_manual = Without(site)

    @property
    def writing_calls(self) -> list[int]:
        return [size for name, size in self.calls if name == "enrol_manual_enrol_users"]

    def add_course(self, key: str, idnumber: str, title: str, visible: bool = True) -> None:
        course = Course(
            id=int(key),
            town_id=1,
            idnumber=idnumber,
            shortname=f"C{key}",
            title=title.replace("&amp;", "&"),
            kind="microlearning",
            visible=visible,
        )
        with self.practice.session() as session:
            session.add(course)

    def add_user(self, key: str, **given: str) -> None:
        with self.practice.session() as session:
            session.add(account(key, **given))

    def enrol(self, course_id: str, user_id: str, suspended: bool = False) -> None:
        seat = Enrolment(
            course_id=int(course_id), account_id=int(user_id), suspended=suspended, at=NOW
        )
        with self.practice.session() as session:
            session.merge(seat)

    def unenrol(self, course_id: str, user_id: str) -> None:
        asked = delete(Enrolment).where(
            Enrolment.course_id == int(course_id), Enrolment.account_id == int(user_id)
        )
        with self.practice.session() as session:
            session.execute(asked)

    def enrolled(self, course_id: str) -> set[str]:
        return self._seats(course_id, suspended=False)

    def suspended(self, course_id: str) -> set[str]:
        return self._seats(course_id, suspended=True)

    def _seats(self, course_id: str, suspended: bool) -> set[str]:
        asked = select(Enrolment.account_id).where(
            Enrolment.course_id == int(course_id), Enrolment.suspended.is_(suspended)
        )
        with self.practice.session() as session:
            return {str(account) for account in session.scalars(asked)}

    def add_tool(self, course_id: str = "2") -> Tool:
        """A tool with a link in a course in which persons 6 and 7 learn and 3 teaches."""
        self.add_course(course_id, "ID-SCAN", "Scan")
        tool = Tool(
            id=1,
            town_id=1,
            client_id="themascan-client",
            name="Themascan",
            login_url=f"{TOOL_URL}/lti/login",
            launch_url=f"{TOOL_URL}/lti/launch",
            redirect_urls=[f"{TOOL_URL}/lti/launch"],
            keys_url=f"{TOOL_URL}/lti/jwks.json",
            deep_link_url=f"{TOOL_URL}/lti/launch",
            scopes=[*AGS_SCOPES, NRPS_SCOPE],
        )
        link = Activity(
            id=1, course_id=int(course_id), tool_id=1, title="Scan", url=tool.launch_url
        )
        with self.practice.session() as session:
            session.add_all([tool, account("3"), account("6", idnumber="P6"), account("7")])
            session.flush()
            session.add(link)
            seats = [("3", "teacher"), ("6", "student"), ("7", "student")]
            session.add_all(
                Enrolment(course_id=int(course_id), account_id=int(who), role=role, at=NOW)
                for who, role in seats
            )
        return tool

    def note(self) -> None:
        """Count a call, as the fake does."""
        form = request.form.to_dict()
        if form.get("wstoken") == self.token:
            self.calls.append((form.get("wsfunction", ""), len(entries(form))))


class ToolKeys(HttpDoor):
    """The way to the tool's keys, without a tool; a kid that is not listed is unknown."""

    def __init__(self, *kids: str) -> None:
        super().__init__()
        self.kids = list(kids)

    def request(self, method: str, url: str, **_: Any) -> Response:
        keys = {"keys": [public_jwk(kid) for kid in self.kids]}
        return Response(200, {}, json.dumps(keys).encode(), url)


@contextmanager
def practice_lms(folder: Path, port: int, door: HttpDoor | None = None) -> Iterator[PracticeMoodle]:
    """A site with one town, served until the end of the block; without a door it has ours."""
    url = f"http://127.0.0.1:{port}"
    make_site(folder / "practice.sqlite", url)
    with open_site(folder / "practice.sqlite", door or ToolKeys(KID)) as site:
        with site.session() as session:
            session.add(Town(id=1, name="Voorbeeldstad"))
        world = PracticeMoodle(site)
        app = create_practice(site)
        app.before_request(world.note)
        server = make_server("127.0.0.1", port, read_whole(app), threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield world
        server.shutdown()
        thread.join()
        server.server_close()
