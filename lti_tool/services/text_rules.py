"""What holds for each text that an organisation writes itself (DESIGN 6 and 7).

There is no field for a result: what a text may name is what everybody gets alike. Subject and
preview show on a locked screen and to whoever stands in, so they hold no word of a result or a
level, and never that something is obligatory. No setting goes around these rules: they are
asked when a text is saved, and again when it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lti_tool.services.message_blocks import FIELD, FINDINGS, Block, Words, parsed
from lti_tool.services.message_texts import booking_message_names, message_names

WELCOME = "welcome"
PAGES = (WELCOME,)
ANNOUNCE = "announce"
# In a header, and on a locked screen: what is short and about nobody.
OUTSIDE = ("organisation", "theme", "minutes", "quarter", "opens", "closes")
PLACE = ("activity", "day", "starts", "ends")
INSIDE = ("hello", "first_name", "signed", "reach_us", "contact_name", "contact_email")
INSIDE_TOO = ("contact_phone",)
ON_A_PAGE = ("organisation", "theme", "minutes", "closes", *INSIDE[3:], *INSIDE_TOO)
NEEDED: dict[str, tuple[str, ...]] = {
    "announce": ("opens", "minutes"),
    "kit": ("opens", "signed"),
    "invite": ("minutes", "closes", "signed"),
    "remind_1": ("signed",),
    "remind_2": ("closes", "signed"),
    "thanks": ("signed",),
    "nudge": ("signed",),
    "feedback": ("findings", "signed"),
    "evaluate": ("signed",),
    "booking_placed": ("activity", "day", "starts", "ends", "where", "signed"),
    "booking_waiting": ("activity", "day", "signed"),
    "booking_promoted": ("activity", "day", "starts", "ends", "where", "signed"),
    "booking_changed": ("activity", "day", "starts", "ends", "where", "signed"),
    "booking_cancelled": ("activity", "day", "signed"),
    WELCOME: (),
}
TELLING = re.compile(
    r"verplicht\w*|\bmoet(?:en)?\b|uitslag\w*|resulta\w*|\bresults?\b|\w*niveau\w*|"
    r"\bscor\w*|\w*minim(?:um|aal|a)\b|onder de norm|tekort\w*|\bzwak\w*|"
    r"\w*voldoende|geslaagd|gezakt|"
    r"\b(?:starter|basis|zelfstandig|gevorderde?|basic|independent|advanced|beginner|expert)\b|"
    r"mandatory|obligat\w*|oblige\w*|\brequire\w*|\bmust\b|have to|\blevels?\b|\bgrade[sd]?\b|"
    r"\bbelow\b|\bfail\w*|\bpassed\b|\bweak\w*|\bcompulsory\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S*|\bwww\.\S+", re.IGNORECASE)
MOST = {"subject": 150, "preview": 200, "body": 6000}
MOST_ON_A_PAGE = 1200
SPACED = re.compile(r"\{\{[^\S\n]*(\w*)[^\S\n]*\}\}")
ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
STEERS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A rule broken in ``field`` (subject, preview or body); ``found`` is what breaks it."""

    field: str
    code: str
    found: str = ""


def text_names() -> tuple[str, ...]:
    """Every text that an organisation can write itself, in the order in which they come."""
    return (*message_names(), *booking_message_names(), *PAGES)


def usable(name: str, field: str) -> tuple[str, ...]:
    """The fields that a text may have in its subject, preview or body."""
    if name in PAGES:
        return ON_A_PAGE
    outside = (*OUTSIDE, *PLACE) if name in booking_message_names() else OUTSIDE
    if field != "body":
        return outside
    where = ("where",) if name in booking_message_names() else ()
    told = ("findings",) if name in (ANNOUNCE, "feedback") else ()
    return (*INSIDE[:2], *outside, *where, *told, *INSIDE[2:], *INSIDE_TOO)


def tidy(text: str, *, one_line: bool) -> str:
    """What somebody typed, with lines that end alike and fields without spaces in their braces."""
    text = STEERS.sub("", ENDS.sub("\n", text))
    text = "\n".join(line.rstrip() for line in SPACED.sub(r"{{\1}}", text).strip().splitlines())
    return " ".join(text.split()) if one_line else text


def wrongs(name: str, words: Words) -> list[Wrong]:
    """All that is wrong in a text; empty when it can be sent."""
    page = name in PAGES
    found = [] if page else [*_outside(name, "subject", words), *_outside(name, "preview", words)]
    found += _fields("body", words.body, usable(name, "body"))
    most = MOST_ON_A_PAGE if page else MOST["body"]
    if len(words.body) > most:
        found.append(Wrong("body", "long", str(most)))
    if page and ("[[" in words.body or "]]" in words.body):
        found.append(Wrong("body", "brackets"))
    if page:
        return found if words.body else [Wrong("body", "empty")]
    return [*found, *_body(name, words.body)] if words.body else [*found, Wrong("body", "empty")]


def _outside(name: str, field: str, words: Words) -> Iterator[Wrong]:
    text: str = getattr(words, field)
    if not text:
        yield Wrong(field, "empty")
    if len(text) > MOST[field]:
        yield Wrong(field, "long", str(MOST[field]))
    yield from _telling(field, text)
    yield from _address(field, text)
    yield from _fields(field, text, usable(name, field))


def _telling(field: str, text: str) -> Iterator[Wrong]:
    told = TELLING.search(FIELD.sub(" ", text))
    if told:
        yield Wrong(field, "telling", told[0])


def _address(field: str, text: str) -> Iterator[Wrong]:
    # One way leads from a mail, and it leads into the LMS: people can learn to trust no other.
    found = ADDRESS.search(text)
    if found:
        yield Wrong(field, "address", found[0][:60])


def _fields(field: str, text: str, known: tuple[str, ...]) -> Iterator[Wrong]:
    if "{{}}" in text:
        yield Wrong(field, "blank")
    for name in dict.fromkeys(FIELD.findall(text)):
        if name not in known:
            yield Wrong(field, "unknown", name)
    rest = FIELD.sub("", text).replace("{{}}", "")
    if "{" in rest or "}" in rest:
        yield Wrong(field, "braces")


def _body(name: str, body: str) -> Iterator[Wrong]:
    for field in NEEDED[name]:
        if f"{{{{{field}}}}}" not in body:
            yield Wrong("body", "missing", field)
    blocks = list(parsed(body))
    yield from _telling("body", " ".join(blocks[0].lines))
    yield from _address("body", body)
    yield from _button(blocks)
    if any(
        FINDINGS in line and block.lines != (FINDINGS,) for block in blocks for line in block.lines
    ):
        yield Wrong("body", "apart")
    if name == ANNOUNCE and [block.kind for block in blocks[:2]] != ["text", "text"]:
        yield Wrong("body", "opening")


def _button(blocks: list[Block]) -> Iterator[Wrong]:
    buttons = [block for block in blocks if block.kind == "button"]
    if len(buttons) != 1:
        yield Wrong("body", "button" if not buttons else "buttons")
    others = (line for block in blocks if block.kind != "button" for line in block.lines)
    if any("[[" in line or "]]" in line for line in others):
        yield Wrong("body", "brackets")
