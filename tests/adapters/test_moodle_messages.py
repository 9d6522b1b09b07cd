"""Messages inside Moodle, before the recordings of a real one and before the fake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.lms import Sent
from adapters.moodle import MoodleApi
from adapters.moodle_advice import (
    SEND,
    SENT,
)
from adapters.moodle_messages import as_html
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish
from tests.adapters.moodle_replay import Answer, ok, recorded
from tests.doors import Door


@pytest.fixture
def site() -> Iterator[FakeMoodle]:
    with FakeMoodle() as made:
        furnish(made)
        yield made


@pytest.fixture
def api(site: FakeMoodle) -> MoodleApi:
    return MoodleApi(Door(site.host_port), site.url, site.token, pace=on.no_pace)


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
    assert [row["useridto"] for row in site.shelf.newest(0)] == [6]


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

    api = MoodleApi(Door(site.host_port), site.url, site.token, pace=lose_the_answer)
    assert api.send_messages([("6", "Hoi")]) == [Sent("6", "sent")]
    assert len(site.shelf.newest(0)) == 1


def test_a_site_that_goes_down_leaves_the_batch_uncertain_and_the_rest_for_later(
    site: FakeMoodle,
) -> None:
    people = [str(number) for number in range(100, 160)]
    for number in people:
        site.add_user(number)

    def goes_down() -> None:
        site.weather = Weather("500")

    api = MoodleApi(Door(site.host_port), site.url, site.token, pace=goes_down)
    states = [row.state for row in api.send_messages([(number, "Hoi") for number in people])]
    assert states == ["uncertain"] * 50 + ["later"] * 10


@pytest.mark.parametrize("key", ["ws-6/message_not_anybody", "ws-6/message_unknown_alone"])
def test_whom_moodle_does_not_let_be_written_to_is_refused(key: str) -> None:
    answers: dict[str, Answer] = {SEND: recorded(key), SENT: ok({"messages": []})}
    with on.recording(answers) as moodle:
        [outcome] = moodle.api.send_messages([("6", "Hoi")])
    assert outcome.state == "refused"
    assert "messageanyuser" in outcome.reason
