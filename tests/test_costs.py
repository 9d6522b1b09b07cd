"""What a request may cost in SQL, whatever the size of the organisation (issue 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from lti_tool.models import db
from tests.town import Town, Walker

BOOKKEEPING = re.compile(r"^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA)", re.I)


class Count:
    """The statements that ran since it was made."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, _c: object, _cur: object, statement: str, *_: object) -> None:
        if not BOOKKEEPING.match(statement):
            self.statements.append(statement)


@contextmanager
def counted(town: Town) -> Iterator[Count]:
    """Count the statements of the application's engine."""
    with town.app.app_context():
        engine = db.engine
    count = Count()
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield count
    finally:
        event.remove(engine, "before_cursor_execute", count)


@pytest.fixture(params=[1, 400])
def employee(request: pytest.FixtureRequest, town: Town, client: FlaskClient) -> Walker:
    for number in range(request.param):
        town.add_person(f"colleague{number}")
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def test_a_launch_costs_at_most_12_statements(employee: Walker) -> None:
    with counted(employee.town) as count:
        employee.launch("5")
    assert len(count.statements) <= 12, "\n".join(count.statements)


def test_a_first_launch_costs_at_most_12_statements(employee: Walker) -> None:
    walker = Walker(employee.town, employee.town.app.test_client())
    with counted(employee.town) as count:
        walker.launch("nobody-knows-me-yet")
    assert len(count.statements) <= 12, "\n".join(count.statements)


def test_a_step_costs_at_most_6_statements(employee: Walker) -> None:
    employee.next()
    while employee.page.page == "questions":
        answers = {item.id: item.options[-1].id for item in employee.shown()}
        with counted(employee.town) as count:
            employee.next(**answers)
        # The step and the page after it, since the walker follows the redirect.
        assert len(count.statements) <= 6, "\n".join(count.statements)


def test_a_submit_costs_at_most_15_statements(employee: Walker) -> None:
    employee.next()
    while employee.page.page == "questions":
        employee.next(**{item.id: item.options[0].id for item in employee.shown()})
    extras = {item.id: item.options[0].id for item in employee.shown()}
    with counted(employee.town) as count:
        employee.next(**extras)
    assert employee.page.page == "result"
    assert len(count.statements) <= 15, "\n".join(count.statements)
