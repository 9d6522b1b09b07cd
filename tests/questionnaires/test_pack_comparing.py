"""Versions of a theme side by side: by ids, with who changed what."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from questionnaires.pack_comparing import Entry, compare, compare_three
from questionnaires.pack_parts import MISSING
from questionnaires.pack_taking import take_over
from questionnaires.packs import examine, shipped_packs
from questionnaires.yaml_marks import read_marked

Document = dict[Any, Any]
BASE = dict(read_marked(shipped_packs()["veilig-digitaal"]).document)


def copied() -> Document:
    return deepcopy(BASE)


def entry(found: tuple[Entry, ...], wanted: str) -> Entry:
    return next(one for one in found if one.id == wanted)


def row(document: Document, section: str, number: int = 0) -> Document:
    found: Document = document[section][number]
    return found


def errors(document: Document) -> list[str]:
    return [one.code for one in examine(document).findings if not one.warning]


def test_a_changed_question_names_each_field_with_what_stood_there() -> None:
    new = copied()
    item = next(one for one in new["items"] if "opties" in one)
    was, option = item["tekst"], item["opties"][0]["tekst"]
    item["tekst"] = "Wat doe je nu?"
    item["opties"][0]["tekst"] = "Ik bel de servicedesk"
    new["vertalingen"]["en"]["items"][item["id"]]["tekst"] = "What do you do now?"
    (one,) = compare(BASE, new)
    assert (one.section, one.name, one.kind) == ("items", item["id"], "changed")
    told = {change.path: (change.old, change.new) for change in one.changes}
    assert told[("tekst",)] == (was, "Wat doe je nu?")
    first = item["opties"][0]["id"]
    assert told[("opties", first, "tekst")] == (option, "Ik bel de servicedesk")
    assert told[("vertalingen", "en", "tekst")][1] == "What do you do now?"
    assert len(told) == 3


def test_what_came_and_what_went_is_told_by_its_id() -> None:
    new = copied()
    gone = new["aanbod"].pop()
    new["programmas"] = [{"titel": "Alert Online", "link": "https://example.test/"}]
    found = compare(BASE, new)
    assert entry(found, f"aanbod/{gone['id']}").kind == "gone"
    assert entry(found, f"aanbod/{gone['id']}").new is MISSING
    assert entry(found, "programmas/Alert Online").kind == "added"
    assert len(found) == 2


def test_another_order_is_called_that_and_nothing_else() -> None:
    new = copied()
    new["items"].insert(0, new["items"].pop(3))
    (one,) = compare(BASE, new)
    assert (one.id, one.kind) == ("volgorde/items", "order")
    assert one.new[0] == BASE["items"][3]["id"]


def test_minima_differ_per_function_group_and_skill() -> None:
    new = copied()
    group, skill = next(iter(new["minima"])), row(new, "vaardigheden")["id"]
    new["minima"][group][skill] = (BASE["minima"][group][skill] + 1) % 3
    (one,) = compare(BASE, new)
    assert one.id == f"minima/{group}"
    assert [change.path for change in one.changes] == [(skill,)]


def test_a_language_that_only_one_side_has_is_one_difference() -> None:
    new = copied()
    del new["vertalingen"]
    (one,) = compare(BASE, new)
    assert (one.id, one.kind) == ("vertalingen/en", "gone")


def test_three_versions_tell_who_changed_what() -> None:
    ours, theirs = copied(), copied()
    ours["titel"], theirs["waarom"] = "Van ons", "Van hen"
    for side in (ours, theirs):
        side["korte_uitleg"] = "Van allebei"
    row(ours, "items", 1)["uitleg"] = "Onze uitleg"
    row(theirs, "items", 1)["uitleg"] = "Hun uitleg"
    theirs["vaardigheden"].insert(0, theirs["vaardigheden"].pop())
    found = compare_three(BASE, ours, theirs)
    assert {one.id: one.side for one in found} == {
        "thema/titel": "ours",
        "thema/waarom": "theirs",
        "thema/korte_uitleg": "same",
        f"items/{row(ours, 'items', 1)['id']}": "choose",
        "volgorde/vaardigheden": "theirs",
    }


def test_without_a_common_version_everything_is_a_choice() -> None:
    theirs = {**copied(), "titel": "Van hen"}
    assert [one.side for one in compare_three(None, BASE, theirs)] == ["choose"]


def with_a_new_skill() -> Document:
    """A theme of three skills that swaps its last one for a skill of its own."""
    new = copied()
    old, skill = new["vaardigheden"][-1]["id"], "bellen"
    text = read_marked(shipped_packs()["veilig-digitaal"].replace(old, skill)).document
    return dict(text)


def test_a_question_brings_its_skill_and_the_minima_for_it() -> None:
    theirs = with_a_new_skill()
    item = next(one for one in theirs["items"] if one["vaardigheid"] == "bellen")
    made = take_over(BASE, theirs, [f"items/{item['id']}"])
    assert "bellen" in [one["id"] for one in made["vaardigheden"]]
    assert all("bellen" in minima for minima in made["minima"].values())
    assert "no_skill" not in errors(made)
    assert "minimum_missing" not in errors(made)


def test_a_skill_stays_while_questions_need_it() -> None:
    theirs = with_a_new_skill()
    gone = BASE["vaardigheden"][-1]["id"]
    made = take_over(BASE, theirs, [f"vaardigheden/{gone}"])
    assert made == BASE


def test_a_question_keeps_its_place_among_its_neighbours() -> None:
    ours, theirs = copied(), copied()
    del ours["items"][4], ours["items"][2]
    wanted = theirs["items"][2]["id"]
    made = take_over(ours, theirs, [f"items/{wanted}"])
    assert [one["id"] for one in made["items"]][1:4] == [
        theirs["items"][number]["id"] for number in (1, 2, 3)
    ]


def test_a_language_comes_with_the_texts_of_what_is_there() -> None:
    ours, theirs = copied(), copied()
    del ours["vertalingen"], ours["items"][0]
    theirs["titel"] = "Anders"
    made = take_over(ours, theirs, ["vertalingen/en"])
    assert made["titel"] == BASE["titel"]
    assert set(made["vertalingen"]["en"]["items"]) == {one["id"] for one in ours["items"]}


@pytest.mark.parametrize("chosen", [["items/is-er-niet"], ["thema/titel", "x"], [""]])
def test_an_id_that_names_no_difference_does_nothing(chosen: list[str]) -> None:
    assert take_over(BASE, copied(), chosen) == BASE
