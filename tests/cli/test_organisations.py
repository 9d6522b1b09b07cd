"""Organisations: the template's groups, and settings that are guarded."""

from __future__ import annotations

import pytest

from tests.cli.desk import Command
from tests.databases import rows as found


def rows(environment: dict[str, str], query: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in found(environment["THEMASCAN_DATABASE_URL"], query)]


def plan_a_cycle(environment: dict[str, str], state: str) -> None:
    """A cycle in a state, put there directly: this is about what the command refuses then."""
    url = environment["THEMASCAN_DATABASE_URL"]
    found(
        url,
        "INSERT INTO theme_pack (organisation_id, pack_id, version, title, document, source,"
        " imported_at) VALUES (1, 'x', '1', 'x', '{}', '', '2026-01-01')",
    )
    found(
        url,
        "INSERT INTO cycle (organisation_id, theme_pack_id, quarter, state, opens, closes,"
        " scan_url, open_reason, planned_at) VALUES (1, 1, '2026-Q4', ?, '2026-10-12',"
        " '2026-11-08', '', '', '2026-01-01')",
        state,
    )


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


@pytest.mark.parametrize("missing", ["dpia_date", "works_council_decision", "decided_by"])
def test_each_record_of_the_decision_is_needed(
    cli: Command, organisation: int, environment: dict[str, str], missing: str
) -> None:
    record_decision(cli, organisation)
    cli.done("organisation", "set", organisation, missing, " ")
    wish = ("organisation", "set", organisation, "enrolment_policy", "targeted")
    assert cli.refused(*wish) == [f"enrolment_policy targeted needs {missing}: set those first"]
    assert rows(environment, "SELECT enrolment_policy FROM organisation") == [("everyone",)]


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_targeted_may_be_chosen_before_and_after_a_cycle(
    cli: Command, organisation: int, environment: dict[str, str], state: str
) -> None:
    record_decision(cli, organisation)
    plan_a_cycle(environment, state)
    cli.done("organisation", "set", organisation, "enrolment_policy", "targeted")


def test_another_organisation_that_plans_is_no_hindrance(
    cli: Command, organisation: int, environment: dict[str, str]
) -> None:
    other = int(cli.done("organisation", "add", "Anderstad").made)
    plan_a_cycle(environment, "planned")
    record_decision(cli, other)
    cli.done("organisation", "set", other, "enrolment_policy", "targeted")


@pytest.mark.parametrize("k", ["6", "8", "25"])
def test_k_is_at_least_six(
    cli: Command, organisation: int, environment: dict[str, str], k: str
) -> None:
    cli.done("organisation", "set", organisation, "k", k)
    assert rows(environment, "SELECT k FROM organisation") == [(int(k),)]


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
