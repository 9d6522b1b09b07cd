"""What Moodle can do beyond enrolling, before the recordings of a real one and before the fake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.abilities import ABILITIES, supports
from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.moodle_more import MORE
from adapters.lms import Event, Finished
from adapters.moodle import MoodleApi
from adapters.moodle_advice import (
    COMPLETION,
    EVENTS,
    GROUP_END,
    GROUP_NAME,
    GROUPS,
    OPTIONAL_FUNCTIONS,
    OPTIONAL_RIGHTS,
    PARTICIPANTS,
    SEARCH,
)
from adapters.moodle_wire import MoodleFault, MoodleWire
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import (
    FOLDER,
    Answer,
    Fields,
    Recorded,
    document,
    ok,
    recorded,
    replay,
)
from tests.doors import Door

WHEN = datetime(2026, 12, 10, 9, tzinfo=UTC)
WORKSHOP = Event("Vragen & antwoorden", WHEN, 90, "Raadszaal")
# Codes of which the caller makes something better than a sentence.
HANDLED = {"invalidparameter", "idnumbertaken", "formatnotsupported", "usernotenroled"}
# Never asked: the account reads its own messages only.
NEVER = {"accessdenied"}


def recordings(wrong: bool) -> list[str]:
    """The recordings of the further functions: those that are an error, or the others."""
    found = []
    for path in sorted(FOLDER.glob("ws-*.json")):
        for name, entry in document(path.stem).items():
            if isinstance(entry, dict) and entry.get("fn") in MORE:
                said = recorded(f"{path.stem}/{name}").body
                if (b'"exception"' in said) is wrong:
                    found.append(f"{path.stem}/{name}")
    return found


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as made:
        furnish(made)
        yield made


@pytest.fixture
def api(site: FakeMoodle) -> MoodleApi:
    return MoodleApi(Door(site.host_port), site.url, site.token, pace=on.no_pace)


@pytest.mark.parametrize("key", recordings(wrong=True))
def test_a_recorded_error_has_a_name_and_says_what_to_do(key: str) -> None:
    given = recorded(key)
    with replay({given.function: given}) as moodle:
        wire = MoodleWire(Door(moodle.host_port), moodle.url, "a token")
        with pytest.raises(MoodleFault) as caught:
            wire.call(given.function, given.params)
    assert caught.value.code == given.document["errorcode"]
    assert given.document["message"] not in str(caught.value)
    if caught.value.code not in HANDLED | NEVER:
        assert "look at the log" not in caught.value.reason


@pytest.mark.parametrize("key", recordings(wrong=False))
def test_a_recorded_answer_arrives_whole(key: str) -> None:
    given = recorded(key)
    with replay({given.function: given}) as moodle:
        wire = MoodleWire(Door(moodle.host_port), moodle.url, "a token")
        assert wire.call(given.function, given.params) == given.document


def test_it_can_do_all_there_is(api: MoodleApi) -> None:
    assert supports(api) == set(ABILITIES)
    assert {name for names in OPTIONAL_FUNCTIONS.values() for name in names} == set(MORE)


def test_courses_are_searched_and_hidden_ones_are_not_found(
    site: FakeMoodle, api: MoodleApi
) -> None:
    with on.recording({SEARCH: recorded("ws-6/search")}) as moodle:
        assert [course.id for course in moodle.api.search_courses("teams")] == ["5", "4", "3"]
    with on.recording({SEARCH: recorded("ws-6/search_nothing")}) as moodle:
        assert moodle.api.search_courses("bestaatniet") == []
    site.site.without.add("moodle/course:viewhiddencourses")
    found = api.search_courses("microlearning")
    assert [course.title for course in found] == [
        "Microlearning: Veilig mailen",
        "Microlearning: Wachtwoorden & MFA",
    ]
    assert api.search_courses("verborgen") == api.search_courses("  ") == []


def test_who_finished_is_told_with_the_moment(site: FakeMoodle, api: MoodleApi) -> None:
    def status(fields: Fields) -> Recorded:
        done = fields["userid"] == "6"
        return recorded("ws-6/completion_done" if done else "ws-6/completion_not_done")

    answers: dict[str, Answer] = {
        COMPLETION: status,
        PARTICIPANTS: on.Course("6", "7").participants,
    }
    with on.recording(answers) as moodle:
        [done] = moodle.api.completions("3", ["6", "7", "8"])
    assert done == Finished("6", datetime(2026, 11, 25, 12, 35, 16, tzinfo=UTC))
    site.shelf.done["2", "6"] = int(WHEN.timestamp())
    assert api.completions("2", ["6", "7", "17"]) == [Finished("6", WHEN)]


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("ws-6/completion_right_missing", "report/completion:view"),
        ("ws-2/compl_course_disabled", "Enable completion tracking"),
        ("ws-6/completion_no_criteria", "Course completion"),
    ],
)
def test_a_course_that_cannot_tell_who_finished_says_why(key: str, word: str) -> None:
    answers: dict[str, Answer] = {
        COMPLETION: recorded(key),
        PARTICIPANTS: on.Course("6").participants,
    }
    with on.recording(answers) as moodle, pytest.raises(Refused, match=word):
        moodle.api.completions("3", ["6"])


def test_of_somebody_who_is_not_followed_nothing_is_told() -> None:
    answers: dict[str, Answer] = {
        COMPLETION: recorded("ws-6/completion_not_enrolled"),
        PARTICIPANTS: on.Course("6").participants,
    }
    with on.recording(answers) as moodle:
        assert moodle.api.completions("3", ["6"]) == []


@pytest.mark.parametrize("ability", sorted(OPTIONAL_FUNCTIONS))
def test_the_check_says_what_to_add_for_an_ability_and_it_is_no_fault(
    site: FakeMoodle, api: MoodleApi, ability: str
) -> None:
    [name, *_] = [given for key, given in OPTIONAL_FUNCTIONS.items() if key == ability]
    site.site.lacking.add(name[0])
    results = api.check(["6"])
    assert all(result.ok for result in results)
    [told] = [result.what for result in results if "if you want that" in result.what]
    assert name[0] in told


@pytest.mark.parametrize("ability", ["completion", "groups", "events"])
def test_the_check_names_the_right_of_an_ability(
    site: FakeMoodle, api: MoodleApi, ability: str
) -> None:
    [right] = [right for key, given in OPTIONAL_RIGHTS.items() if key == ability for right in given]
    assert not [row for row in api.check(["6"]) if "if you want that" in row.what]
    site.site.without.add(right)
    [told] = [row.what for row in api.check(["6"]) if "if you want that" in row.what]
    assert right in told


PROBED = {
    COMPLETION: ("ws-6/completion_front_page_right_missing", "report/completion:view"),
    GROUPS: ("ws-6/groups_front_page_right_missing", "moodle/course:managegroups"),
    EVENTS: ("ws-6/event_probe_right_missing", "moodle/calendar:manageentries"),
}


@pytest.mark.parametrize("function", PROBED)
def test_the_recorded_answers_of_a_probe_are_understood(function: str) -> None:
    key, right = PROBED[function]
    site_info = recorded("ws-6/site_info_all").document
    # Asked for since the recording: names and ends of groups.
    since = [{"name": name} for name in (GROUP_NAME, GROUP_END)]
    told_all = ok({**site_info, "functions": [*site_info["functions"], *since]})
    info: dict[str, Answer] = {"core_webservice_get_site_info": told_all}
    with on.recording(info) as moodle:
        assert not [row for row in moodle.api.check(["6"]) if "if you want that" in row.what]
    with on.recording({**info, function: recorded(key)}) as moodle:
        [told] = [row.what for row in moodle.api.check(["6"]) if "if you want that" in row.what]
    assert right in told
