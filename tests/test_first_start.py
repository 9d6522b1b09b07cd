"""From an empty database to the first employee's result: one command, then pages alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer

from adapters.fakes.moodle import FakeMoodle
from config.logs import configure_logs
from config.settings import Settings
from lti_tool.models import Organisation, db
from questionnaires.calendar import local_date
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.quarters import Quarter
from tests.browser import Browser, Reply
from tests.cli.desk import Command
from tests.clock import Clock
from tests.jobs.conftest import Office, office
from tests.lti.registrar import MOODLE
from tests.platform import SYSTEM_ADMIN, TestPlatform

__all__ = ["office"]
THEME = load_pack(shipped_packs()["teams-samenwerken"])
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FIRST_WORDS = "Dit moet nog worden ingericht"
ROSTER = """lms_user_id;team;department;function_group;manages_team
1;Burgerzaken;Dienstverlening;beleid;
2;Burgerzaken;Dienstverlening;leidinggevende;Burgerzaken
5;Burgerzaken;Dienstverlening;beleid;
"""


@pytest.fixture
def command(settings: Settings) -> Iterator[Command]:
    """`themascan` in the installation of the application."""
    given = {
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
        "SECRET_KEY": settings.secret_key,
        "DATA_KEYS": ",".join(settings.data_keys),
        "ALLOW_PRIVATE_HOSTS": ",".join(settings.allow_private_hosts),
        "ERASURE_JOURNAL": str(settings.erasure_journal or ""),
    }
    yield Command({f"THEMASCAN_{name}": value for name, value in given.items() if value})
    configure_logs()


@pytest.fixture
def clock() -> Clock:
    """The machine's own time: the command keeps it, and so do the answers of the LMS."""
    return Clock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def moodle() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        for number, sub in enumerate(("1", "2", "5")):
            site.add_user(sub)
            site.add_course(str(11 + number), f"ID-{11 + number}", f"Cursus {11 + number}")
        yield site


class Lms:
    """An LMS that registers the tool, and launches it afterwards."""

    def __init__(self, server: HTTPServer, lms: TestPlatform) -> None:
        self.server, self.lms = server, lms
        self.url = server.url_for("").rstrip("/")

    def register(self, app: Flask, address: str) -> Reply:
        """Its admin pastes the address."""
        known = {
            name: value.replace("http://127.0.0.1:8080", self.url)
            if isinstance(value, str)
            else value
            for name, value in MOODLE["openid_configuration"].items()
        }
        known["jwks_uri"] = self.lms.jwks_url
        there = self.server.expect_request
        there("/openid").respond_with_json(known)
        there("/mod/lti/openid-registration.php").respond_with_json(MOODLE["response"])
        token = {"access_token": "t", "token_type": "Bearer", "expires_in": 3600}
        there("/mod/lti/token.php").respond_with_json(token)
        answer = MOODLE["response"]
        claim = answer["https://purl.imsglobal.org/spec/lti-tool-configuration"]
        self.lms.issuer, self.lms.auth_url = self.url, known["authorization_endpoint"]
        self.lms.client_id, self.lms.deployment_id = answer["client_id"], claim["deployment_id"]
        query = {"openid_configuration": f"{self.url}/openid", "registration_token": "a.b.c"}
        path = "/lti/register/" + address.rpartition("/")[2]
        return Browser(app.test_client()).ask("GET", path, query_string=query)


class Visitor:
    """Somebody with a browser, who opens pages and sends their forms."""

    def __init__(self, app: Flask, lms: TestPlatform, sub: str, *roles: str) -> None:
        self.client = app.test_client()
        reply = lms.launch(self.client, sub=sub, **({"roles": list(roles)} if roles else {}))
        found = re.search(r"/v/[^/\"]+", reply.text)
        assert found, reply.text[:500]
        self.base, self.text, self.reply = found[0], reply.text, reply

    @property
    def page(self) -> str | None:
        return Reply(200, {}, self.text, "").page

    def see(self, path: str) -> str:
        answer = self.client.get(self.base + path, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code)
        self.text = answer.get_data(as_text=True)
        return self.text

    def send(self, path: str, **fields: object) -> str:
        """Send a form; what is wrong with it would be a page with errors."""
        token = TOKEN.search(self.text)
        assert token, self.text[:500]
        data = {"csrf_token": token[1], "go": "next", **fields}
        answer = self.client.post(self.base + path, data=data, follow_redirects=True)
        self.text = answer.get_data(as_text=True)
        assert answer.status_code == 200, (path, answer.status_code, self.text[-1500:])
        assert "error-summary" not in self.text, unescape(self.text)
        return self.text

    def missing(self) -> list[str]:
        """The addresses to which the list of the overview leads."""
        page = self.see("/admin")
        if FIRST_WORDS not in page:
            return []
        block = page.split('aria-labelledby="setup-title"')[1].split("</section>")[0]
        links = re.findall(r'href="[^"]*?/v/[^/"]+(/[^"]*)"', block)
        return [link for link in links if link != "/setup"]

    def scan(self) -> None:
        """Answer everything with the first option, up to the result."""
        while self.page != "result":
            main = self.text.split("<main", 1)[1]
            action = re.search(r'<form[^>]*action="[^"]*?/v/[^/"]+(/[^"]+)"', main)
            assert action
            radios = re.findall(r'type="radio"[^>]*name="([^"]+)" value="([^"]+)"', main)
            self.send(action[1], **dict(reversed(radios)))


