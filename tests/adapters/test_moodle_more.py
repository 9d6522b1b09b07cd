"""What Moodle can do beyond enrolling, before the recordings of a real one and before the fake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.fakes.moodle_more import MORE
from adapters.lms import ABILITIES, Event, Finished, Sent, supports
from adapters.moodle import MoodleApi
from adapters.moodle_advice import (
    COMPLETION,
    EVENT_DROP,
    EVENT_NEW,
    EVENTS,
    GROUP_ADD,
    GROUP_MEMBERS,
    GROUP_NEW,
    GROUPS,
    OPTIONAL_FUNCTIONS,
    OPTIONAL_RIGHTS,
    PARTICIPANTS,
    SEARCH,
    SEND,
    SENT,
)
from adapters.moodle_messages import as_html
from adapters.moodle_wire import MoodleFault, MoodleWire
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import (
    FOLDER,
    Answer,
    Fields,
    Recorded,
    document,
    door_to,
    ok,
    recorded,
    replay,
)

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
    return MoodleApi(door_to(site.host_port), site.url, site.token, pace=on.no_pace)


@pytest.mark.parametrize("key", recordings(wrong=True))
def test_a_recorded_error_has_a_name_and_says_what_to_do(key: str) -> None:
    given = recorded(key)
    with replay({given.function: given}) as moodle:
        wire = MoodleWire(door_to(moodle.host_port), moodle.url, "a token")
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
        wire = MoodleWire(door_to(moodle.host_port), moodle.url, "a token")
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


def test_a_group_is_made_once_and_keeps_the_name_that_it_has(
    site: FakeMoodle, api: MoodleApi
) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop <A>")
    assert api.ensure_group("2", "themascan-1", "Anders") == group
    [row] = site.shelf.groups()
    assert row["name"] == "Workshop ‹A›"
    other = api.ensure_group("2", "themascan-2", "Workshop <A>")
    assert other != group
    assert site.shelf.groups()[1]["name"] == "Workshop ‹A› (themascan-2)"


def test_a_group_that_came_in_the_same_second_is_used() -> None:
    answers = iter(["ws-6/groups_none", "ws-6/groups_one"])
    cast: dict[str, Answer] = {
        GROUPS: lambda _: recorded(next(answers)),
        GROUP_NEW: recorded("ws-6/group_create_same_idnumber"),
    }
    with on.recording(cast) as moodle:
        assert moodle.api.ensure_group("3", "themascan-1", "Workshop A") == "1"


def test_only_who_is_in_the_course_comes_into_a_group(site: FakeMoodle, api: MoodleApi) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop")
    states = [row.state for row in api.add_to_group("2", group, ["6", "7", "17", "999999", "6"])]
    assert states == ["enrolled", "enrolled", "refused", "refused"]
    assert [row.state for row in api.add_to_group("2", group, ["6"])] == ["present"]
    api.remove_from_group("2", group, ["6", "17"])
    assert api.group_members("2", group) == {"7"}
    assert site.enrolled("2") == {"3", "5", "6", "7", "8"}


def test_one_who_left_the_course_just_now_spoils_it_for_nobody() -> None:
    def adds(fields: Fields) -> Recorded:
        alone = "members[1][userid]" not in fields
        wrong = "7" in fields.values()
        if wrong:
            return recorded("ws-6/group_add_not_in_course")
        assert alone
        return recorded("ws-6/group_add")

    answers: dict[str, Answer] = {
        GROUP_ADD: adds,
        GROUP_MEMBERS: ok([{"groupid": 1, "userids": []}]),
        PARTICIPANTS: on.Course("6", "7").participants,
    }
    with on.recording(answers) as moodle:
        states = [row.state for row in moodle.api.add_to_group("3", "1", ["6", "7"])]
    assert states == ["enrolled", "refused"]


def test_an_event_is_written_once_for_a_course_and_once_for_a_group(
    site: FakeMoodle, api: MoodleApi
) -> None:
    group = api.ensure_group("2", "themascan-1", "Workshop")
    made = api.add_event("2", WORKSHOP)
    assert api.add_event("2", WORKSHOP) == made
    of_group = api.add_event("2", replace(WORKSHOP, group_id=group))
    assert api.add_event("2", replace(WORKSHOP, group_id=group)) == of_group != made
    assert [row["eventtype"] for row in site.shelf.events()] == ["course", "group"]
    for event in (made, made, of_group):
        api.remove_event("2", event)
    assert site.shelf.events() == []


def test_the_recorded_events_are_recognised() -> None:
    # The recording: "Vragen &amp; antwoorden", of group 2, at 12 December 2026, 06:40.
    given = recorded("ws-6/events_of_group_alone")
    [row] = given.document["events"]
    starts = datetime.fromtimestamp(row["timestart"], UTC)
    with on.recording({EVENTS: given}) as moodle:
        event = Event("Vragen & antwoorden", starts, 90, "x", group_id="2")
        assert moodle.api.add_event("3", event) == str(row["id"])


def test_what_may_not_be_written_in_the_calendar_names_the_right() -> None:
    answers: dict[str, Answer] = {EVENT_NEW: recorded("ws-6/event_right_missing")}
    with (
        on.recording(answers) as moodle,
        pytest.raises(Refused, match="moodle/calendar:manageentries"),
    ):
        moodle.api.add_event("3", WORKSHOP)


def test_an_event_that_is_gone_already_is_no_fault() -> None:
    with on.recording({EVENT_DROP: recorded("ws-6/event_delete_again")}) as moodle:
        moodle.api.remove_event("3", "1")


def test_a_message_is_safe_and_its_links_work() -> None:
    text = "Regel een\n<b>twee</b> & https://scan.example.nl/x."
    link = '<a href="https://scan.example.nl/x">https://scan.example.nl/x</a>'
    assert as_html(text) == f"Regel een<br>&lt;b&gt;twee&lt;/b&gt; &amp; {link}."


def test_each_message_arrives_once_and_who_is_unknown_stands_in_nobodys_way(
    site: FakeMoodle, api: MoodleApi
) -> None:
    outcomes = api.send_messages([("6", "Hoi"), ("999999", "Hoi"), ("7", "x" * 5000)])
    assert [row.state for row in outcomes] == ["sent", "refused", "refused"]
    assert "no such account" in outcomes[1].reason
    assert [row["useridto"] for row in site.shelf.messages()] == [6]


def test_50_go_in_one_call(site: FakeMoodle, api: MoodleApi) -> None:
    people = [str(number) for number in range(100, 220)]
    for number in people:
        site.add_user(number)
    outcomes = api.send_messages([(number, f"Hoi {number}") for number in people])
    assert outcomes == [Sent(number, "sent") for number in people]
    assert [name for name, _ in site.calls].count(SEND) == 3


def test_an_error_after_sending_is_read_back() -> None:
    # Moodle fails over one of two, after it has sent the other: nobody gets it twice.
    newest = iter([ok({"messages": []}), ok({"messages": [_sent(9, "7", "Hoi")]})])
    answers: dict[str, Answer] = {
        SEND: recorded("ws-6/message_mixed"),
        SENT: lambda _: next(newest),
    }
    with on.recording(answers) as moodle:
        outcomes = moodle.api.send_messages([("6", "Hoi"), ("7", "Hoi")])
    assert [row.state for row in outcomes] == ["refused", "sent"]
    assert "moodle/site:messageanyuser" in outcomes[0].reason


def _sent(number: int, to: str, text: str) -> dict[str, object]:
    [row, *_] = recorded("ws-6/messages_sent").document["messages"]
    return {**row, "id": number, "useridto": int(to), "fullmessagehtml": text}


def test_a_lost_answer_is_read_back_and_never_sent_again(site: FakeMoodle) -> None:
    paced: list[int] = []

    def lose_the_answer() -> None:
        paced.append(len(paced))
        site.weather = Weather("lost-answer", times=1)

    api = MoodleApi(door_to(site.host_port), site.url, site.token, pace=lose_the_answer)
    assert api.send_messages([("6", "Hoi")]) == [Sent("6", "sent")]
    assert len(site.shelf.messages()) == 1


def test_a_site_that_goes_down_leaves_the_batch_uncertain_and_the_rest_for_later(
    site: FakeMoodle,
) -> None:
    people = [str(number) for number in range(100, 160)]
    for number in people:
        site.add_user(number)

    def goes_down() -> None:
        site.weather = Weather("500")

    api = MoodleApi(door_to(site.host_port), site.url, site.token, pace=goes_down)
    states = [row.state for row in api.send_messages([(number, "Hoi") for number in people])]
    assert states == ["uncertain"] * 50 + ["later"] * 10


@pytest.mark.parametrize("key", ["ws-6/message_not_anybody", "ws-6/message_unknown_alone"])
def test_whom_moodle_does_not_let_be_written_to_is_refused(key: str) -> None:
    answers: dict[str, Answer] = {SEND: recorded(key), SENT: ok({"messages": []})}
    with on.recording(answers) as moodle:
        [outcome] = moodle.api.send_messages([("6", "Hoi")])
    assert outcome.state == "refused"
    assert "messageanyuser" in outcome.reason


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
    info: dict[str, Answer] = {"core_webservice_get_site_info": recorded("ws-6/site_info_all")}
    with on.recording(info) as moodle:
        assert not [row for row in moodle.api.check(["6"]) if "if you want that" in row.what]
    with on.recording({**info, function: recorded(key)}) as moodle:
        [told] = [row.what for row in moodle.api.check(["6"]) if "if you want that" in row.what]
    assert right in told
