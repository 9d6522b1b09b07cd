"""Platforms on the command line: their list, their API, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import registration
from tests.cli.desk import Command, Database


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("\ufeffgeheim\r\n", encoding="utf-8")
    return file


def api(platform: int, token: Path, *more: str, adapter: str = "moodle") -> tuple[object, ...]:
    way = ("--adapter", adapter, "--url", "https://lms.example.nl", "--token-file", token)
    return "platform", "api", platform, *way, *more


def test_platforms_are_listed(cli: Command, organisation: int, platform: int, token: Path) -> None:
    more = registration(deployment_id="2")
    cli.done("platform", "add", "--organisation", organisation, *more)
    cli.done(*api(platform, token))
    assert json.loads(cli.done("platform", "list", "--json").out) == [
        {
            "id": platform,
            "organisation": organisation,
            "issuer": "https://lms.example.nl",
            "client_id": "client-1",
            "deployments": ["1", "2"],
            "api": "moodle",
        }
    ]
    [line] = cli.done("platform", "list").out.splitlines()
    assert line.endswith("client client-1  deployments 1, 2  api moodle")


def test_the_second_access_replaces_the_first(
    cli: Command, platform: int, token: Path, database: Database
) -> None:
    cli.done(*api(platform, token, "--option", "role_id=9", "--option", "function_field=rol"))
    cli.done(*api(platform, token))
    assert database.one("SELECT api_options FROM platform") == {"api_options": "{}"}


REFUSED = {
    "brightspace": (("--adapter", "brightspace"), "role_id is missing: give the number of a role"),
    "role": (("--option", "role_id=student"), "role_id is student: give the number of a role"),
    "address": (("--url", "lms.example.nl"), "url lms.example.nl is not a web address"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
def test_access_that_cannot_work_is_refused(
    cli: Command,
    platform: int,
    token: Path,
    database: Database,
    words: tuple[str, ...],
    says: str,
) -> None:
    [fault] = cli.refused(*api(platform, token), *words)
    assert fault.startswith(says)
    assert database.one("SELECT api_adapter FROM platform") == {"api_adapter": ""}


def test_a_token_that_is_no_text_is_refused(cli: Command, platform: int, token: Path) -> None:
    token.write_bytes(b"\xff\xfe\x00")
    [fault] = cli.refused(*api(platform, token))
    assert fault.endswith("cannot be read as text")


@pytest.mark.parametrize("option", ["role_id", "=5"])
def test_an_option_is_written_with_its_value(
    cli: Command, platform: int, token: Path, option: str
) -> None:
    assert cli(*api(platform, token, "--option", option)).code == 2


def test_an_adapter_and_a_file_must_exist(cli: Command, platform: int, token: Path) -> None:
    assert cli(*api(platform, token, adapter="sakai")).code == 2
    assert cli(*api(platform, token.parent / "nowhere")).code == 2


@pytest.mark.parametrize("command", ["add", "invite"])
def test_an_unknown_organisation_is_refused(cli: Command, command: str) -> None:
    more = registration() if command == "add" else []
    [fault] = cli.refused("platform", command, "--organisation", 9, *more)
    assert fault.startswith("there is no organisation 9: ")


def test_an_unknown_platform_is_refused(cli: Command, token: Path) -> None:
    [fault] = cli.refused(*api(9, token))
    assert fault == "there is no platform 9: see `themascan platform list`"


@pytest.mark.parametrize("name", ["client_id", "deployment_id"])
@pytest.mark.parametrize("value", [" ", "x" * 256])
def test_ids_are_neither_empty_nor_endless(
    cli: Command, organisation: int, name: str, value: str
) -> None:
    wrong = registration(**{name: value})
    [fault] = cli.refused("platform", "add", "--organisation", organisation, *wrong)
    assert fault.endswith("copy it from the LMS")


def test_an_invitation_is_new_each_time(cli: Command, organisation: int) -> None:
    word = ("platform", "invite", "--organisation", organisation)
    assert cli.done(*word).made != cli.done(*word).made


def test_organisations_are_listed(cli: Command, organisation: int) -> None:
    cli.done("organisation", "set", organisation, "dpia_date", "2026-09-01")
    second = cli.done("organisation", "add", "Anderstad").made
    lines = cli.done("organisation", "list").out.splitlines()
    assert lines[0] == f"{organisation}  Voorbeeldstad  enrolment_policy everyone  k 8"
    rows = json.loads(cli.done("organisation", "list", "--json").out)
    assert [row["id"] for row in rows] == [organisation, int(second)]
    assert rows[0]["dpia_date"] == "2026-09-01"


def test_two_organisations_share_a_client_by_deployment(cli: Command, organisation: int) -> None:
    other = cli.done("organisation", "add", "Anderstad").made
    first = cli.done("platform", "add", "--organisation", organisation, *registration())
    second = cli.done("platform", "add", "--organisation", other, *registration(deployment_id="2"))
    assert first.made != second.made
    again = ("platform", "add", "--organisation", other, *registration())
    assert "belongs to platform" in cli.refused(*again)[0]


def test_more_deployments_of_a_registered_platform(cli: Command, organisation: int) -> None:
    add = ("platform", "add", "--organisation", organisation)
    first = cli.done(*add, *registration())
    second = cli.done(*add, *registration(deployment_id="2"), "--deployment-id", "3")
    assert first.made == second.made
    assert "deployments 1, 2, 3" in cli.done("platform", "list").out
    moved = registration(deployment_id="4", token_url="https://lms.example.nl/other")
    assert "other addresses" in cli.refused(*add, *moved)[0]


def test_every_wrong_address_is_named(cli: Command, organisation: int) -> None:
    wrong = registration(issuer="lms", token_url="ftp://x/", jwks_url="https://")
    assert len(cli.refused("platform", "add", "--organisation", organisation, *wrong)) == 3


def test_the_token_is_stored_as_ciphertext(
    cli: Command, platform: int, database: Database, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("geheim-token\n")
    way = ("platform", "api", platform, "--adapter", "moodle", "--url", "https://lms.example.nl/")
    cli.done(*way, "--token-file", token, "--option", "role_id=5")
    stored = database.one("SELECT api_url, api_options FROM platform")
    assert stored == {"api_url": "https://lms.example.nl", "api_options": '{"role_id": "5"}'}
    assert not database.contains("geheim-token")
    token.write_text("\n")
    assert "empty" in cli.refused(*way, "--token-file", token)[0]


def test_an_invitation_is_an_address_kept_as_a_hash(
    cli: Command, organisation: int, database: Database
) -> None:
    address = cli.done("platform", "invite", "--organisation", organisation).made
    assert address.startswith("https://scan.example.nl/lti/register/")
    assert not database.contains(address.rsplit("/", 1)[-1])
