"""What holds for comparing and taking over, whatever two authors did to a shipped pack."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.pack_comparing import compare, compare_three
from questionnaires.pack_parts import OPTIONAL
from questionnaires.pack_taking import take_over
from questionnaires.packs import shipped_packs
from questionnaires.yaml_marks import read_marked

Document = dict[Any, Any]
PACKS = {name: dict(read_marked(text).document) for name, text in shipped_packs().items()}
LISTS = ("items", "vaardigheden", "aanbod")
REFERENCES = ("id", "vaardigheid", "vaardigheden", "optieset", "functiegroepen")
STEPS = ("drop", "move", "write", "add", "minimum", "title", "language", "answers", "programme")


def step(document: Document, kind: str, chance: random.Random) -> None:
    """One thing that an author does."""
    section = chance.choice(LISTS)
    rows = document[section]
    if kind == "drop" and len(rows) > 1:
        drop(document, section, chance.choice(rows)["id"])
    elif kind == "move":
        rows.insert(0, rows.pop(chance.randrange(len(rows))))
    elif kind == "write":
        row = chance.choice(rows)
        row[chance.choice([key for key in row if key not in REFERENCES])] = f"{chance.random()}"
    elif kind == "add":
        at = chance.randrange(len(rows))
        row = {**deepcopy(rows[at]), "id": f"nieuw-{chance.randrange(5)}-{len(rows)}"}
        rows.insert(at, row)
        if section == "vaardigheden":
            for minima in document["minima"].values():
                minima[row["id"]] = 1
    elif kind == "minimum":
        group = chance.choice(list(document["minima"]))
        document["minima"][group] = dict.fromkeys(document["minima"][group], chance.randrange(3))
    else:
        around(document, kind, chance)


def drop(document: Document, section: str, gone: str) -> None:
    """A row goes, and with a skill what is about it."""
    document[section] = [row for row in document[section] if row["id"] != gone]
    for words in document.get("vertalingen", {}).values():
        words[section].pop(gone, None)
    if section == "vaardigheden":
        for minima in document["minima"].values():
            minima.pop(gone, None)
        for row in [row for row in document["items"] if row["vaardigheid"] == gone]:
            drop(document, "items", row["id"])
        for row in list(document["aanbod"]):
            row["vaardigheden"] = [skill for skill in row["vaardigheden"] if skill != gone]
            if not row["vaardigheden"]:
                drop(document, "aanbod", row["id"])


def around(document: Document, kind: str, chance: random.Random) -> None:
    """Things outside the lists."""
    if kind == "title":
        document["titel"] = f"titel {chance.random()}"
        document["versie"] = f"1.0.{chance.randrange(9)}"
    elif kind == "language" and chance.random() < 0.5:
        document.pop("vertalingen", None)
    elif kind == "language" and "vertalingen" in document:
        document["vertalingen"]["en"]["waarom"] = f"why {chance.random()}"
    elif kind == "answers" and document.get("optiesets"):
        name = chance.choice(list(document["optiesets"]))
        document["optiesets"][name] = list(reversed(document["optiesets"][name]))
    elif kind == "programme":
        number = chance.randrange(4)
        document["programmas"] = [{"titel": f"campagne {n}"} for n in range(number)]


def edited(name: str, kinds: list[str], seed: int) -> Document:
    document, chance = deepcopy(PACKS[name]), random.Random(seed)
    for kind in kinds:
        step(document, kind, chance)
    return document


EDITED = st.tuples(st.lists(st.sampled_from(STEPS), max_size=6), st.integers(0, 10_000))
TWO = st.tuples(st.sampled_from(sorted(PACKS)), EDITED, EDITED)
LITTLE = settings(max_examples=40)


def plain(document: Document) -> Document:
    """Without lists and tables that may be left out and hold nothing."""
    return {key: value for key, value in document.items() if value or key not in OPTIONAL}


def both(
    two: tuple[str, tuple[list[str], int], tuple[list[str], int]],
) -> tuple[Document, Document]:
    name, ours, theirs = two
    return edited(name, *ours), edited(name, *theirs)


@LITTLE
@given(TWO)
def test_a_document_does_not_differ_from_itself(two: Any) -> None:
    ours, _theirs = both(two)
    assert compare(ours, deepcopy(ours)) == ()


@LITTLE
@given(TWO)
def test_everything_gives_theirs_and_nothing_gives_ours(two: Any) -> None:
    ours, theirs = both(two)
    found = [one.id for one in compare(ours, theirs)]
    assert bool(found) == (plain(ours) != plain(theirs))
    assert take_over(ours, theirs, []) == ours
    if found:
        assert take_over(ours, theirs, found) == theirs


@LITTLE
@given(TWO)
def test_what_is_taken_over_no_longer_differs_and_the_rest_does(two: Any) -> None:
    ours, theirs = both(two)
    found = compare(ours, theirs)
    before = deepcopy(ours)
    for one in found[:6]:
        made = take_over(ours, theirs, [one.id])
        left = {other.id for other in compare(made, theirs)}
        # What others need comes along or stays; no other difference is new.
        assert left <= {other.id for other in found} | {one.id, *invented(made, ours, theirs)}
        assert one.id not in left or one.kind in ("gone", "order") or one.section == "minima"
    assert ours == before


def invented(made: Document, ours: Document, theirs: Document) -> set[str]:
    """Minima and orders follow from what came along."""
    return {f"minima/{group}" for group in made["minima"]} | {
        f"volgorde/{section}" for section in LISTS
    }


@settings(LITTLE, max_examples=12)
@given(TWO)
def test_taking_over_part_after_part_ends_at_theirs(two: Any) -> None:
    ours, theirs = both(two)
    made = ours
    for _round in range(3):
        for one in compare(made, theirs):
            made = take_over(made, theirs, [one.id])
    assert plain(made) == plain(theirs)


@LITTLE
@given(TWO)
def test_three_versions_tell_all_that_two_differ_in(two: Any) -> None:
    ours, theirs = both(two)
    base = PACKS[two[0]]
    found = compare_three(base, ours, theirs)
    open_ones = {one.id for one in found if one.side != "same"}
    assert open_ones == {one.id for one in compare(ours, theirs)}
    assert all(one.side in ("ours", "same") for one in compare_three(base, ours, base))
    assert all(one.side in ("theirs", "same") for one in compare_three(base, base, theirs))
