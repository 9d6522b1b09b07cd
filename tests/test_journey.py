"""The whole way of an employee: launch, scan, result, and what the LMS will get."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.town import Town, Walker


@pytest.fixture
def employee(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def test_launch_lands_on_the_welcome_page(employee: Walker) -> None:
    assert employee.page.status == 200
    assert employee.page.page == "welcome"
    assert employee.page.role == "employee"


@pytest.mark.parametrize("best", [True, False])
def test_a_scan_ends_on_the_result(employee: Walker, best: bool) -> None:
    assert employee.scan(best).page == "result"
    assert ("hoort" in employee.page.text) or best


@pytest.mark.parametrize("best", [True, False])
def test_everyone_gets_the_same_parcels(employee: Walker, best: bool) -> None:
    employee.scan(best)
    kinds = [(row.kind, len(row.payload_sealed)) for row in employee.town.deliveries()]
    assert [kind for kind, _ in kinds] == ["enrol", "enrol", "enrol", "mark"]
    assert len({length for _, length in kinds}) == 1


def test_a_second_submit_changes_nothing(employee: Walker) -> None:
    employee.scan(False)
    before = [row.id for row in employee.town.deliveries()]
    assert employee.get("/closing").page == "result"
    assert [row.id for row in employee.town.deliveries()] == before


def test_answers_wait_in_another_session(employee: Walker) -> None:
    employee.next()
    first = [item.id for item in employee.shown()]
    employee.next(**{item.id: item.options[0].id for item in employee.shown()})
    other = Walker(employee.town, employee.town.app.test_client())
    other.launch("5")
    other.next()
    assert [item.id for item in other.shown()] != first
