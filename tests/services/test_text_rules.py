"""What an organisation can write itself, and what no text of it ever says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_tool.services.message_blocks import Words
from lti_tool.services.own_texts import standard
from lti_tool.services.text_rules import WELCOME, Wrong, text_names, tidy, usable, wrongs

INVITE = standard("invite", "nl")


def codes(name: str, words: Words) -> list[tuple[str, str]]:
    return [(wrong.field, wrong.code) for wrong in wrongs(name, words)]


def test_every_standard_text_keeps_the_rules() -> None:
    for name in text_names():
        for language in ("nl", "en"):
            words = standard(name, language)
            assert name == WELCOME or wrongs(name, words) == [], (name, language)


@pytest.mark.parametrize(
    "subject",
    [
        "Verplicht: de scan",
        "Je uitslag staat klaar",
        "Dit moet je doen",
        "Jouw niveau is bekend",
        "You must take part",
        "Your level is Basic",
        "Voor wie onvoldoende scoort",
        "Mandatory training",
    ],
)
def test_outside_no_text_tells_a_result_or_that_something_must(subject: str) -> None:
    for field in ("subject", "preview"):
        assert (field, "telling") in codes("invite", replace(INVITE, **{field: subject}))
    first = replace(INVITE, body=f"{subject}\n\n{INVITE.body}")
    assert ("body", "telling") in codes("invite", first)


@pytest.mark.parametrize(
    "subject", ["We ontmoeten elkaar", "Elke maand leveren we", "{{theme}} op {{opens}}", "Minuten"]
)
def test_ordinary_words_may_stand_outside(subject: str) -> None:
    assert wrongs("invite", replace(INVITE, subject=subject)) == []


def test_no_text_has_a_field_for_a_result_and_findings_stay_where_they_are() -> None:
    every = {field for name in text_names() for field in usable(name, "body")}
    assert not every & {"result", "level", "outcome", "skill", "status", "total", "offers"}
    assert [name for name in text_names() if "findings" in usable(name, "body")] == [
        "announce",
        "feedback",
    ]
    assert all("findings" not in usable(name, "subject") for name in text_names())
    for field in ("level", "uitslag", "findings"):
        body = f"{INVITE.body}\n\n{{{{{field}}}}}"
        assert wrongs("invite", replace(INVITE, body=body)) == [Wrong("body", "unknown", field)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"subject": ""}, ("subject", "empty")),
        ({"preview": "{{}}"}, ("preview", "blank")),
        ({"subject": "Hoi {{first_name}}"}, ("subject", "unknown")),
        ({"subject": "{{theme} start"}, ("subject", "braces")),
        ({"subject": "x" * 151}, ("subject", "long")),
        ({"body": INVITE.body.replace("{{closes}}", "vrijdag")}, ("body", "missing")),
        ({"body": INVITE.body.replace("[[Start de scan]]", "")}, ("body", "button")),
        ({"body": INVITE.body + "\n\n[[Nog een knop]]"}, ("body", "buttons")),
        ({"body": INVITE.body + "\n\nKlik [[hier]] maar"}, ("body", "brackets")),
        ({"body": INVITE.body + "\n\nZie https://elders.example"}, ("body", "address")),
        ({"body": ""}, ("body", "empty")),
    ],
)
def test_each_rule_says_where_it_is_broken(changed: dict[str, str], code: tuple[str, str]) -> None:
    assert codes("invite", replace(INVITE, **changed)) == [code]


def test_findings_stand_by_themselves_and_an_announcement_opens_with_words_to_colleagues() -> None:
    feedback = standard("feedback", "nl")
    inline = replace(feedback, body=feedback.body.replace("{{findings}}", "Zie: {{findings}}"))
    assert codes("feedback", inline) == [("body", "apart")]
    announce = standard("announce", "nl")
    short = replace(announce, body="{{hello}} {{opens}} {{minutes}}\n\n[[Bekijk]]")
    assert codes("announce", short) == [("body", "opening")]


def test_what_is_typed_is_tidied_and_never_gets_a_line_in_a_header() -> None:
    assert tidy("  Een\r\nBcc: x\u2028{{ theme }} \x00", one_line=True) == "Een Bcc: x {{theme}}"
    assert tidy(" a \r\n\r\n- {{  opens}} \n", one_line=False) == "a\n\n- {{opens}}"
