"""Organisations: the template's groups, and settings that are guarded."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import registration
from tests.cli.desk import Command


def rows(environment: dict[str, str], query: str) -> list[tuple[object, ...]]:
    path = environment["THEMASCAN_DATABASE_URL"].removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def plan_a_cycle(environment: dict[str, str], state: str) -> None:
    """A cycle in a state, put there directly: this is about what the command refuses then."""
    path = environment["THEMASCAN_DATABASE_URL"].removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO theme_pack (organisation_id, pack_id, version, title, document, source,"
            " imported_at) VALUES (1, 'x', '1', 'x', '{}', '', '2026-01-01')"
        )
        connection.execute(
            "INSERT INTO cycle (organisation_id, theme_pack_id, quarter, state, opens, closes,"
            " scan_url, open_reason, planned_at) VALUES (1, 1, '2026-Q4', ?, '2026-10-12',"
            " '2026-11-08', '', '', '2026-01-01')",
            (state,),
        )
    connection.close()


def test_an_organisation_gets_the_eight_groups(
    cli: Command, organisation: int, environment: dict[str, str]
) -> None:
    groups = rows(environment, "SELECT code, name, examples FROM function_group ORDER BY position")
    assert len(groups) == 8
    assert groups[0][:2] == ("balie-kcc", "Balie en klantcontact (KCC)")
    assert all(all(group) for group in groups)


def test_settings_change_and_the_change_is_logged(
    cli: Command, organisation: int, environment: dict[str, str]
) -> None:
    cli.done("organisation", "set", organisation, "contact_email", "leren@voorbeeldstad.nl")
    cli.done("organisation", "set", organisation, "k", "10")
    assert rows(environment, "SELECT contact_email, k FROM organisation") == [
        ("leren@voorbeeldstad.nl", 10)
    ]
    assert rows(environment, "SELECT what FROM change ORDER BY id") == [
        ("contact_email set",),
        ("k set",),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("k", "5"),
        ("k", "-8"),
        ("k", "eight"),
        ("enrolment_policy", "some"),
        ("contact_email", "no address"),
        ("dpia_date", "12-10-2026"),
        ("name", ""),
        ("colour", "red"),
    ],
)
def test_wrong_values_are_refused(cli: Command, organisation: int, key: str, value: str) -> None:
    faults = cli.refused("organisation", "set", organisation, key, "--", value)
    assert len(faults) == 1
    assert faults[0].startswith(key)


def test_an_unknown_organisation_is_refused(cli: Command) -> None:
    assert "there is no organisation 9" in cli.refused("organisation", "set", 9, "k", "8")[0]


def record_decision(cli: Command, organisation: int) -> None:
    cli.done("organisation", "set", organisation, "dpia_date", "2026-09-01")
    cli.done("organisation", "set", organisation, "works_council_decision", "OR 2026-14, akkoord")
    cli.done("organisation", "set", organisation, "decided_by", "De gemeentesecretaris")


def test_targeted_needs_a_decision(cli: Command, organisation: int) -> None:
    wish = ("organisation", "set", organisation, "enrolment_policy", "targeted")
    assert "dpia_date, works_council_decision, decided_by" in cli.refused(*wish)[0]
    record_decision(cli, organisation)
    cli.done(*wish)
    assert "needs dpia_date" in cli.refused("organisation", "set", organisation, "dpia_date", "")[0]
    cli.done("organisation", "set", organisation, "enrolment_policy", "everyone")


@pytest.mark.parametrize("state", ["planned", "ready", "open", "closed", "published"])
def test_targeted_is_refused_once_a_cycle_is_planned(
    cli: Command, organisation: int, environment: dict[str, str], state: str
) -> None:
    record_decision(cli, organisation)
    plan_a_cycle(environment, state)
    wish = ("organisation", "set", organisation, "enrolment_policy", "targeted")
    assert "before a cycle is planned" in cli.refused(*wish)[0]
    cli.done("organisation", "set", organisation, "enrolment_policy", "self-service")


def test_k_is_fixed_once_a_cycle_is_open(
    cli: Command, organisation: int, environment: dict[str, str]
) -> None:
    plan_a_cycle(environment, "open")
    assert "k is fixed" in cli.refused("organisation", "set", organisation, "k", "9")[0]


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
    cli: Command, platform: int, environment: dict[str, str], tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text("geheim-token\n")
    way = ("platform", "api", platform, "--adapter", "moodle", "--url", "https://lms.example.nl/")
    cli.done(*way, "--token-file", token, "--option", "role_id=5")
    stored = rows(environment, "SELECT api_url, api_options, api_token_sealed FROM platform")[0]
    assert stored[0] == "https://lms.example.nl"
    assert stored[1] == '{"role_id": "5"}'
    assert "geheim" not in str(stored[2])
    token.write_text("\n")
    assert "empty" in cli.refused(*way, "--token-file", token)[0]


def test_an_invitation_is_an_address_kept_as_a_hash(
    cli: Command, organisation: int, environment: dict[str, str]
) -> None:
    address = cli.done("platform", "invite", "--organisation", organisation).made
    assert address.startswith("https://scan.example.nl/lti/register/")
    stored = rows(environment, "SELECT code_hash FROM registration_code")
    assert address.rsplit("/", 1)[-1] not in str(stored)
