"""A draft can be edited in any order and stays readable, judgeable, and its own translation."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import draft_edits as edits
from questionnaires.drafting import Document, filled, new_document, standing
from questionnaires.pack_writing import write_pack
from questionnaires.packs import examine, load_pack, shipped_packs
from questionnaires.yaml_marks import read_marked

many = settings(max_examples=40)


def fresh() -> Document:
    return new_document("nieuw", "Nieuw thema", ["beleid", "buitendienst"])


def shipped(name: str = "veilig-digitaal") -> Document:
    return dict(read_marked(shipped_packs()[name]).document)


def written(document: Document) -> Document:
    """Every empty text filled in, as an author would."""
    made = filled(document)
    for number, row in enumerate(made["items"]):
        row["tekst"] = f"Vraag {number}?"
    return made


def test_a_new_theme_has_twelve_questions_and_lacks_nothing_but_texts() -> None:
    found = standing(fresh())
    assert len(fresh()["items"]) == 12
    assert {one.code for one in found.findings} == {"empty"}
    assert set(found.seconds) == {"beleid", "buitendienst"}


def test_a_new_theme_whose_texts_are_written_is_a_pack() -> None:
    assert load_pack(write_pack(written(fresh()))).id == "nieuw"


def test_what_is_missing_does_not_hide_what_is_wrong() -> None:
    draft = fresh()
    draft["items"][1]["opties"][1]["punten"] = Fraction(1)
    codes = [one.code for one in standing(draft).findings]
    assert "empty" in codes
    assert "one_best" in codes


@pytest.mark.parametrize("name", shipped_packs())
def test_a_shipped_pack_is_a_draft_without_errors(name: str) -> None:
    assert standing(shipped(name)).errors == ()


def test_taking_a_question_away_takes_its_translation_along() -> None:
    draft = edits.without(shipped(), "items", "vd-02")
    assert not [key for key in edits.words_of(draft, "en") if "vd-02" in key]
    assert standing(draft).errors == ()
    for item in [row["id"] for row in draft["items"] if row["vaardigheid"] == "herkennen"]:
        draft = edits.without(draft, "items", item)
    codes = {one.code for one in standing(draft).errors}
    assert codes == {"few_core", "few_objective", "extra_count"}


def test_taking_a_skill_away_takes_what_is_about_it_alone() -> None:
    draft = edits.without(edits.with_skill_of(shipped()), "vaardigheden", "toegang")
    assert not [row for row in draft["items"] if row["vaardigheid"] == "toegang"]
    assert not [row for row in draft["aanbod"] if "toegang" in row["vaardigheden"]]
    assert all("toegang" not in row for row in draft["minima"].values())
    assert {one.code for one in standing(draft).errors} <= {"empty", "text_length"}


def test_a_question_moves_within_its_skill_only() -> None:
    draft = shipped()
    mine = [row["id"] for row in draft["items"] if row["vaardigheid"] == "toegang"]
    for _time in range(10):
        draft = edits.moved(draft, "items", mine[1], -1)
    after = [row["id"] for row in draft["items"] if row["vaardigheid"] == "toegang"]
    assert after == [mine[1], mine[0], *mine[2:]]
    assert standing(draft).errors == ()


def test_a_translation_begins_with_what_every_theme_has() -> None:
    draft = edits.with_translation(fresh(), "en")
    words = edits.words_of(draft, "en")
    assert words["optiesets/zelf/a"] == "Yes, always"
    assert words["titel"] == ""
    assert edits.keys_of(draft) == list(words)


def test_a_translation_that_is_complete_is_kept_letter_by_letter() -> None:
    draft = shipped()
    assert edits.with_words(draft, "en", edits.words_of(draft, "en")) == draft


def test_a_next_version_has_the_next_number() -> None:
    assert edits.numbered("1.9.3") == "1.10.0"


STEPS = st.lists(
    st.tuples(st.sampled_from(["item", "offer", "skill", "drop", "up", "en"]), st.integers(0, 30)),
    max_size=12,
)


def step(draft: Document, what: str, number: int) -> Document:
    where = edits.LISTS[number % 3]
    row = draft[where][number % len(draft[where])]["id"] if draft[where] else ""
    if what == "item":
        skills = draft["vaardigheden"]
        return edits.with_item(draft, skills[number % len(skills)]["id"])
    if what == "offer":
        return edits.with_offer(draft)
    if what == "skill":
        return edits.with_skill_of(draft)
    if what == "en":
        return edits.with_translation(draft, "en")
    if what == "up" and row:
        return edits.moved(draft, where, row, -1)
    if row and (where != "vaardigheden" or len(draft[where]) > edits.LEAST_SKILLS):
        return edits.without(draft, where, row)
    return draft


@many
@given(st.sampled_from(["", *shipped_packs()]), STEPS)
def test_any_row_of_edits_leaves_a_draft_that_can_be_judged(
    name: str, steps: list[tuple[str, int]]
) -> None:
    draft = shipped(name) if name else fresh()
    for what, number in steps:
        before: Any = deepcopy(draft)
        after = step(draft, what, number)
        assert draft == before
        draft = after
    assert examine(filled(draft)).pack is not None
    assert read_marked(write_pack(draft)).document == draft
    for language in draft["vertalingen"]:
        assert set(edits.words_of(draft, language)) == set(edits.keys_of(draft))
