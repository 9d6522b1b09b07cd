"""The packs that come along: good, stable in their ids, and no answer gives itself away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaires.answering import needed_extras
from questionnaires.grading import grade
from questionnaires.model import Item, ThemePack
from questionnaires.packs import check_pack, load_pack, shipped_packs
from questionnaires.texts import texts

EARLIER = (Path(__file__).parent / "earlier.yaml").read_text(encoding="utf-8")
PACKS = [pytest.param(load_pack(text), id=key) for key, text in shipped_packs().items()]
LANGUAGES = [
    pytest.param(pack.values[0].in_language(language), id=f"{pack.id}-{language}")
    for pack in PACKS
    for language in ("nl", "en")
]
NEGATIONS = {"niet", "geen", "nooit", "niemand", "niets", "nergens", "zonder"}


def test_a_pack_of_an_earlier_version_stays_importable() -> None:
    assert check_pack(EARLIER, "earlier.yaml") == ()
    assert load_pack(EARLIER).version == "0.1.0"


def test_a_new_version_keeps_its_ids_points_and_minima() -> None:
    def skeleton(pack: ThemePack) -> object:
        items = [
            (item.id, item.skill, item.kind, item.level, item.role, points(item))
            for item in pack.items
        ]
        return items, pack.minima, pack.scoring, [offer.id for offer in pack.offers]

    newer = load_pack(shipped_packs()["teams-samenwerken"])
    assert skeleton(newer) == skeleton(load_pack(EARLIER))


def points(item: Item) -> dict[str, object]:
    return {option.id: option.points for option in item.options}


@pytest.mark.parametrize("pack", LANGUAGES)
def test_the_right_answer_does_not_stand_out_by_its_length(pack: ThemePack) -> None:
    longest = []
    objective = [item for item in pack.items if item.objective]
    for item in objective:
        lengths = {o.id: len(o.text) for o in item.options if o.id != "weet_niet"}
        best = next(option.id for option in item.options if option.points == 1)
        assert max(lengths.values()) <= 1.3 * min(lengths.values()), (item.id, lengths)
        if lengths.pop(best) > max(lengths.values()):
            longest.append(item.id)
    # By chance it would be one in three or four.
    assert len(longest) <= 0.4 * len(objective), longest


@pytest.mark.parametrize("pack", PACKS)
def test_no_sentence_has_two_negations(pack: ThemePack) -> None:
    for key, text in texts(pack):
        for sentence in re.split(r"(?<=[.?!:])\s+", text):
            found = NEGATIONS & set(re.findall(r"\w+", sentence.lower()))
            assert len(found) < 2, (key, sentence)


@pytest.mark.parametrize("pack", PACKS)
def test_people_are_called_je_and_never_u(pack: ThemePack) -> None:
    for key, text in texts(pack):
        assert not re.search(r"\b([Uu]|[Uu]w)\b", text), (key, text)


@pytest.mark.parametrize("pack", LANGUAGES)
def test_every_explanation_says_more_than_right_or_wrong(pack: ThemePack) -> None:
    assert all(len(item.explanation.split()) >= 10 for item in pack.items)
    assert len({item.explanation for item in pack.items}) == len(pack.items)


@pytest.mark.parametrize(("extra", "status"), [("a", "grens"), ("b", "onder")])
def test_the_example_in_the_docs_is_true(extra: str, status: str) -> None:
    pack = load_pack(shipped_packs()["teams-samenwerken"])
    answers = {"tm-05": "a", "tm-06": "b", "tm-07": "b", "tm-08": "b"}
    asked = needed_extras(pack, "beleid", answers, pack.minima["beleid"])
    assert [item.id for item in asked] == ["tm-14"]
    graded = grade(pack, "beleid", {**answers, "tm-14": extra}, pack.minima["beleid"])
    found = graded.skill("bestanden")
    assert (str(found.score), found.level, found.status) == ("242/5", 1, status)
