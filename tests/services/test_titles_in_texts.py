"""Titles of themes and workshops stand in sentences that any title fits, under one set of names."""

from __future__ import annotations

import re

import pytest

from lti_tool.services.message_texts import (
    booking_message_names,
    languages_of_messages,
    message_names,
    standard_words,
    template_of,
)
from lti_tool.views.year_steps import moment_name
from questionnaires.moments import Kind

EVERY = [
    (name, language)
    for name in (*message_names(), *booking_message_names())
    for language in languages_of_messages()
]
BARE = re.compile(r"(?<!‘)\{\{(?:theme|activity)\}\}|\{\{(?:theme|activity)\}\}(?!’)")


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_title_is_quoted_so_that_any_title_fits_in_the_sentence(name: str, language: str) -> None:
    words = standard_words(name, language)
    for text in (words.subject, words.preview, words.body):
        assert not BARE.search(text)


def test_the_check_on_quotation_marks_can_fail() -> None:
    assert BARE.search("Nog even: {{theme}} kan tot en met {{closes}}")
    assert BARE.search("welkom bij ‘{{activity}}, op {{day}}")


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_what_people_fill_in_is_called_a_scan(name: str, language: str) -> None:
    words = standard_words(name, language)
    assert not re.search("vragenlijst|questionnaire", words.subject + words.body, re.IGNORECASE)


def test_the_year_plan_calls_a_message_as_the_list_of_messages_does() -> None:
    brings = [kind for kind in Kind if kind != Kind.PROPOSE_NEXT]
    assert [moment_name(kind) for kind in brings] == [template_of(k, "nl").name for k in brings]
    assert moment_name(Kind.REMIND_2) == "Laatste herinnering"
