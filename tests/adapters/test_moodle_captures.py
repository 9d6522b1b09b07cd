"""Every recorded answer of a real Moodle's web services, at the wire, and the fake beside it.

One test holds both to it: the recording as it came over the line, and the fake Moodle
when it is asked the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adapters.errors import Refused, Unavailable
from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.fakes.moodle_more import MORE
from adapters.moodle_wire import MoodleFault, MoodleWire
from tests.adapters.moodle_lab import furnish, furnish_afterwards, furnish_probed, gist
from tests.adapters.moodle_places import (
    BATCHES,
    ELSEWHERE_FILES,
    FAULTS,
    NO_ANSWER,
    NOT_CALLED,
    ODD,
    READ_BACK,
    VALUES,
)
from tests.adapters.moodle_replay import (
    FOLDER,
    OURS,
    Recorded,
    document,
    recorded,
    replay,
)
from tests.doors import Door


def test_every_recording_has_its_place() -> None:
    handled = {*FAULTS, *VALUES, *BATCHES, *ODD, *READ_BACK, *NO_ANSWER}
    found = set()
    for path in FOLDER.glob("*.json"):
        if path.stem not in ELSEWHERE_FILES:
            for name, entry in document(path.stem).items():
                function = entry.get("fn") if isinstance(entry, dict) else None
                key = f"{path.stem}/{name}"
                # What more it can do has its places in test_moodle_more.py.
                if function not in (*NOT_CALLED, *MORE) or key in handled:
                    found.add(key)
    assert found - handled == set(), "say in moodle_places.py what becomes of them"
    assert handled - found == set(), "these are in no file"


def test_the_functions_that_are_not_called_are_not_called() -> None:
    assert set(NOT_CALLED).isdisjoint([*OURS, *MORE])


Ask = Callable[[MoodleWire], Any]


def from_recording(key: str, ask: Ask) -> Any:
    """What a question gets when the answer is the recorded one."""
    given = recorded(key)
    with replay(dict.fromkeys([*OURS, given.function], given)) as site:
        return ask(MoodleWire(Door(site.host_port), site.url, "a token"))


FURNISHED: dict[str, Callable[[FakeMoodle], None]] = {
    "ws-1/enrolled_users": furnish_afterwards,
}
NO_ENTRY = "moodle/course:view"
SPOILED: dict[str, Callable[[FakeMoodle], object]] = {
    "ws-1/teacher_user_by_field": lambda site: site.site.without.add("webservice/rest:use"),
    "ws-1/stud_token_use": lambda site: site.site.without.add("webservice/rest:use"),
    "ws-1/enrol_no_capability": lambda site: site.site.lacking.add("enrol_manual_enrol_users"),
    "ws-1/enrol_as_teacher": lambda site: site.site.lacking.add("enrol_manual_enrol_users"),
    "ws-1/bad_token": lambda site: setattr(site, "token", "another"),
    "ws-5/probe_right_missing": lambda site: site.site.without.add("enrol/manual:enrol"),
    "ws-5/probe_no_entry": lambda site: site.site.without.add(NO_ENTRY),
    "ws-5/course_not_entered": lambda site: site.site.without.add(NO_ENTRY),
    "ws-5/probe_right_manual_off": lambda site: site.site.no_manual.add("4"),
    "ws-5/course_manual_off": lambda site: site.site.no_manual.add("4"),
    "ws-5/enrol_unconfirmed": lambda site: site.site.users["8"].update(confirmed=False),
    "ws-5/enrol_mail_failed": lambda site: setattr(site, "mails_fail", True),
    "ws-5/look_up_deleted": lambda site: site.delete_user("17", cleaned_up=False),
    "ws-5/look_up_deleted_cleaned_up": lambda site: site.delete_user("17"),
    "ws-5/enrol_deleted": lambda site: site.delete_user("17", cleaned_up=False),
    "ws-5/enrol_deleted_cleaned_up": lambda site: site.delete_user("17"),
}


def from_fake(key: str, ask: Ask) -> Any:
    """What the same question gets from the fake."""
    with FakeMoodle() as site:
        usual = furnish_probed if key.startswith("ws-5/") else furnish
        FURNISHED.get(key, usual)(site)
        wire = MoodleWire(Door(site.host_port), site.url, site.token)
        SPOILED.get(key, lambda _: None)(site)
        return ask(wire)


SOURCES = {"recording": from_recording, "fake": from_fake}


def asking(given: Recorded) -> Ask:
    """The recorded question, asked again."""
    return lambda wire: wire.call(given.function, given.params)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("key", FAULTS)
def test_a_fault_has_its_name_and_says_what_to_do(source: str, key: str) -> None:
    code, word = FAULTS[key]
    with pytest.raises(MoodleFault) as caught:
        SOURCES[source](key, asking(recorded(key)))
    assert caught.value.code == code
    assert word in caught.value.reason


@pytest.mark.parametrize("key", FAULTS)
def test_no_word_of_moodles_own_message_is_passed_on(key: str) -> None:
    with pytest.raises(MoodleFault) as caught:
        from_recording(key, asking(recorded(key)))
    said = recorded(key).document
    assert said["message"] not in str(caught.value)
    assert "999999" not in str(caught.value)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("key", VALUES)
def test_an_answer_arrives_whole(source: str, key: str) -> None:
    given = recorded(key)
    assert gist(SOURCES[source](key, asking(given))) == gist(given.document)


@pytest.mark.parametrize("key", BATCHES)
def test_null_is_yes(key: str) -> None:
    assert from_recording(key, lambda wire: wire.call("enrol_manual_enrol_users", {})) is None


@pytest.mark.parametrize("key", ODD)
def test_what_is_no_plain_answer_has_a_name(key: str) -> None:
    kind, word = ODD[key]
    function = recorded(key).function or "core_webservice_get_site_info"
    with pytest.raises((Refused, Unavailable)) as caught:
        from_recording(key, lambda wire: wire.call(function, {}))
    assert type(caught.value) is kind
    assert word in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "expected"), [("off", "ws_off"), ("maintenance", "maintenance mode")]
)
def test_the_fake_has_the_same_ways_to_be_closed(kind: str, expected: str) -> None:
    with FakeMoodle() as site:
        site.weather = Weather(kind)
        wire = MoodleWire(Door(site.host_port), site.url, site.token)
        with pytest.raises((Refused, Unavailable), match=expected):
            wire.call("core_webservice_get_site_info", {})
