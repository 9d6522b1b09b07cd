"""A file of ten thousand people on the page: in time, and in as many statements as a small one."""

from __future__ import annotations

import time

import pytest

from lti_tool.models import db
from tests.hall import Statements
from tests.services.roster_desk import RosterAdmin
from tests.town import Town

HEAD = "idnumber;department;team;function_group;manages_team;excused;first_name;email"
MOST_SECONDS = 5


def file_of(people: int, shift: int = 0) -> str:
    rows = [
        f"P{n};Afdeling {(n + shift) % 40};Team {(n + shift) % 400};beleid;;;Naam;p{n}@stad.example"
        for n in range(people)
    ]
    return "\n".join([HEAD, *rows])


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def steps(admin: RosterAdmin, people: int) -> tuple[list[int], list[float]]:
    """Statements and seconds of a first file, a preview that moves everybody, and taking over."""
    counts, seconds = [], []
    with admin.town.app.app_context():
        session = db.session()
        for step in (
            lambda: admin.load(file_of(people), sure="yes"),
            lambda: admin.upload(file_of(people, shift=1)),
            lambda: admin.take(sure="yes"),
            lambda: admin.see("/roster"),
        ):
            began = time.perf_counter()
            with Statements(session) as counted:
                step()
            seconds.append(time.perf_counter() - began)
            counts.append(counted.count)
    return counts, seconds


def test_statements_do_not_grow_with_the_file(admin: RosterAdmin) -> None:
    few, _ = steps(admin, 20)
    many, _ = steps(admin, 600)
    assert all(after <= before + 3 for before, after in zip(few, many, strict=True)), (few, many)


@pytest.mark.long
def test_ten_thousand_people_are_previewed_in_time(admin: RosterAdmin) -> None:
    _, seconds = steps(admin, 10_000)
    # A preview is a file that is sent, looked at and shown.
    assert seconds[1] < MOST_SECONDS, seconds
