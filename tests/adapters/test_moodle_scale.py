"""Ten thousand people: the number of calls, and of steps in between, grows with people alone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from adapters.fakes.moodle import FakeMoodle
from adapters.moodle import MoodleApi
from adapters.moodle_advice import PARTICIPANTS, PEOPLE
from adapters.moodle_enrol import OVERLAP, PAGE
from adapters.moodle_people import people_by_key
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_replay import Answer, Fields, Recorded, ok
from tests.doors import Door

MANY = 10_000


@pytest.fixture
def crowd() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        site.add_course("4", "ID-ML", "Veilig mailen")
        for number in range(100, 100 + MANY):
            site.add_user(str(number), idnumber=f"P{number}", function_field="beleid")
        yield site


@pytest.fixture
def api(crowd: FakeMoodle) -> MoodleApi:
    return MoodleApi(Door(crowd.host_port), crowd.url, crowd.token, pace=on.no_pace)


def test_ten_thousand_are_looked_up_in_25_calls(api: MoodleApi, crowd: FakeMoodle) -> None:
    found = api.find_people("idnumber", [f"P{number}" for number in range(100, 100 + MANY)])
    assert len(found) == MANY
    assert crowd.calls == [(PEOPLE, 0)] * 25


def test_ten_thousand_participants_are_read_in_pages(api: MoodleApi, crowd: FakeMoodle) -> None:
    for number in range(100, 100 + MANY):
        crowd.enrol("4", str(number), suspended=number % 7 == 0)
    crowd.add_user("99999")
    outcomes = api.enrol("4", [str(number) for number in range(100, 100 + MANY)])
    assert {row.state for row in outcomes} == {"present"}
    assert crowd.calls == [(PARTICIPANTS, 0)] * 7
    assert [row.state for row in api.enrol("4", ["99999", "100"])] == ["enrolled", "present"]


def test_matching_people_takes_steps_as_people() -> None:
    # Looking through all that was found at each row would take minutes here, not a second.
    rows = [{"id": number, "idnumber": f"P{number}"} for number in range(100_000)]
    began = time.process_time()
    found = people_by_key("idnumber", [f"P{number}" for number in range(100_000)], rows)
    assert len(found) == 100_000
    assert time.process_time() - began < 20


def test_somebody_who_leaves_between_two_pages_hides_nobody() -> None:
    ids = list(range(1, 2 * PAGE + 1))

    def participants(fields: Fields) -> Recorded:
        asked = {
            fields[name]: fields[name.replace("[name]", "[value]")]
            for name in fields
            if name.endswith("[name]")
        }
        first, most = int(asked.get("limitfrom", 0)), int(asked["limitnumber"])
        page = [] if "groupid" in asked else ids[first : first + most]
        if first == 0:
            del ids[:OVERLAP]
        return ok([{"id": key, "fullname": "Iemand"} for key in page])

    answers: dict[str, Answer] = {PARTICIPANTS: participants}
    wanted = [str(PAGE + number) for number in range(1, OVERLAP + 1)]
    with on.recording(answers) as stage:
        assert {row.state for row in stage.api.enrol("4", wanted)} == {"present"}
        assert stage.written() == []


def test_somebody_who_is_not_shown_on_a_full_page_hides_nobody_on_the_next() -> None:
    def participants(fields: Fields) -> Recorded:
        first = int(fields["options[1][value]"]) if "limitfrom" in fields.values() else 0
        page = range(first + 1, min(first + PAGE, 2 * PAGE) + 1)
        shown = [key for key in page if key != 5]
        return ok([{"id": key, "fullname": "Iemand"} for key in shown])

    with on.recording({PARTICIPANTS: participants}) as stage:
        [outcome] = stage.api.enrol("4", [str(2 * PAGE)])
        assert outcome.state == "present"
        assert stage.written() == []


def test_a_moodle_that_knows_no_pages_is_read_once_more_and_no_further() -> None:
    asked = 0

    def participants(fields: Fields) -> Recorded:
        nonlocal asked
        asked += 1
        return ok([{"id": key, "fullname": "Iemand"} for key in range(1, PAGE + 500)])

    with on.recording({PARTICIPANTS: participants}) as stage:
        assert [row.state for row in stage.api.enrol("4", ["7"])] == ["present"]
    assert asked == 2


@pytest.mark.parametrize(
    ("asked", "rows", "expected"),
    [
        (["P1", "p2"], [("1", "P1"), ("2", "P2")], {"P1": "1", "p2": "2"}),
        (["p1"], [("1", "P1"), ("2", "p1")], {"p1": "2"}),
        (["P1"], [("1", "P1"), ("2", "P1")], {}),
        (["p1"], [("1", "P1"), ("2", "P1")], {}),
        (["P1", "P1", ""], [("1", "P1"), ("1", "P1"), ("2", "")], {"P1": "1"}),
    ],
)
def test_who_belongs_to_a_key_where_case_does_not_count(
    asked: list[str], rows: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    given = [{"id": int(key), "idnumber": name} for key, name in rows]
    found = people_by_key("idnumber", asked, given)
    assert {name: str(row["id"]) for name, row in found.items()} == expected


def test_what_nobody_can_have_is_not_asked() -> None:
    def people(fields: Fields) -> Recorded:
        raise AssertionError(fields)

    with on.recording({PEOPLE: people}) as stage:
        assert stage.api.find_people("id", ["", "x", "-1", "1.5", " "]) == {}
        assert stage.api.find_people("username", ["STUD02", "a b", ""]) == {}
        assert stage.api.find_people("email", ["niemand", "a@b@c", "a b@c"]) == {}
        assert stage.api.find_people("idnumber", ["", "  "]) == {}
