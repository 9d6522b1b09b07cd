"""One pack that breaks a rule for each rule: the fault names file and line, and what to do."""

from __future__ import annotations

import pytest

from questionnaires.packs import PackInvalid, check_pack, load_pack, shipped_packs
from tests.questionnaires.tiny import TEXT, assert_fault, broken, faults, line_of

E1 = "{id: e1, vaardigheid: een, soort: kennis, niveau: 1, rol: kern"
D4 = "{id: d4, vaardigheid: drie, soort: kennis, niveau: 1, rol: extra"
E3_RIGHT = "      - {id: a, tekst: Dit, punten: 1.0}\n      - {id: b, tekst: Dat, punten: 0.5}"
E3_DONT_KNOW = "punten: 0.5}\n      - {id: weet_niet, tekst: Weet ik niet, punten: 0.0}"
T1_AND_T2 = "\n".join(line for line in TEXT.splitlines() if "{id: t1" in line or "{id: t2" in line)
NVT = "      - {id: nvt, tekst: Nooit, punten: null}"
LONG = " ".join(["woord"] * 21)

# What is changed into what, words on the line of the fault, and the fault.
MEANING = [
    ("{id: twee, titel", "{id: een, titel", "{id: een, titel: Twee", "een is an id twice"),
    ("{id: e2,", "{id: e1,", 'tekst: "Wat is dat?"', "e1 is an id twice: give each its own"),
    ("{id: tip,", "{id: ml-alles,", "{id: ml-alles,", "ml-alles is an id twice"),
    ("{id: 3, naam", "{id: 2, naam", "niveaus:", "name the levels 0, 1, 2 and 3, in this order"),
    (E1, E1.replace("een", "vier"), "id: e1", "vier is no skill of this pack: use an id of"),
    ("vaardigheden: [een],", "vaardigheden: [vijf],", "[vijf]", "vijf is no skill of this pack"),
    ("van_niveau: 0, naar_niveau: 1", "van_niveau: 2, naar_niveau: 1", "id: tip", "exchange them"),
    (", twee: 1, drie: 0}", ", drie: 0}", "beleid: {een", "twee has no minimum: write 0, 1 or 2"),
    ("drie: 0}", "drie: 0, vier: 1}", "vier: 1}", "vier is no skill of this pack: remove it"),
    (D4, f"{D4}, functiegroepen: [kok]", "id: d4", "kok has no minima: add it there or take it"),
    (D4, f"{D4}, functiegroepen: []", "id: d4", "d4 is for nobody: leave the key out"),
    ("{1: 40, 2: 65, 3: 85}", "{1: 65, 2: 40, 3: 85}", "drempels", "give rising cuts for 1, 2"),
    ("{1: 40, 2: 65, 3: 85}", "{1: 40, 2: 65}", "drempels", "give rising cuts for 1, 2 and 3"),
    ("{1: 40, 2: 65, 3: 85}", "{1: 40, 2: 65, 3: 101}", "drempels", "between 0 and 100"),
    ("{1: 40, 2: 65, 3: 85}", "{1: 0, 2: 65, 3: 85}", "drempels", "between 0 and 100"),
    ("{zelf: 1.0,", "{zelf: 0,", "weging", "a weight is more than 0: change it"),
    ("grensmarge: 10", "grensmarge: 40", "grensmarge", "the margin is from 0 up to the first cut"),
    ("grensmarge: 10", "grensmarge: -1", "grensmarge", "the margin is from 0 up to the first cut"),
    (E3_RIGHT, E3_RIGHT.replace("id: b", "id: a"), "opties:", "e3: an option has the id of"),
    (E3_DONT_KNOW, "punten: 0.5}", "opties:", "e3: weet_niet is missing: add it with 0 points"),
    (E3_DONT_KNOW, E3_DONT_KNOW.replace("0.0", "0.5"), "opties:", "e3: weet_niet gives points"),
    ("punten: null", "punten: 0", "  zelf:", "zelf: nvt has points: make it null"),
    (E3_RIGHT, E3_RIGHT.replace("0.5", "1.5"), "opties:", "e3: points are from 0 to 1: only nvt"),
    (E3_RIGHT, E3_RIGHT.replace("0.5", "null"), "opties:", "e3: points are from 0 to 1: only nvt"),
    (E3_RIGHT, E3_RIGHT.replace("0.5", "1"), "opties:", "e3: exactly one option has 1 point"),
    (E3_RIGHT, E3_RIGHT.replace("1.0", "0.5"), "opties:", "e3: exactly one option has 1 point"),
    (E3_RIGHT, E3_RIGHT.replace("0.5", "0.3"), "opties:", "e3: a situatie question gives 0, 0.5"),
    (E3_RIGHT, E3_RIGHT.split("\n")[0], "opties:", "e3: there are fewer than two answers"),
    (E1, E1.replace("niveau: 1", "niveau: 3"), "id: e1", "e1 is kern of level 3: use 2 at most"),
    (
        "{id: d3, vaardigheid: drie, soort: kennis, niveau: 1, rol: kern",
        "{id: d3, vaardigheid: een, soort: kennis, niveau: 1, rol: kern",
        "{id: drie,",
        "drie has 2 kern questions for beleid: it needs 3",
    ),
    (
        T1_AND_T2,
        T1_AND_T2.replace("kennis", "zelf"),
        "{id: twee,",
        "twee needs 2 kern questions of",
    ),
    (D4, D4.replace("drie", "een"), "{id: een, titel", "een has 2 extra questions for beleid"),
    (D4, D4.replace("drie", "een"), "{id: drie, titel", "drie has 0 extra questions for beleid"),
    ("naar_niveau: 2", "naar_niveau: 1", "een: 2", "no microlearning brings een from 0 to 2 for"),
    ("    van_niveau: 0", "    van_niveau: 1", "een: 2", "no microlearning brings een from 0 to 2"),
    ("verplicht_geschikt: true", "verplicht_geschikt: false", "een: 2", "no microlearning brings"),
    ("soort: microlearning", "soort: workshop", "een: 2", "no microlearning brings een from 0"),
]

