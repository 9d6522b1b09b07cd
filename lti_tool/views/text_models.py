"""A text of an organisation as its page shows it: the form, its faults, and the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lti_tool.i18n import _, language
from lti_tool.services.message_blocks import Words
from lti_tool.services.message_letters import Round
from lti_tool.services.own_texts import standard
from lti_tool.services.text_preview import example_fields
from lti_tool.services.text_rules import NEEDED, PAGES, usable, wrongs
from lti_tool.views.text_words import fault, meaning, part_name

Typed = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Box:
    """A field of the form, and what is wrong with what stands in it."""

    id: str
    label: str
    value: str
    faults: list[str]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each fault with the id under which it stands."""
        return [(f"{self.id}-error-{number}", text) for number, text in enumerate(self.faults, 1)]

    @property
    def about(self) -> str:
        """The ids of what is said about the field."""
        return " ".join(name for name, _text in self.told)


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one language; ``own`` when it is stored as the organisation's own."""

    language: str
    own: bool
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a text may have: as it is written, what it means, and an example."""

    written: str
    meaning: str
    example: str
    needed: bool
    outside: bool


def parts_of(name: str) -> tuple[str, ...]:
    """The parts that a text has."""
    return ("body",) if name in PAGES else ("subject", "preview", "body")


def faults_of(name: str, typed: Typed) -> dict[tuple[str, str], list[str]]:
    """What is wrong, by part and language; the standard text is never wrong."""
    found: dict[tuple[str, str], list[str]] = {}
    for code, words in typed.items():
        if words != standard(name, code):
            for wrong in wrongs(name, words):
                found.setdefault((wrong.field, code), []).append(fault(wrong))
    return found


def errors_of(faults: Mapping[tuple[str, str], list[str]]) -> list[tuple[str, str]]:
    """For the top of the page: the id of each field that is wrong, and what is."""
    names = {"nl": _("Nederlands"), "en": _("Engels")}
    return [
        (f"{part}-{code}", f"{part_name(part)} ({names.get(code, code)}): {text}")
        for (part, code), texts in faults.items()
        for text in texts
    ]


def side_of(
    name: str, code: str, words: Words, faults: Mapping[tuple[str, str], list[str]], own: bool
) -> Side:
    """A language of the form."""
    boxes = [
        Box(f"{part}-{code}", part_name(part), getattr(words, part), faults.get((part, code), []))
        for part in parts_of(name)
    ]
    return Side(code, own, boxes)


def fields_of_text(name: str, at: Round) -> list[Field]:
    """The fields that a text may have, in the language of the page."""
    examples_of = example_fields(at, name, language())
    return [
        Field(
            written=f"{{{{{field}}}}}",
            meaning=meaning(field),
            example=examples_of.get(field, ""),
            needed=field in NEEDED[name],
            outside=field in usable(name, "subject"),
        )
        for field in usable(name, "body")
    ]
