"""One pack of a wrong shape for each rule: the fault names file and line, and what to do."""

from __future__ import annotations

import pytest

from questionnaires.packs import PackInvalid, load_pack
from tests.questionnaires.tiny import assert_fault, broken, faults, line_of

E1 = "{id: e1, vaardigheid: een, soort: kennis, niveau: 1, rol: kern"

# What is changed into what, words on the line of the fault, and the fault.
SHAPE = [
    ("schema: ihart-thema/1\n", "", "id: klein", "schema: is missing: add it"),
    ("ihart-thema/1", "ihart-thema/2", "schema:", "schema: write ihart-thema/1"),
    ("titel: Klein thema", "titel:", "titel:", "titel: is empty: fill it in"),
    ("titel: Klein thema", 'titel: "  "', "titel:", "titel: write 1 to 200 characters"),
    ("titel: Klein thema", "titel: 12", "titel:", "titel: is no text: put it in quotes"),
    ("titel: Klein thema", f"titel: {'x' * 201}", "titel:", "titel: write 1 to 200 characters"),
    (
        "titel: Klein thema",
        "titel: Klein\ntitle: Klein",
        "title:",
        "title: is not a key of a theme pack: correct or remove it",
    ),
    ("id: klein", "id: Klein Thema", "id: Klein", "id: use small letters, digits and -"),
    ("id: klein", 'id: "klein\\n"', 'id: "klein', "id: use small letters, digits and -"),
    ("versie: 1.0.0", "versie: 1.0", "versie:", "versie: is no text: put it in quotes"),
    ("versie: 1.0.0", 'versie: "1.0"', "versie:", "versie: write it as 1.0.0, in quotes"),
    ("taal: nl\n", "taal: de\n", "taal:", "taal: choose nl or en"),
    (
        "tijd_maximum_minuten: 10",
        "tijd_maximum_minuten: 11",
        "tijd_maximum",
        "tijd_maximum_minuten: write a number from 1 to 10",
    ),
    (
        "duur_minuten: 15",
        "duur_minuten: 7.5",
        "duur_minuten: 7.5",
        "duur_minuten: is no whole number: write one",
    ),
    (
        "opties_schudden: true",
        "opties_schudden: false",
        "opties_schudden",
        "opties_schudden: options are always shuffled: write true",
    ),
    (
        "minimum_hoogste_niveau: 2",
        "minimum_hoogste_niveau: 3",
        "minimum_hoogste",
        "minimum_hoogste_niveau: write a number from 2 to 2",
    ),
    ("grensmarge: 10", "grensmarge: tien", "grensmarge", "grensmarge: write a number"),
    (
        "weet_niet_punten: 0",
        "weet_niet_punten: 1",
        "weet_niet_punten",
        "write a number from 0 to 0",
    ),
    ("{1: 40, 2: 65, 3: 85}", "{1: veel, 2: 65, 3: 85}", "drempels", "drempels: write a number"),
    ("drie: 0}", "drie: 3}", "drie: 3}", "drie: a minimum is 0, 1 or 2"),
    ("drie: 0}", "drie: ja}", "drie: ja}", "drie: is no whole number: write one"),
    (E1, E1.replace("kennis", "toets"), "id: e1", "soort: choose zelf, kennis or situatie"),
    (E1, E1.replace("kern", "hoofd"), "id: e1", "rol: choose kern or extra"),
    (E1, E1.replace("niveau: 1", "niveau: 4"), "id: e1", "niveau: write a number from 0 to 3"),
    ("    uitleg: Dit is handig.\n", "", "id: e3", "uitleg: is missing: add it"),
    ("soort: microlearning", "soort: boek", "soort: boek", "soort: choose microlearning, workshop"),
    ("vaardigheden: [een, twee, drie]", "vaardigheden: []", "vaardigheden: []", "at least one"),
    ("vaardigheden: [een, twee, drie]", "vaardigheden: een", "vaardigheden: een", "is no list"),
    ("verplicht_geschikt: true", "verplicht_geschikt: ja", "geschikt: ja", "is not true or false"),
    ("      - Je kunt alles.", '      - ""', '      - ""', "leerdoelen: write 1 to 200"),
    ("    - Wat doen wij?", "    []", "vragen:", "vragen: ask at least one question"),
    ("beschrijving: Je leert alles.", "link: http://l.nl", "http://l.nl", "link: Not a valid URL."),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), SHAPE)
def test_a_wrong_shape_is_named_where_it_stands(old: str, new: str, at: str, says: str) -> None:
    assert_fault(old, new, at, says)
    with pytest.raises(PackInvalid):
        load_pack(broken(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            ", optieset: keuze, uitleg: Dit.}\n  - {id: e2",
            ", uitleg: Dit.}\n  - {id: e2",
            "e1: give",
        ),
        (
            "    opties:\n",
            "    optieset: keuze\n    opties:\n",
            "e3: give either opties or optieset",
        ),
        ("optieset: zelf, uitleg: Zo.", "optieset: zelff, uitleg: Zo.", "e4: there is no optieset"),
    ],
)
def test_a_question_has_options_of_its_own_or_a_set(old: str, new: str, says: str) -> None:
    (fault,) = faults(broken(old, new))
    assert says in fault


def test_all_faults_come_at_once_in_the_order_of_the_lines() -> None:
    text = broken("titel: Klein thema", "titel:").replace("soort: tip", "soort: folder")
    found = [int(fault.split(":")[1]) for fault in faults(text)]
    assert found == [line_of(text, "titel:"), line_of(text, "id: tip")]


def test_a_fault_stays_one_line_whatever_the_file_says() -> None:
    text = broken("id: klein", 'id: klein\n"a\\nb\\e[31m": 1')
    (fault,) = faults(text)
    assert fault.isprintable()
    long_key = faults(broken("id: klein", f"id: klein\n{'k' * 900}: 1"))
    assert len(long_key[0]) < 400
