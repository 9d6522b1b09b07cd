"""What every adapter keeps to, whichever LMS it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from adapters.abilities import supports
from adapters.build import ADAPTERS, lms_api
from adapters.errors import Refused, Unavailable
from adapters.fakes.weather import Weather
from adapters.http import HttpDoor
from tests.adapters.contract import COURSE, NOBODY, NUMBER, PEOPLE, TITLE, WORLDS, World
from tests.doors import Door

LMS = [name for name in WORLDS if name != "worklist"]


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as made:
        yield made


@pytest.fixture(params=LMS)
def lms(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as made:
        yield made


def states(world: World, *people: str) -> list[str]:
    return [row.state for row in world.api.enrol(COURSE, people)]


def test_every_adapter_has_its_world() -> None:
    assert set(WORLDS) == set(ADAPTERS)


@pytest.mark.parametrize("ref", [COURSE, f"idnumber:{NUMBER}"])
def test_a_course_by_its_id_and_by_its_number(lms: World, ref: str) -> None:
    course = lms.api.course(ref)
    assert (course.id, course.title, course.visible) == (COURSE, TITLE, True)
    assert course.url.startswith("http")


@pytest.mark.parametrize("ref", ["77", "idnumber:NOPE", "four", "", "../users/1"])
def test_a_course_that_is_not_there_is_for_a_person(lms: World, ref: str) -> None:
    with pytest.raises(Refused, match="no_course"):
        lms.api.course(ref)


def test_who_is_not_there_is_enrolled(world: World) -> None:
    assert states(world, "100", "101") == ["enrolled", "enrolled"]
    assert world.enrolled() == {"100", "101"}


def test_who_is_there_is_left_alone(world: World) -> None:
    world.by_hand("100")
    before = len(world.written())
    assert states(world, "100", "100") == ["present"]
    assert len(world.written()) == before


def test_who_was_set_aside_stays_aside(world: World) -> None:
    world.set_aside("100")
    assert states(world, "100", "101") == ["present", "enrolled"]
    assert "100" in world.still_aside()


def test_twice_is_once(world: World) -> None:
    assert states(world, *PEOPLE[:7]) == ["enrolled"] * 7
    before = len(world.written())
    assert states(world, *PEOPLE[:7]) == ["present"] * 7
    assert len(world.written()) == before


def test_many_people_are_split_over_calls_that_keep_the_pace(world: World) -> None:
    assert set(states(world, *PEOPLE)) == {"enrolled"}
    assert world.enrolled() == set(PEOPLE)
    if world.name != "worklist":
        assert all(len(batch) <= 100 for batch in world.written())
        assert len(world.steps) == len(world.written())


def test_a_faulty_entry_stands_alone(lms: World) -> None:
    outcomes = {row.user_id: row for row in lms.api.enrol(COURSE, ["100", NOBODY, "101"])}
    assert [outcomes[key].state for key in ("100", NOBODY, "101")] == [
        "enrolled",
        "refused",
        "enrolled",
    ]
    assert outcomes[NOBODY].reason
    assert lms.enrolled() == {"100", "101"}


def test_a_right_that_is_missing_is_for_a_person_and_writes_nothing(lms: World) -> None:
    lms.spoil()
    with pytest.raises(Refused) as caught:
        lms.api.enrol(COURSE, PEOPLE[:5])
    assert caught.value.reason
    assert len(lms.written()) == 1
    assert lms.enrolled() == set()


def test_a_wrong_token_is_for_a_person(lms: World) -> None:
    for ask in (
        lambda: lms.wrong_token.enrol(COURSE, ["100"]),
        lambda: lms.wrong_token.enrol(COURSE, []),
        lambda: lms.wrong_token.course(COURSE),
    ):
        with pytest.raises(Refused, match="token"):
            ask()
    results = lms.wrong_token.check()
    assert any("token" in result.advice for result in results if not result.ok)


def test_an_empty_list_reads_the_course_and_writes_nothing(world: World) -> None:
    # What fills the place of an enrolment must wait for an LMS that is down like any other.
    assert world.api.enrol(COURSE, []) == []
    assert world.written() == []
    world.weather(Weather("500"))
    with pytest.raises(Unavailable):
        world.api.enrol(COURSE, [])


LATER = ("500", "502", "503", "429", "login", "redirect", "rubbish", "odd", "nothing", "slow")


@pytest.mark.parametrize("kind", LATER)
def test_what_passes_is_for_later(lms: World, kind: str) -> None:
    lms.weather(Weather(kind))
    for ask in (
        lambda: lms.api.enrol(COURSE, ["100"]),
        lambda: lms.api.enrol(COURSE, []),
        lambda: lms.api.course(COURSE),
        lambda: lms.api.check(),
    ):
        with pytest.raises(Unavailable):
            ask()
    assert lms.enrolled() == set()
    lms.weather(None)
    assert states(lms, "100") == ["enrolled"]


def test_an_lms_that_says_when_to_come_back_is_believed(lms: World) -> None:
    lms.weather(Weather("503", retry_after="120"))
    with pytest.raises(Unavailable) as caught:
        lms.api.enrol(COURSE, ["100"])
    assert caught.value.retry_after == 120


@pytest.mark.parametrize("after", range(8))
@pytest.mark.parametrize("kind", ["500", "rubbish", "odd", "nothing", "lost-answer", "login"])
def test_nobody_vanishes_wherever_it_breaks(lms: World, kind: str, after: int) -> None:
    people = [*PEOPLE[:5], NOBODY]
    lms.weather(Weather(kind, after=after, times=4))
    with suppress(Unavailable, Refused):
        outcomes = {row.user_id: row for row in lms.api.enrol(COURSE, people)}
        assert set(outcomes) == set(people)
        assert all(row.reason for row in outcomes.values() if row.state == "refused")
        claimed = {key for key, row in outcomes.items() if row.state != "refused"}
        assert claimed <= lms.enrolled()
    lms.weather(None)
    again = {row.user_id: row.state for row in lms.api.enrol(COURSE, people)}
    assert again[NOBODY] == "refused"
    assert lms.enrolled() == set(PEOPLE[:5])


def test_an_lms_that_is_gone_is_for_later() -> None:
    for name in LMS:
        with WORLDS[name]() as made:
            api = made.api
        with pytest.raises(Unavailable):
            api.enrol(COURSE, ["100"])
        with pytest.raises(Unavailable):
            api.check()


@pytest.mark.parametrize("key", ["id", "idnumber", "username", "email"])
def test_people_are_found_by_each_key_and_strangers_are_not(lms: World, key: str) -> None:
    value = {
        "id": "100",
        "idnumber": "P100",
        "username": "user100",
        "email": "user100@gemeente.example",
    }[key]
    found = lms.api.find_people(key, [value, "p999", "999", "x@y.example", "a b", ""])
    assert {given: person.id for given, person in found.items()} == {value: "100"}
    assert found[value].idnumber == "P100"


def test_people_are_looked_up_later_when_the_lms_is_away(lms: World) -> None:
    lms.weather(Weather("500"))
    with pytest.raises(Unavailable):
        lms.api.find_people("idnumber", ["P100"])


def test_a_check_that_all_is_well_names_what_it_looked_at(world: World) -> None:
    results = world.api.check(["100"] if world.name != "worklist" else [])
    assert results
    assert all(result.ok and result.what for result in results)
    assert world.api.can_enrol(COURSE).ok
    assert world.written() in ([], [["27"], ["27"]])  # Moodle is asked in a way that cannot enrol
    assert world.enrolled() == set()


def test_an_adapter_says_what_more_it_can_do(world: World) -> None:
    more = {
        "moodle": {"search", "completion", "messages", "groups", "events"},
        "canvas": {"search", "completion"},
        "brightspace": {"search"},
        "worklist": set[str](),
    }
    assert supports(world.api) == more[world.name]


@pytest.mark.parametrize("name", [*LMS, "sakai"])
def test_an_unknown_adapter_or_option_is_refused(name: str) -> None:
    with pytest.raises(Refused) as caught:
        lms_api(name, HttpDoor(), "https://lms.example", "t", {"roleid": "5"}, lambda: None)
    assert caught.value.code in ("no_adapter", "bad_option")


def test_a_private_address_that_nobody_allowed_is_for_a_person(lms: World) -> None:
    door = Door("10.0.0.1:80")
    options = {"role_id": "5"} if lms.name != "canvas" else {}
    api = lms_api(lms.name, door, "http://127.0.0.1:9", "t", options, lambda: None)
    with pytest.raises(Refused, match="private_address"):
        api.enrol(COURSE, ["100"])
