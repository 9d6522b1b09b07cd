"""What messages say, and what they never say."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from lti_tool.models import Cycle, Organisation
from lti_tool.services.mail_format import Envelope, mail_of
from lti_tool.services.message_letters import Reader, Round, message_to
from lti_tool.services.message_people import AUDIENCES, MAKES_SENSE
from lti_tool.services.message_texts import (
    Contents,
    languages_of_messages,
    message_names,
    template_of,
    written,
)
from tests.postbus import part, read
from tests.town import shipped

EVERY = [(name, language) for name in message_names() for language in languages_of_messages()]
# What may stand on a locked screen, in a shared mailbox and before whoever stands in.
NOT_OUTSIDE = re.compile(
    r"verplicht|moet|uitslag|resultaat|niveau|score|minimum|onder de|tekort|zwak|"
    r"mandatory|oblig|required|must|result|level|grade|below|fail|weak",
    re.IGNORECASE,
)


def at(**values: str) -> Round:
    organisation = Organisation(
        name=values.get("name", "Voorbeeldstad"),
        contact_name=values.get("contact_name", "Noor de Wit"),
        contact_email=values.get("contact_email", "noor@voorbeeldstad.nl"),
        contact_phone=values.get("contact_phone", ""),
        language="nl",
    )
    cycle = Cycle(
        quarter="2026-Q4",
        opens=date(2026, 10, 12),
        closes=date(2026, 11, 8),
        scan_url="https://lms.example.nl/scan?id=1&x=2",
    )
    return Round(cycle, organisation, shipped("teams-samenwerken"))


def envelope(**values: str) -> Envelope:
    return Envelope(
        sender="noor@voorbeeldstad.nl",
        reply_to="",
        sender_name=values.get("name", "Voorbeeldstad"),
        recipient="sanne@voorbeeldstad.nl",
        message_id="<x@scan.example.nl>",
        sent=datetime(2026, 10, 12, 8, tzinfo=UTC),
    )


class Links(HTMLParser):
    """What a mail's HTML leads to, and everything in it that a mail program would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.fetched, self.tags = list[str](), list[str](), set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            if name in ("src", "background", "srcset") or "url(" in (value or ""):
                self.fetched.append(value or "")


def test_every_message_knows_for_whom_and_when_it_is() -> None:
    assert set(message_names()) == set(AUDIENCES) == set(MAKES_SENSE)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_outside_there_is_nothing_to_be_ashamed_of(name: str, language: str) -> None:
    words = message_to(name, at(), Reader("Sanne", "", language))
    for line in (words.subject, words.preview, words.blocks[0].lines[0]):
        assert line
        assert not NOT_OUTSIDE.search(line.replace(at().pack.in_language(language).title, ""))


def test_the_check_on_what_stands_outside_can_fail() -> None:
    assert NOT_OUTSIDE.search("Je uitslag is onder het minimum")
    assert NOT_OUTSIDE.search("Your result is below")


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_message_has_one_button_and_fetches_nothing(name: str, language: str) -> None:
    words = message_to(name, at(), Reader("Sanne", "", language))
    assert [block.kind for block in words.blocks].count("button") == 1
    seen = Links(words.html)
    assert seen.links == ["https://lms.example.nl/scan?id=1&x=2"]
    assert seen.fetched == []
    assert not seen.tags & {"script", "img", "link", "style", "iframe", "form"}
    assert words.text.count("https://lms.example.nl/scan?id=1&x=2") == 1
    assert "{{" not in words.text + words.html + words.subject + words.preview


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_both_parts_say_the_same(name: str, language: str) -> None:
    mail = read(mail_of(message_to(name, at(), Reader("Sanne", "", language)), envelope()))
    text, html = part(mail, "plain"), part(mail, "html")
    assert mail["Content-Language"] == language
    assert mail.get_content_type() == "multipart/alternative"
    for line in re.split(r"\n+", text):
        bare = re.sub(r"^(- |[0-9]\. )|:$", "", line)
        assert escape(bare) in html, line


@pytest.mark.parametrize("language", languages_of_messages())
def test_it_is_honest_about_what_belongs_to_the_work(language: str) -> None:
    honest = {"nl": "korte training bij, onder werktijd", "en": "a short training goes with it"}
    words = message_to("invite", at(), Reader("Sanne", "", language))
    assert honest[language] in words.text
    work = {"nl": "Meedoen hoort bij ons werk", "en": "Taking part belongs to our work"}
    assert work[language] in message_to("remind_2", at(), Reader("", "", language)).text


def test_lines_of_a_mail_are_as_short_as_the_wire_wants_them() -> None:
    for name, language in EVERY:
        content = mail_of(message_to(name, at(), Reader("Sanne", "", language)), envelope())
        _, _, body = content.partition(b"\r\n\r\n")
        assert max(map(len, body.split(b"\r\n"))) <= 78
        assert content.isascii()


@pytest.mark.parametrize(
    "bad", ["Jan\r\nBcc: iedereen@example.nl", "Jan\nBcc: x", "Jan\x0bBcc: x", "Jan\u2028Bcc: x"]
)
def test_no_value_gets_a_line_of_its_own_in_the_headers(bad: str) -> None:
    values = {"name": bad, "contact_name": bad}
    words = message_to("invite", at(**values), Reader(bad, "", "nl"))
    mail = read(mail_of(words, envelope(name=bad)))
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Content-Language",
        "Content-Type",
        "MIME-Version",
    }
    assert part(mail, "plain").startswith("Hoi Jan Bcc: ")


def test_a_value_is_text_and_never_markup() -> None:
    name = '<a href="https://kwaad.example">Sanne</a> [[x]] {{closes}}'
    words = message_to("invite", at(), Reader(name, "", "nl"))
    assert Links(words.html).links == ["https://lms.example.nl/scan?id=1&x=2"]
    assert "{{closes}}" in words.text


def test_a_name_with_a_comma_stays_one_address() -> None:
    mail = read(
        mail_of(message_to("thanks", at(), Reader("", "", "nl")), envelope(name="A, B <c>"))
    )
    assert [row.addr_spec for row in mail["From"].addresses] == ["noor@voorbeeldstad.nl"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"contact_phone": "0478 12 34 56"}, "Bel of app 0478 12 34 56, of loop langs."),
        ({}, "Mail noor@voorbeeldstad.nl."),
        ({"contact_email": ""}, "Vraag het aan je leidinggevende of een collega."),
    ],
)
def test_help_is_named_as_far_as_it_is_known(values: dict[str, str], words: str) -> None:
    text = message_to("remind_1", at(**values), Reader("", "", "nl")).text
    assert words in text
    assert text.startswith("Hoi,\n")


def test_findings_become_paragraphs() -> None:
    fields = dict.fromkeys(("hello", "theme", "signed"), "x")
    words = written("feedback", Contents("nl", "https://x", fields, ("Een.", "Twee.")))
    assert "\n\nEen.\n\nTwee.\n\n" in words.text


def test_the_preview_is_the_first_thing_in_the_html() -> None:
    words = message_to("thanks", at(), Reader("Sanne", "", "nl"))
    body = words.html.partition("<body")[2].partition(">")[2]
    assert re.sub(r"<[^>]*>", "", body).strip().startswith(words.preview)


def test_a_language_without_texts_is_no_language_of_messages() -> None:
    assert languages_of_messages() == ("nl", "en")
    with pytest.raises(KeyError):
        template_of("invite", "fr")