def roster(admin: Visitor) -> None:
    """The file of HR, looked at and taken over."""
    admin.see("/roster")
    admin.send("/roster", file=(io.BytesIO(ROSTER.encode()), "hr.csv"), go="upload")
    seen = re.search(r'name="seen" value="([^"]*)"', admin.text)
    assert seen
    admin.send("/roster/preview", seen=seen[1], go="take")


def connect(admin: Visitor, moodle: FakeMoodle) -> None:
    """How enrolments are written, and the check of the connection."""
    admin.see("/platforms")
    one = re.search(r"/platforms/\d+", admin.text)
    assert one
    admin.see(one[0])
    form = {"adapter": "moodle", "url": moodle.url, "token": moodle.token, "options": ""}
    admin.send(f"{one[0]}/access", **form)
    assert moodle.token not in admin.text
    admin.send(f"{one[0]}/check", go="check")
    assert "Alles is in orde." in admin.text, unescape(admin.text)


def plan(admin: Visitor, clock: Clock) -> None:
    today = local_date(clock())
    here = f"/year/plan/{Quarter.of(today)}"
    admin.see(here)
    dates = {"opens": today, "closes": today + timedelta(days=20)}
    admin.send(
        here, theme=THEME.id, scan_url="https://moodle.example/mod/lti/view.php?id=7", **dates
    )


def link_offers(coordinator: Visitor) -> None:
    """Each short training leads to a course."""
    offers = [offer.id for offer in THEME.offers if offer.kind == "microlearning"]
    for number, offer in enumerate(offers, start=11):
        page = coordinator.see("/offers")
        found = re.search(rf"/offers/\d+/{offer}", page)
        assert found
        coordinator.see(found[0])
        coordinator.send(found[0], course=str(number), go="link")


def test_from_nothing_to_the_first_result_without_another_command(
    app: Flask,
    httpserver: HTTPServer,
    lms: TestPlatform,
    command: Command,
    moodle: FakeMoodle,
    office: Office,
    clock: Clock,
) -> None:
    site = Lms(httpserver, lms)
    address = command.done("platform", "invite").out.split()[-1]
    assert site.register(app, address).page == "registered"

    admin = Visitor(app, lms, "1", SYSTEM_ADMIN)
    assert admin.reply.role == "admin"
    assert len(admin.missing()) == 11

    contact = {"name": "Gemeente Voorbeeldstad", "contact_email": "leren@voorbeeldstad.example"}
    admin.see("/setup/organisation")
    admin.send("/setup/organisation", **contact)
    assert "Gemeente Voorbeeldstad" in admin.text
    admin.see("/function-groups")
    admin.send("/setup/done", step="groups")
    roster(admin)
    admin.see("/people")
    me = re.search(r'data-person="([^"]+)"', admin.text)
    assert me
    admin.send("/people/confirm", person=me[1])
    connect(admin, moodle)
    admin.see("/setup/privacy")
    admin.send("/setup/done", step="privacy")
    assert "Zonder mailserver krijgt niemand" in admin.see("/setup")
    admin.send("/setup/done", step="messages")
    admin.see("/setup/theme")
    admin.send("/setup/theme", theme=THEME.id)
    assert admin.missing() == ["/year", "/year"]
    plan(admin, clock)
    assert admin.missing() == []
    page = admin.see("/setup")
    assert "Alles is ingericht." not in page
    assert "Er gaat geen enkel bericht uit: dat is jullie keuze." in page

    link_offers(Visitor(app, lms, "1", SYSTEM_ADMIN))
    assert any("open" in line for line in office.run())

    employee = Visitor(app, lms, "5")
    assert employee.page == "welcome"
    employee.see("/")
    employee.scan()
    assert employee.page == "result"
    office.run()
    assert all("5" in moodle.enrolled(course) for course in ("11", "12", "13"))


def test_a_second_invitation_goes_to_the_same_organisation_and_never_to_one_of_several(
    app: Flask, command: Command
) -> None:
    for _time in range(2):
        command.done("platform", "invite")
    with app.app_context():
        assert [row.name for row in db.session.query(Organisation)] == ["Nieuwe organisatie"]
    command.done("organisation", "add", "Elders")
    assert "say which one with --organisation" in command.refused("platform", "invite")[0]
