"""Hints for plain Dutch say what could be plainer, and leave plain Dutch alone."""

from __future__ import annotations

import pytest

from questionnaires.packs import load_pack, shipped_packs
from questionnaires.readability import hints
from questionnaires.texts import texts

LONG = "Je kijkt eerst naar het adres en daarna naar de naam en dan pas klik je ergens op."


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Je meldt de mail. Klaar.", []),
        (LONG, ["sentence"]),
        ("Je mag niet werken zonder pas.", ["negation"]),
        ("De mail wordt door ICT gewist.", ["passive"]),
        ("Dit is een gegevensbeschermingseffectbeoordeling.", ["word"]),
        ("Je werkt conform de regels.", ["stiff"]),
        ("Welke map kies je?", []),
        ("", []),
    ],
)
def test_a_hint_names_what_could_be_plainer(text: str, kinds: list[str]) -> None:
    assert [hint.kind for hint in hints(text)] == kinds


@pytest.mark.parametrize("name", shipped_packs())
def test_the_packs_that_come_along_are_plain(name: str) -> None:
    found = [h for _key, text in texts(load_pack(shipped_packs()[name])) for h in hints(text)]
    assert len(found) <= 8
    assert {hint.kind for hint in found} <= {"sentence"}