WARNINGS = [
    (
        "Dit is handig.",
        f"{LONG}.",
        "uitleg: woord",
        "a sentence of 21 words: split it (20 is plain)",
    ),
    ("korte_uitleg: Een", f"korte_uitleg: {LONG} een", "korte_uitleg", "split it (20 is plain)"),
    ("      - Je kunt alles.", f"      - {LONG}", f"- {LONG}", "split it (20 is plain)"),
    ("  doel: Praten.", f"  doel: {LONG}", f"doel: {LONG}", "split it (20 is plain)"),
    ("      - {id: weet_niet", f"{NVT}\n      - {{id: weet_niet", "{id: een,", "stays unknown for"),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), MEANING)
def test_a_broken_rule_is_named_where_it_stands(old: str, new: str, at: str, says: str) -> None:
    assert_fault(old, new, at, says)
    with pytest.raises(PackInvalid):
        load_pack(broken(old, new))


@pytest.mark.parametrize(("old", "new", "at", "says"), WARNINGS)
def test_a_warning_is_named_where_it_stands_and_refuses_nothing(
    old: str, new: str, at: str, says: str
) -> None:
    found = assert_fault(old, new, at, f"warning: {says}" if says.startswith("a ") else says)
    assert all(": warning: " in fault for fault in found)
    assert load_pack(broken(old, new)).id == "klein"


def test_the_small_pack_itself_is_good() -> None:
    assert faults(TEXT) == []


@pytest.mark.parametrize("key", sorted(shipped_packs()))
def test_a_shipped_pack_is_good_without_a_warning(key: str) -> None:
    text = shipped_packs()[key]
    assert check_pack(text, f"{key}.yaml") == ()
    assert load_pack(text).id == key


def test_a_fault_in_a_set_of_options_is_named_once() -> None:
    first = "  keuze:\n    - {id: a, tekst: Dit, punten: "
    text = broken(f"{first}1.0}}", f"{first}0.5}}")
    assert faults(text) == [
        f"tiny.yaml:{line_of(text, '  keuze:')}: keuze: exactly one option has 1 point: "
        "choose the best answer"
    ]


def test_a_scan_that_takes_too_long_is_named_with_its_time_and_group() -> None:
    text = TEXT.replace("Wat is dit?", "Woord. " * 280).replace("Wat is dat?", "Woord. " * 280)
    found = [fault.split(": ", 1) for fault in faults(text)]
    assert {at for at, _ in found} == {f"tiny.yaml:{line_of(text, 'items:')}"}
    assert [says.split(" for ")[0][:15] for _, says in found] == ["the scan takes "] * 2
    assert all(says.endswith(": shorten it to 10:00") for _, says in found)
    assert "for beleid" in found[0][1]


def test_a_pack_may_set_itself_a_lower_limit_of_time() -> None:
    text = broken("tijd_maximum_minuten: 10", "tijd_maximum_minuten: 3")
    found = faults(text)
    assert len(found) == 2
    assert all(fault.endswith("shorten it to 3:00") for fault in found)
