"""The doctor: quiet when all is well, and one line for each thing that is not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_httpserver import HTTPServer

from adapters.fakes.moodle import FakeMoodle, Weather
from tests.cli.desk import Command, Database, RosterDesk
from tests.cli.quarter import Quarter


class Clinic:
    """An installation that is well, with its LMS on real sockets."""

    def __init__(
        self, cli: Command, lms: HTTPServer, moodle: FakeMoodle, platform: int, token: Path
    ) -> None:
        self.cli, self.lms, self.moodle, self.token = cli, lms, moodle, token
        self.platform = platform

    def serve(self, path: str, status: int = 200, document: object = None) -> None:
        """What the LMS answers under a path from now on."""
        self.lms.expect_request(path).respond_with_json(document, status=status)

    def good(self) -> list[str]:
        """What is well, when everything must be."""
        answer = self.cli.done("doctor")
        assert answer.err == ""
        return answer.out.splitlines()

    def wrong(self) -> list[str]:
        """What is not well; the rest was looked at all the same."""
        faults = self.cli.refused("doctor")
        assert all(fault.startswith("wrong  ") for fault in faults), faults
        return [fault.removeprefix("wrong  ") for fault in faults]

    def reach(self, url: str = "", token: str = "") -> None:
        """Set how the REST API is reached."""
        self.token.write_text(token or self.moodle.token)
        way = ("--adapter", "moodle", "--url", url or self.moodle.url, "--token-file", self.token)
        self.cli.done("platform", "api", self.platform, *way)


@pytest.fixture
def lms(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """The LTI side of the LMS; a server of its own, since a test stops it."""
    # It would log into the command's own output.
    monkeypatch.setattr(logging.getLogger("werkzeug"), "disabled", True)
    with HTTPServer(host="127.0.0.1", port=0) as server:
        yield server


@pytest.fixture
def clinic(
    cli: Command, organisation: int, lms: HTTPServer, moodle: FakeMoodle, tmp_path: Path
) -> Clinic:
    at = lms.url_for("").rstrip("/")
    options = {
        "--issuer": at,
        "--client-id": "c1",
        "--deployment-id": "1",
        "--auth-login-url": f"{at}/auth",
        "--token-url": f"{at}/token",
        "--jwks-url": f"{at}/jwks",
    }
    cli.done("organisation", "add", "Anderstad")
    words = [word for pair in options.items() for word in pair]
    made = cli.done("platform", "add", "--organisation", organisation, *words).made
    clinic = Clinic(cli, lms, moodle, int(made), tmp_path / "token")
    clinic.serve("/token", 400, {"error": "invalid_client"})
    clinic.serve("/jwks", 200, {"keys": [{"kid": "1"}]})
    clinic.reach()
    return clinic


@pytest.fixture(autouse=True)
def _only_one_platform(clinic: Clinic, database: Database) -> None:
    # The one that the fixtures of other tests need leads to a host that does not exist.
    database.rows("DELETE FROM deployment WHERE platform_id <> ?", clinic.platform)
    database.rows("DELETE FROM platform WHERE id <> ?", clinic.platform)


def test_when_all_is_well_it_says_what_it_saw(clinic: Clinic) -> None:
    said = "\n".join(clinic.good())
    for word in ("address https://scan.example.nl", "database at version", "keys open", "keys at"):
        assert f"good   {word}" in said or word in said
    assert f"platform {clinic.platform}: Moodle at {clinic.moodle.url}" in said
    assert "function enrol_manual_enrol_users" in said
    assert clinic.moodle.writing_calls == []


def test_it_looks_at_the_courses_of_planned_cycles(
    cli: Command, organisation: int, clinic: Clinic
) -> None:
    quarter = Quarter(cli, organisation, opened=False)
    clinic.moodle.add_course("11", "TEAMS-VINDEN", "Vinden")
    cli.done("offer", "link", "--cycle", quarter.cycle, "tm-ml-vinden", "idnumber:TEAMS-VINDEN")
    assert "tm-ml-vinden of cycle 1 leads to course idnumber:TEAMS-VINDEN" in str(clinic.good())
    clinic.moodle.site.courses["11"]["visible"] = 0
    [fault] = clinic.wrong()
    assert fault.endswith("is hidden: make it visible in the LMS")
    clinic.moodle.site.courses["11"]["visible"] = 1
    clinic.moodle.site.no_manual.add("11")
    [fault] = clinic.wrong()
    assert "manual enrolment is missing" in fault
    del clinic.moodle.site.courses["11"]
    [fault] = clinic.wrong()
    assert "idnumber:TEAMS-VINDEN" in fault


@pytest.mark.parametrize("url", ["http://scan.example.nl", "http://127.0.0.1:8000"])
def test_an_address_without_tls(clinic: Clinic, url: str) -> None:
    clinic.cli.env["THEMASCAN_PUBLIC_URL"] = url
    assert clinic.wrong() == [
        f"address {url}: browsers refuse our cookies without TLS: use an https address"
    ]


def test_a_database_that_is_not_upgraded(bare: Command, environment: dict[str, str]) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] += ".new"
    [fault] = bare.refused("doctor")
    assert fault.startswith("wrong  database at version none of ")
    assert fault.endswith("run `themascan db upgrade`")


def test_a_database_that_is_not_there(bare: Command, tmp_path: Path) -> None:
    bare.env["THEMASCAN_DATABASE_URL"] = f"sqlite:///{tmp_path}/no/folder/db"
    [fault] = bare.refused("doctor")
    assert "database cannot be opened (unable to open database file)" in fault
    assert "check THEMASCAN_DATABASE_URL" in fault


def test_no_lms(clinic: Clinic, database: Database) -> None:
    database.rows("DELETE FROM deployment")
    database.rows("DELETE FROM platform")
    assert clinic.wrong() == ["no LMS is registered: use `themascan platform add`"]


def test_a_data_key_that_is_lost(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_DATA_KEYS"] = Fernet.generate_key().decode()
    faults = clinic.wrong()
    assert "put the key that was used before back in THEMASCAN_DATA_KEYS" in faults[0]
    assert "its token does not open: give it again" in faults[1]


def test_a_new_data_key_before_the_old_one_is_well(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_DATA_KEYS"] = (
        f"{Fernet.generate_key().decode()},{clinic.cli.env['THEMASCAN_DATA_KEYS']}"
    )
    clinic.good()


def test_a_person_whose_key_does_not_open(clinic: Clinic, database: Database) -> None:
    RosterDesk(clinic.cli, clinic.platform, clinic.token.parent / "r.csv").load("lms_user_id\n1\n")
    database.rows("UPDATE person SET wrapped_key = ?", Fernet(Fernet.generate_key()).encrypt(b"x"))
    [fault] = clinic.wrong()
    assert fault.startswith("keys open what is stored: put the key")


KEY_SETS: dict[str, tuple[int, object]] = {
    "gone": (404, {}),
    "no keys": (200, {"keys": []}),
    "another page": (200, ["welcome"]),
    "broken": (500, {}),
}


@pytest.mark.parametrize(("status", "document"), KEY_SETS.values(), ids=KEY_SETS)
def test_no_key_set_where_it_should_be(clinic: Clinic, status: int, document: object) -> None:
    clinic.lms.clear()
    clinic.serve("/token", 400, {})
    clinic.serve("/jwks", status, document)
    [fault] = clinic.wrong()
    assert fault.startswith(f"platform {clinic.platform}: keys at {clinic.lms.url_for('/jwks')}")
    assert ": no key set is served there" in fault


@pytest.mark.parametrize(("status", "says"), [(404, "nothing is served"), (500, "it answers 500")])
def test_no_tokens_where_they_should_be(clinic: Clinic, status: int, says: str) -> None:
    clinic.lms.clear()
    clinic.serve("/jwks", 200, {"keys": [{"kid": "1"}]})
    clinic.serve("/token", status, {})
    [fault] = clinic.wrong()
    assert f"platform {clinic.platform}: tokens at" in fault
    assert says in fault


def test_an_lms_that_is_away(clinic: Clinic) -> None:
    clinic.lms.stop()
    faults = clinic.wrong()
    assert [fault.split()[2] for fault in faults] == ["keys", "tokens"]
    assert all("does not answer" in fault for fault in faults)


def test_a_private_address_that_nobody_allowed(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_ALLOW_PRIVATE_HOSTS"] = ""
    faults = clinic.wrong()
    assert len(faults) == 3
    assert all("add it to THEMASCAN_ALLOW_PRIVATE_HOSTS" in fault for fault in faults)


def test_no_api(clinic: Clinic, database: Database) -> None:
    database.rows("UPDATE platform SET api_adapter = ''")
    [fault] = clinic.wrong()
    assert fault.endswith(f"use `themascan platform api {clinic.platform}`")


def test_a_wrong_token(clinic: Clinic) -> None:
    clinic.reach(token="another")
    [fault] = clinic.wrong()
    assert f"Moodle at {clinic.moodle.url}: " in fault
    assert "token" in fault


@pytest.mark.parametrize("kind", ["500", "503", "maintenance", "login", "off"])
def test_a_moodle_that_does_not_work(clinic: Clinic, kind: str) -> None:
    clinic.moodle.weather = Weather(kind, retry_after="9" if kind == "503" else None)
    [fault] = clinic.wrong()
    assert fault.startswith(f"platform {clinic.platform}: ")


def test_a_function_that_the_service_lacks(clinic: Clinic) -> None:
    clinic.moodle.site.lacking.add("enrol_manual_enrol_users")
    [fault] = clinic.wrong()
    assert fault.endswith("add enrol_manual_enrol_users to the service")


def test_nothing_secret_is_said(clinic: Clinic) -> None:
    answer = clinic.cli.done("doctor")
    secrets = [clinic.moodle.token, clinic.cli.env["THEMASCAN_SECRET_KEY"]]
    secrets.append(clinic.cli.env["THEMASCAN_DATA_KEYS"])
    assert not [secret for secret in secrets if secret in answer.out + answer.err]
