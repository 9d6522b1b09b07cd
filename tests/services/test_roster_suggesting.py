"""What HR's words probably mean."""

from __future__ import annotations

import pytest

from lti_tool.services.roster.suggesting import suggestion
from lti_tool.services.roster.words import Group, folded
from questionnaires.groups import template_groups

GROUPS = [Group(row.id, row.name, ", ".join(row.examples)) for row in template_groups()]


@pytest.mark.parametrize("group", GROUPS, ids=[group.code for group in GROUPS])
def test_every_example_of_a_group_leads_to_it(group: Group) -> None:
    for example in group.examples.split(", "):
        assert suggestion(example.upper(), GROUPS) == group.code, example


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Beleid en  advies", "beleid"),
        ("Beleidsmedewerkers", "beleid"),
        ("Xyz", None),
        ("", None),
        ("mw", None),
    ],
)
def test_what_is_close_is_proposed_and_nothing_is_guessed(words: str, code: str | None) -> None:
    assert suggestion(words, GROUPS) == code


def test_capitals_and_spaces_do_not_matter() -> None:
    assert folded("  Adviseur\tGROEN ") == "adviseur groen"
