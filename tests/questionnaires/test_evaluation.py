"""What may be published of an evaluation: from k people, for the whole organisation, in bands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.disclosure_bands import band_from_document
from questionnaires.evaluation import QUESTIONS, Given, evaluation_snapshot, is_complete

K = 8
FULL = dict.fromkeys(QUESTIONS["employee"], 4)


def employees(forms: list[Given], k: int = K) -> dict[str, Any] | None:
    found: dict[str, Any] | None = evaluation_snapshot("2026-Q3", k, {"employee": forms})[
        "audiences"
    ]["employee"]
    return found


def test_a_form_is_complete_with_each_question_and_nothing_else() -> None:
    assert is_complete("employee", FULL)
    assert is_complete("employee", FULL | {"ev-1": 0})
    assert not is_complete("employee", FULL | {"ev-1": 6})
    assert not is_complete("employee", FULL | {"ew-1": 4})
    assert not is_complete("employee", dict.fromkeys(list(FULL)[1:], 4))


@pytest.mark.parametrize(("people", "shown"), [(0, False), (K - 1, False), (K, True)])
def test_an_audience_is_shown_from_k_people(people: int, shown: bool) -> None:
    assert (employees([Given(FULL)] * people) is not None) == shown


def test_a_question_is_shown_from_k_opinions() -> None:
    forms = [Given(FULL)] * (K - 1) + [Given(FULL | {"ev-2": 0})] * 5
    found = employees(forms)
    assert found is not None
    told = {row["id"]: row for row in found["questions"]}
    assert told["ev-2"] == {"id": "ev-2", "n": None, "agree": None}
    assert told["ev-1"]["n"] == K + 4


def test_words_are_shown_from_k_texts_and_in_no_order_of_giving() -> None:
    few = [Given(FULL, "b")] + [Given(FULL)] * K
    assert (employees(few) or {})["words"] is None
    many = [Given(FULL, text) for text in "hgfedcba"]
    assert (employees(many) or {})["words"] == list("abcdefgh")


@given(st.lists(st.integers(0, 5), min_size=K, max_size=60))
def test_no_figure_is_exact(answers: list[int]) -> None:
    found = employees([Given(FULL | {"ev-1": answer}) for answer in answers])
    assert found is not None
    [told] = [row for row in found["questions"] if row["id"] == "ev-1"]
    opinions = [answer for answer in answers if answer]
    if len(opinions) < K:
        assert told["agree"] is None
        return
    agree = sum(answer >= 4 for answer in opinions)
    band = band_from_document(told["agree"])
    size = len(opinions)
    assert band.least(size) <= agree <= band.most(size)
    assert band.least(size) < band.most(size)
