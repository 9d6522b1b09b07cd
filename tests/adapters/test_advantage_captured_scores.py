"""Every answer that a real Moodle gave to a score has a named outcome."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from adapters.errors import Refused, Unavailable
from tests.adapters.advantage_replay import CAPTURED_AT, ITEM, Replay, captured, outcome

SCORES = captured("ags-scores")
COMPLETION = captured("ags-completion")
MORE = captured("ags-2-and-timings")

SCORE_FAULTS = {
    "older_timestamp": "done",
    "same_again": "done",
    "after_future": "done",
    "no_max": "not_gradable",
    "teacher_user": "not_gradable",
    "unknown_user": "not_gradable",
    "not_enrolled_user": "not_gradable",
    "ts_garbage": "not_gradable",
    "ts_missing": "not_gradable",
    "no_progress": "not_gradable",
    "ct_json": "no_line_item",
    "url_typeid_middle": "no_line_item",
    "item_unknown": "no_line_item",
}
RESULTS = {"results", "results_user6"}
SECRETS = ("Zoë", "Öztürk", "stud0", "userId", "scoreGiven", '"6"', "user 6", "99999")


def marked(lms: Replay, user_id: str = "6") -> str:
    item = f"{lms.site}{ITEM}?type_id=1"
    return outcome(lambda: lms.service().post_mark(item, user_id, CAPTURED_AT))


TAKEN = sorted(
    [name for name, row in SCORES.items() if row.get("status") == 200 and name not in RESULTS]
)


@pytest.mark.parametrize("name", TAKEN)
def test_a_score_that_was_taken(httpserver: HTTPServer, name: str) -> None:
    lms = Replay(httpserver)
    lms.play("POST", ITEM + "/scores", SCORES[name])
    assert marked(lms) == "done"


COMPLETED = sorted(name for name, row in COMPLETION.items() if isinstance(row, dict))


@pytest.mark.parametrize("name", COMPLETED)
def test_a_score_that_completes_or_not(httpserver: HTTPServer, name: str) -> None:
    lms = Replay(httpserver)
    lms.play("POST", ITEM + "/scores", COMPLETION[name])
    assert marked(lms) == "done"


@pytest.mark.parametrize(("name", "expected"), SCORE_FAULTS.items(), ids=SCORE_FAULTS)
def test_a_score_that_was_not_taken(httpserver: HTTPServer, name: str, expected: str) -> None:
    lms = Replay(httpserver)
    lms.play("POST", ITEM + "/scores", SCORES[name], SCORES["score_80_of_100"])
    lms.play("GET", ITEM + "/results", SCORES["results"])
    assert marked(lms) == expected


def test_a_later_entry_is_followed_by_one_a_second_later(httpserver: HTTPServer) -> None:
    lms = Replay(httpserver)
    lms.play("POST", ITEM + "/scores", SCORES["after_future"], SCORES["score_80_of_100"])
    lms.play("GET", ITEM + "/results", SCORES["results"])
    assert marked(lms, "8") == "done"
    assert lms.asked[-1][2]["timestamp"] == "2026-11-24T12:53:34+00:00"
    assert any("/results?type_id=1&user_id=8" in path for _, path, _ in lms.asked)


FURTHER = {
    "score_on_locked": "trouble",
    "other_tool_score": "forbidden",
    "score_on_overridden": "done",
}


@pytest.mark.parametrize(("name", "expected"), FURTHER.items(), ids=FURTHER)
def test_further_answers_to_a_score(httpserver: HTTPServer, name: str, expected: str) -> None:
    lms = Replay(httpserver)
    lms.play("POST", ITEM + "/scores", MORE[name])
    assert marked(lms) == expected


FAULTS = [name for name, row in SCORES.items() if row.get("status", 200) >= 400]


@pytest.mark.parametrize("name", FAULTS)
def test_a_reason_names_no_person_and_no_score(httpserver: HTTPServer, name: str) -> None:
    lms = Replay(httpserver)
    lms.play("POST", ITEM + "/scores", SCORES[name])
    lms.play("GET", ITEM + "/results", SCORES["results_user6"])
    with pytest.raises((Refused, Unavailable)) as caught:
        lms.service().post_mark(f"{lms.site}{ITEM}?type_id=1", "6", CAPTURED_AT)
    assert [secret for secret in SECRETS if secret in str(caught.value)] == []


def test_every_captured_answer_is_played_here() -> None:
    assert {name for name, row in SCORES.items() if "status" in row} == {
        *TAKEN,
        *SCORE_FAULTS,
        *RESULTS,
    }
