"""Each broken rule of a theme has words for who writes it, in both languages."""

from __future__ import annotations

import string

import pytest
from flask import Flask

from lti_tool.views.draft_told import WORDS, Teller, hinted
from questionnaires.drafting import EMPTY
from questionnaires.finding import Finding
from questionnaires.finding_words import WORDS as RULES
from questionnaires.readability import Hint

NAMES = {"skill": "herkennen", "group": "beleid"}


def given(code: str) -> dict[str, str | int]:
    fields = [name for _text, name, _spec, _way in string.Formatter().parse(RULES[code]) if name]
    return {name: NAMES.get(name, 7) for name in fields}


def test_no_rule_is_without_words() -> None:
    assert set(WORDS) == {*RULES, EMPTY} - {"shape"}


@pytest.mark.parametrize("code", sorted(set(RULES) - {"shape"}))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_rule_is_told_with_the_names_that_people_know(
    app: Flask, code: str, language: str
) -> None:
    teller = Teller({"herkennen": "Nepmails herkennen", "beleid": "Beleid en advies"})
    with app.test_request_context(headers={"Accept-Language": language}):
        told = teller.told(Finding(("items", 0), code, given(code)))
    assert "%(" not in told
    assert told.endswith((".", "?"))
    assert "herkennen" not in told.replace("Nepmails herkennen", "")
    assert "beleid" not in told


@pytest.mark.parametrize("kind", ["sentence", "word", "negation", "passive", "stiff"])
def test_a_hint_names_what_it_is_about(app: Flask, kind: str) -> None:
    with app.test_request_context():
        assert "zulks" in hinted(Hint(kind, "zulks"))
