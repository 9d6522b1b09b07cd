"""The texts of messages: read from a file of data, filled in, and written as text and as HTML.

Nothing here knows of a result: what a message can say is what its fields hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from lti_tool.colours import OWN, WHITE
from lti_tool.services.message_blocks import FIELD, FINDINGS, Block, Own, Words, parsed

# Whatever ends a line or steers one has no place in a value, and none at all in a header.
NOT_PRINTED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Template:
    """A message in one language; ``name`` and ``when`` are for those who look it over."""

    name: str
    when: str
    subject: str
    preview: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A message to one reader; ``link`` is where the button leads, ``colour`` what it has."""

    language: str
    subject: str
    preview: str
    blocks: tuple[Block, ...]
    link: str
    colour: str = OWN

    @property
    def text(self) -> str:
        """As plain text."""
        return "\n\n".join(_plain(block, self.link) for block in self.blocks) + "\n"

    @property
    def html(self) -> str:
        """As the HTML of a mail: nothing in it is fetched from anywhere."""
        return _environment().get_template("message.html").render(mail=self, on=WHITE)


@cache
def _texts() -> Mapping[str, Any]:
    path = files("lti_tool").joinpath("texts", "messages.yaml")
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def _booking_texts() -> Mapping[str, Any]:
    path = files("lti_tool").joinpath("texts", "workshops.yaml")
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def _environment() -> Environment:
    loader = PackageLoader("lti_tool", "templates/mail")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def message_names() -> tuple[str, ...]:
    """All messages, in the order in which they come."""
    return tuple(_texts()["messages"])


def booking_message_names() -> tuple[str, ...]:
    """The messages about places at workshops."""
    return tuple(_booking_texts()["messages"])


def booking_phrase(name: str, language: str, fields: Mapping[str, str]) -> str:
    """A part of a sentence of those, filled in."""
    return filled(_booking_texts()["phrases"][language][name], fields)


@cache
def languages_of_messages() -> tuple[str, ...]:
    """The languages in which there are messages, the source first."""
    return tuple(_texts()["phrases"])


def _row(message: str, language: str) -> Mapping[str, str]:
    found: Mapping[str, Any] = {**_texts()["messages"], **_booking_texts()["messages"]}
    row: Mapping[str, str] = found[message][language]
    return row


@cache
def standard_words(message: str, language: str) -> Words:
    """A message as it is written for everybody; raises ``KeyError`` when there is none."""
    row = _row(message, language)
    return Words(row["subject"], row["preview"], row["body"].strip())


@lru_cache(maxsize=256)
def template_of(message: str, language: str, own: Words | None = None) -> Template:
    """A message in a language, in an organisation's own words if it has any; ``KeyError``."""
    row, words = _row(message, language), own or standard_words(message, language)
    return Template(
        name=row["name"],
        when=row["when"],
        subject=words.subject,
        preview=words.preview,
        blocks=tuple(parsed(words.body)),
    )


def one_line(value: str) -> str:
    """A value as it may stand in a line and in a header."""
    return NOT_PRINTED.sub(" ", value).strip()


def filled(text: str, fields: Mapping[str, str]) -> str:
    """A text with its fields filled in, each on one line; raises ``KeyError``."""
    return FIELD.sub(lambda found: one_line(fields[found[1]]), text)


def phrase(name: str, language: str, fields: Mapping[str, str]) -> str:
    """A part of a sentence, filled in."""
    return filled(_texts()["phrases"][language][name], fields)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a message is filled with. ``findings`` are sentences of what was published.

    ``own`` are texts of the organisation, ``colour`` its colour or that of the tool.
    """

    language: str
    link: str
    fields: Mapping[str, str]
    findings: Sequence[str] = ()
    own: Own = field(default_factory=dict)
    colour: str = OWN


def written(message: str, contents: Contents) -> Written:
    """A message to one reader."""
    own, fields = contents.own.get((message, contents.language)), contents.fields
    template = template_of(message, contents.language, own)
    return Written(
        language=contents.language,
        subject=filled(template.subject, fields),
        preview=filled(template.preview, fields),
        blocks=tuple(_filled_blocks(template, contents)),
        link=contents.link,
        colour=contents.colour,
    )


def _filled_blocks(template: Template, contents: Contents) -> Iterator[Block]:
    for block in template.blocks:
        if block.lines == (FINDINGS,):
            yield from (Block("text", (one_line(line),)) for line in contents.findings)
        else:
            yield Block(block.kind, tuple(filled(line, contents.fields) for line in block.lines))


def _plain(block: Block, link: str) -> str:
    match block.kind:
        case "button":
            return f"{block.lines[0]}:\n{link}"
        case "list":
            return "\n".join(f"- {line}" for line in block.lines)
        case "steps":
            return "\n".join(f"{number}. {line}" for number, line in enumerate(block.lines, 1))
        case _:
            return "\n".join(block.lines)
