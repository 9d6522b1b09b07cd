"""The whole tool over HTTP: registered by its commands, launched by Open edX."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet
from requests.adapters import HTTPAdapter
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from urllib3.util.retry import Retry

from lti_tool.models import Cycle, OfferLink, ThemePackRow
from questionnaires.packs import pack_document
from tests.browser import Reply
from tests.openedx.process import OpenEdx, open_edx, require_environment
from tests.ports import free_port
from tests.town import shipped

pytestmark = pytest.mark.openedx


@dataclass(frozen=True)
class Installation:
    """A tool with its own database and port; its commands run as processes."""

    url: str
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        """One `themascan` command; the last word of its last line is the id it made."""
        done = subprocess.run(
            [sys.executable, "-m", "lti_tool", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.split()[-1] if done.stdout.split() else ""

    def register(self, platform: OpenEdx) -> str:
        self.run("db", "upgrade")
        organisation = self.run("organisation", "add", "Gemeente Voorbeeld")
        options = {
            "--organisation": organisation,
            "--issuer": platform.issuer,
            "--client-id": platform.client_id,
            "--deployment-id": platform.deployment_id,
            "--auth-login-url": platform.auth_login_url,
            "--token-url": platform.token_url,
            "--jwks-url": platform.jwks_url,
        }
        return self.run("platform", "add", *(word for pair in options.items() for word in pair))

    @contextmanager
    def served(self, log: Path) -> Iterator[None]:
        command = [sys.executable, "-m", "lti_tool", "serve", "--bind", self.url[len("http://") :]]
        with (
            open(log, "w") as output,
            subprocess.Popen(
                command, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            ) as process,
        ):
            try:
                answer = patient().get(self.url + "/healthz", timeout=10)
                assert answer.status_code == 200, log.read_text()
                yield
            finally:
                process.terminate()


def patient() -> requests.Session:
    """A session that waits for a server to listen, twenty seconds at most."""
    session = requests.Session()
    retries = Retry(total=None, connect=80, backoff_factor=0.05, backoff_max=0.25)
    session.mount("http://", HTTPAdapter(max_retries=retries))
    return session


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    url = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "THEMASCAN_DATABASE_URL": f"sqlite:///{tmp_path / 'tool.sqlite'}",
        "THEMASCAN_PUBLIC_URL": url,
        "THEMASCAN_SECRET_KEY": "a secret of the tests only, long enough",
        "THEMASCAN_DATA_KEYS": Fernet.generate_key().decode(),
        "THEMASCAN_ALLOW_PRIVATE_HOSTS": "127.0.0.0/8",
    }
    return Installation(url, environment)


@pytest.fixture
def platform(installation: Installation, tmp_path: Path) -> Iterator[OpenEdx]:
    """The platform knows the tool, the tool knows the platform, and both are running."""
    require_environment()
    lti = installation.url + "/lti/"
    with open_edx(lti + "login", lti + "launch", lti + "jwks.json", tmp_path) as running:
        installation.register(running)
        with installation.served(tmp_path / "tool.log"):
            yield running


def page(answer: requests.Response) -> Reply:
    return Reply(answer.status_code, answer.headers, answer.text, answer.url)


def test_launches_as_teacher_student_and_admin(platform: OpenEdx) -> None:
    people = {}
    for user, role in {"teacher": "employee", "student": "employee", "admin": "admin"}.items():
        with requests.Session() as browser:
            reply = page(platform.launch(browser, user))
        assert reply.status == 200, reply.text[:1000]
        assert reply.role == role, (user, reply.page, reply.role)
        assert reply.page
        people[user] = reply.person
    assert len(set(people.values())) == 3
    assert all(people.values())


def test_a_student_lands_on_a_kind_page_when_no_cycle_runs(platform: OpenEdx) -> None:
    with requests.Session() as browser:
        first, second = (page(platform.launch(browser, "student")) for _ in range(2))
    assert first.page == second.page == "none"
    assert first.person == second.person


def test_serves_its_keys(platform: OpenEdx, installation: Installation) -> None:
    answer = requests.get(installation.url + "/lti/jwks.json", timeout=10)
    keys = answer.json()["keys"]
    assert len({key["kid"] for key in keys}) == len(keys) >= 1
    assert all(key["kty"] == "RSA" and "d" not in key for key in keys)


def chosen(browser: requests.Session, picker: requests.Response, **form: str) -> requests.Response:
    """The clicks of a trainer without JavaScript: a choice, and the page that brings it back."""
    assert page(picker).page == "picker", picker.text[:1000]
    token = re.search(r'name="csrf_token" value="([^"]+)"', picker.text)
    assert token
    place = picker.url.rstrip("/") + "/place"
    back = browser.post(place, data={"csrf_token": token[1], **form}, timeout=20)
    where = re.search(r'action="([^"]+)" data-submit-at-once', back.text)
    answer = re.search(r'name="JWT" value="([^"]+)"', back.text)
    assert where, back.text
    assert answer
    return browser.post(html.unescape(where[1]), data={"JWT": answer[1]}, timeout=20)


def test_a_teacher_places_the_scan(platform: OpenEdx) -> None:
    with requests.Session() as browser:
        picker = platform.launch(browser, "teacher", deep_link="1")
        assert chosen(browser, picker, choice="scan", go="place").status_code == 200
    (kept,) = platform.received()["choices"]
    assert kept["content_type"] == "ltiResourceLink"
    assert kept["attributes"]["custom"] == {"page": "scan"}
    assert kept["attributes"]["title"]


def running_quarter(installation: Installation) -> None:
    """A planned quarter of a shipped theme, with one training tied to a course."""
    engine = create_engine(installation.environment["THEMASCAN_DATABASE_URL"])
    pack, now = shipped("teams-samenwerken"), datetime.now(UTC)
    with Session(engine) as session:
        row = ThemePackRow(
            organisation_id=1,
            pack_id=pack.id,
            version=pack.version,
            title=pack.title,
            document=pack_document(pack),
            source="",
            imported_at=now,
        )
        session.add(row)
        session.flush()
        cycle = Cycle(
            organisation_id=1,
            theme_pack_id=row.id,
            quarter="2026-Q4",
            state="open",
            opens=now.date(),
            closes=now.date() + timedelta(days=20),
            document=pack_document(pack),
            policy="everyone",
            k=8,
            planned_at=now,
            opened_at=now,
        )
        session.add(cycle)
        session.flush()
        link = {"offer_id": "tm-ml-vinden", "course_ref": "11", "course_id": "11"}
        link |= {"course_title": "Vinden", "course_url": "https://lms.example/11"}
        session.add(OfferLink(cycle_id=cycle.id, healthy=True, checked_at=now, **link))
        session.commit()
    engine.dispose()


def test_a_teacher_places_a_learning_page_and_an_offer(
    platform: OpenEdx, installation: Installation
) -> None:
    running_quarter(installation)
    kept = []
    for choice in ("learning-1", "offer-1-tm-ml-vinden"):
        with requests.Session() as browser:
            picker = platform.launch(browser, "teacher", deep_link="1")
            assert chosen(browser, picker, choice=choice, go="place").status_code == 200
        kept.append(platform.received()["choices"][-1]["attributes"]["custom"])
    assert kept == [
        {"page": "learning", "theme": "teams-samenwerken"},
        {"page": "offer", "offer": "tm-ml-vinden"},
    ]


def test_a_course_of_the_platform_gets_the_scan_once(platform: OpenEdx) -> None:
    with requests.Session() as browser:
        picker = platform.launch(browser, "teacher", deep_link="1")
        assert chosen(browser, picker, choice="scan", go="place").status_code == 200
        again = platform.launch(browser, "teacher", deep_link="1")
    assert 'name="choice" value="scan"' not in again.text
    assert 'name="again" value="scan"' in again.text


def test_a_teacher_places_nothing_after_all(platform: OpenEdx) -> None:
    with requests.Session() as browser:
        picker = platform.launch(browser, "teacher", deep_link="1")
        assert chosen(browser, picker, go="cancel").status_code == 200
    assert platform.received()["choices"] == []
