"""How texts of an organisation read: a mail to a made-up colleague, and what stands on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lti_tool.services.message_blocks import Block, Own, Words, parsed
from lti_tool.services.message_letters import Reader, Round, contents_of, fields_of, message_to
from lti_tool.services.message_texts import (
    Written,
    booking_message_names,
    booking_phrase,
    filled,
    languages_of_messages,
    phrase,
    written,
)
from lti_tool.services.text_rules import WELCOME

EXAMPLE_PLACE = {"nl": "Raadzaal, eerste verdieping", "en": "Council room, first floor"}


@dataclass(frozen=True, slots=True)
class PageText:
    """What an organisation says on a page; ``language`` is that in which it is written."""

    language: str
    blocks: tuple[Block, ...]


def examples(at: Round, name: str, own: Own) -> list[Written]:
    """A message in each language with these texts; raises ``KeyError`` for an unknown field."""
    shown = replace(at, own=own)
    if name not in booking_message_names():
        return [message_to(name, shown, _reader(language)) for language in languages_of_messages()]
    return [
        written(name, contents_of(shown, language, example_fields(at, name, language)))
        for language in languages_of_messages()
    ]


def example_fields(at: Round, name: str, language: str) -> Mapping[str, str]:
    """What the fields of a text say to the made-up colleague."""
    fields = fields_of(at, _reader(language))
    if name not in booking_message_names():
        return fields
    offers = at.pack.in_language(language).offers
    found = next((offer for offer in offers if offer.kind == "workshop"), offers[0])
    where = booking_phrase("place", language, {"place": EXAMPLE_PLACE[language]})
    day = {"day": fields["opens"], "starts": "10:00", "ends": "11:30"}
    return {**fields, "activity": found.title, "where": where, **day}


def _reader(language: str) -> Reader:
    return Reader(phrase("example_name", language, {}), "", language)


def page_text(at: Round, own: Own, language: str) -> PageText | None:
    """What stands on the welcome page: in this language, else as it was written; or nothing."""
    written_in = (language, *languages_of_messages())
    found = next((code for code in written_in if (WELCOME, code) in own), None)
    if found is None:
        return None
    fields = fields_of(at, Reader("", "", found))
    return PageText(found, tuple(_blocks(own[WELCOME, found], fields)))


def _blocks(words: Words, fields: Mapping[str, str]) -> list[Block]:
    return [
        Block(block.kind, tuple(filled(line, fields) for line in block.lines))
        for block in parsed(words.body)
    ]
