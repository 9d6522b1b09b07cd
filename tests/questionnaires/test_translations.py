"""One pack file in several languages: complete, within the time, and graded alike."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from questionnaires.answering import core_items, pages
from questionnaires.grading import grade
from questionnaires.model import ThemePack
from questionnaires.pack_build import pack_document, pack_from_document
from questionnaires.packs import PackInvalid, check_pack, load_pack, shipped_packs
from questionnaires.texts import texts, with_texts
from questionnaires.timing import longest_seconds
from tests.questionnaires.tiny import TEXT, line_of

ENGLISH = (Path(__file__).parent / "tiny_en.yaml").read_text(encoding="utf-8")
BOTH = TEXT + ENGLISH
PACKS = [pytest.param(load_pack(text), id=key) for key, text in shipped_packs().items()]


def faults(old: str, new: str) -> list[str]:
    assert ENGLISH.count(old) == 1, ENGLISH.count(old)
    return [str(fault) for fault in check_pack(TEXT + ENGLISH.replace(old, new), "tiny.yaml")]


@pytest.fixture
def pack() -> ThemePack:
    return load_pack(BOTH)


def test_every_text_is_there_in_the_other_language(pack: ThemePack) -> None:
    english = pack.in_language("en")
    assert (english.title, english.language) == ("A small theme", "en")
    assert english.levels[2].name == "Independent"
    assert english.skill("twee").description == "The second."
    assert english.item("e1").text == "What is this in English?"
    assert english.item("e3").explanation == "This is handy."
    assert [option.text for option in english.item("e3").options][:2] == ["This", "That"]
    assert english.item("e4").option("nvt").text == "Does not happen"
    assert english.offer("ml-alles").goals == ("You can do everything.",)
    assert english.team_kit.questions == ("What do we do?",)
    assert dict(texts(english)) == dict(pack.translations["en"])


def test_only_texts_differ_between_languages(pack: ThemePack) -> None:
    english = pack.in_language("en")
    back = with_texts(english, dict(texts(pack)))
    assert pack_document(back) == pack_document(pack) | {"language": "en", "translations": {}}


def test_a_language_that_is_not_there_gives_the_pack_itself(pack: ThemePack) -> None:
    assert pack.in_language("nl") is pack
    assert pack.in_language("fy") is pack
    assert pack.in_language("") is pack
    alone = load_pack(TEXT)
    assert alone.in_language("en") is alone
    english = pack.in_language("en")
    assert english.in_language("en") is english


def test_a_translation_is_graded_like_the_original(pack: ThemePack) -> None:
    english = pack.in_language("en")
    for group, minima in pack.minima.items():
        answers = {item.id: "a" for item in core_items(pack, group)}
        assert grade(english, group, answers, minima) == grade(pack, group, answers, minima)
        assert [[i.id for i in page] for page in pages(english, group)] == [
            [i.id for i in page] for page in pages(pack, group)
        ]


def test_translations_survive_as_json(pack: ThemePack) -> None:
    document = json.loads(json.dumps(pack_document(pack)))
    assert pack_from_document(document) == pack
    assert pack_from_document(document).in_language("en") == pack.in_language("en")


def test_a_document_from_before_there_were_translations_is_read() -> None:
    document = pack_document(load_pack(TEXT))
    del document["translations"], document["most_minutes"]
    assert pack_from_document(document) == load_pack(TEXT)


def test_translations_are_frozen(pack: ThemePack) -> None:
    with pytest.raises(TypeError):
        pack.translations["fy"] = {}
    with pytest.raises(TypeError):
        pack.translations["en"]["titel"] = "Other"
    with pytest.raises(FrozenInstanceError):
        pack.in_language("en").title = "Other"


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("    titel: A small theme\n", "", "  en:", "en: titel is missing: translate it"),
        (", uitleg: Like so.}", "}", "e4: {tekst", "en: items/e4/uitleg is missing: translate it"),
        ('      e5: {tekst: "What else?", uitleg: This.}\n', "", "    items:", "items/e5/tekst is"),
        (
            'a: This, b: That, weet_niet: "I don\'t know"}\n    v',
            "b: That}\n    v",
            "keuze: {b",
            "a is",
        ),
        ("          - You can do everything.", "          []", "leerdoelen:", "leerdoelen/0 is"),
        ("A small theme\n", "''\n", "titel: ''", "en: titel: write 1 to 2000 characters"),
        ("A small theme\n", "12\n", "titel: 12", "en: titel is no text: put it in quotes"),
        (
            "A small theme\n",
            "{a: b}\n",
            "titel: {a",
            "en: titel/a is no text of this pack: correct",
        ),
        (
            "        - What do we do?",
            "        - Who?\n        - How?",
            "- How?",
            "vragen/1 is no text",
        ),
        (
            "      e5: {",
            "      e9: {tekst: Hm}\n      e5: {",
            "e9: {",
            "en: items/e9/tekst is no text",
        ),
        (
            "{titel: A tip,",
            "{titel: A tip, vorm: online,",
            "tip: {titel: A",
            "aanbod/tip/vorm is no",
        ),
        ("  en:\n", "  nl:\n", "  nl:", "nl is the language of the pack itself: remove it here"),
        ("  en:\n", "  english:\n", "  english:", "write a language as two letters, such as en"),
    ],
)
def test_a_translation_that_does_not_fit_is_named_where_it_stands(
    old: str, new: str, at: str, says: str
) -> None:
    text = TEXT + ENGLISH.replace(old, new)
    # The translation repeats keys of the pack, so its own lines are looked up.
    line = TEXT.count("\n") + line_of(ENGLISH.replace(old, new), at)
    found = faults(old, new)
    expected = f"tiny.yaml:{line}: "
    assert any(fault.startswith(expected) and says in fault for fault in found), found
    with pytest.raises(PackInvalid):
        load_pack(text)


def test_a_translation_in_one_word_is_refused() -> None:
    (fault,) = check_pack(TEXT + "vertalingen: {en: yes}\n", "tiny.yaml")
    assert "en: has no keys of its own: write them below it" in fault.message


def test_an_option_of_a_set_is_missed_once() -> None:
    found = faults(', b: That, weet_niet: "I don\'t know"}\n    v', ', weet_niet: "?"}\n    v')
    assert len(found) == 1


def test_time_is_counted_in_each_language() -> None:
    long = "Word. " * 280
    text = BOTH.replace('"What is this?"', f'"{long}"').replace('"What is that?"', f'"{long}"')
    found = [str(fault) for fault in check_pack(text, "tiny.yaml")]
    line = TEXT.count("\n") + line_of(ENGLISH, "  en:")
    assert len(found) == 2
    assert all(fault.startswith(f"tiny.yaml:{line}: en: the scan takes 1") for fault in found)
    assert all(fault.endswith("shorten it to 10:00") for fault in found)


def test_a_long_sentence_in_a_translation_is_a_warning() -> None:
    (fault,) = faults("uitleg: This is handy.", "uitleg: " + "word " * 21)
    line = TEXT.count("\n") + line_of(ENGLISH, "uitleg: This is handy.")
    assert fault.startswith(f"tiny.yaml:{line}: warning: a sentence of 21 words")


def test_ids_may_be_numbers() -> None:
    text = BOTH.replace("{id: e1,", '{id: "01",').replace("      e1: {", '      "01": {')
    assert check_pack(text, "tiny.yaml") == ()
    assert load_pack(text).in_language("en").item("01").text == "What is this in English?"


@pytest.mark.parametrize("pack", PACKS)
def test_a_shipped_pack_is_there_in_english_within_ten_minutes(pack: ThemePack) -> None:
    english = pack.in_language("en")
    assert english.language == "en"
    assert longest_seconds(english) <= 600
    for key, text in texts(english):
        assert text.isprintable()
        assert text == text.strip(), key
