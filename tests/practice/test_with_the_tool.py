"""Tool and practice LMS on sockets: registration, activation, picking, launch, to the end."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from adapters.http import HttpDoor
from config.settings import Settings
from lti_tool.models import Platform, db
from lti_tool.practice.lti_tables import Activity, Tool
from lti_tool.practice.tables import Account, Enrolment
from lti_tool.services.invitations import invite
from lti_tool.services.organisations import add_organisation
from tests.clock import Clock
from tests.demo.running import Visitor
from tests.ports import free_port
from tests.practice.world import NOW, PracticeMoodle, account, practice_lms

COURSE = 2


@dataclass
class Pair:
    """A tool and an LMS that have not met."""

    app: Flask
    lms: PracticeMoodle
    tool_url: str

    @property
    def practice_url(self) -> str:
        return self.lms.url


@pytest.fixture
def tool_port() -> int:
    return free_port()


@pytest.fixture
def settings(settings: Settings, tool_port: int) -> Settings:
    return replace(settings, public_url=f"http://localhost:{tool_port}")


@pytest.fixture
def pair(app: Flask, tool_port: int, practice_port: int, tmp_path: Path) -> Iterator[Pair]:
    server = make_server("localhost", tool_port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    door = HttpDoor(allow_private=("127.0.0.0/8", "::1/128"))
    with practice_lms(tmp_path, practice_port, door) as lms:
        furnish(lms)
        yield Pair(app, lms, f"http://localhost:{tool_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def furnish(lms: PracticeMoodle) -> None:
    """A course with a teacher and a student, and an administrator."""
    lms.add_course(str(COURSE), "ID-SCAN", "Scan")
    people = {"2": ("Bo", "admin"), "3": ("Joris", "trainer"), "6": ("Sanne", "person")}
    with lms.practice.session() as session:
        for number, (name, role) in people.items():
            somebody: Account = account(number)
            somebody.given_name, somebody.site_role, somebody.about = name, role, "te kiezen"
            session.add(somebody)
        session.flush()
        for number, role in ((3, "teacher"), (6, "student")):
            seat = Enrolment(course_id=COURSE, account_id=number, role=role, at=NOW)
            session.add(seat)


def registered(pair: Pair, clock: Clock) -> Visitor:
    """The administrator of the LMS after a registration by a one-time address."""
    with pair.app.app_context():
        organisation = add_organisation(db.session(), "Voorbeeldstad", clock())
        code = invite(db.session(), organisation, clock())
        db.session.remove()
    admin = Visitor(pair)
    admin.be("Bo")
    address = {"url": f"{pair.tool_url}/lti/register/{code}"}
    page = admin.session.post(f"{pair.lms.url}/tools/register", data=address, timeout=20).text
    frame = re.search(r'id="registration"[^>]*src="([^"]+)"', page)
    assert frame, page
    admin.get(unescape(frame.group(1)))
    return admin


def test_from_a_one_time_address_to_a_launch(pair: Pair, clock: Clock) -> None:
    admin = registered(pair, clock)
    with pair.app.app_context():
        platform = db.session.scalars(select(Platform)).one()
        assert platform.issuer == pair.lms.url
        db.session.remove()
    with pair.lms.practice.session() as session:
        tool = session.scalars(select(Tool)).one()
        assert not tool.active
        number = tool.id
    data = {"tool": str(number)}
    admin.session.post(f"{pair.lms.url}/tools/activate", data=data, timeout=20)

    trainer = Visitor(pair)
    trainer.be("Joris")
    trainer.get(f"/mod/lti/pick.php?course={COURSE}&tool={number}")
    trainer.send()
    choice = re.search(r'name="choice"[^>]*value="([^"]+)"', trainer.text)
    assert choice, trainer.text
    trainer.send(go="place", choice=unescape(choice.group(1)))
    trainer.send()
    assert trainer.url.startswith(f"{pair.lms.url}/course/view.php")
    with pair.lms.practice.session() as session:
        link = session.scalars(select(Activity)).one()
        assert (link.course_id, link.tool_id) == (COURSE, number)

    employee = Visitor(pair)
    employee.be("Sanne")
    employee.get(f"/mod/lti/launch.php?id={link.id}")
    employee.send()
    assert (employee.attribute("data-role"), employee.attribute("data-page")) == (
        "employee",
        "none",
    )
