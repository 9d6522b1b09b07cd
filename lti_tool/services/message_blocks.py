"""How the words of a message are written: fields, and paragraphs, lists, steps and the button."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

FIELD = re.compile(r"\{\{(\w+)\}\}")
FINDINGS = "{{findings}}"
BUTTON = re.compile(r"\[\[(.+)\]\]")
NUMBERED = re.compile(r"[0-9]+\. ")
BLANK = re.compile(r"\n\s*\n")
BlockKind = Literal["text", "list", "steps", "button"]


@dataclass(frozen=True, slots=True)
class Words:
    """A text as somebody writes it, with its fields; ``body`` as in ``texts/messages.yaml``.

    A text of a page has a body only.
    """

    subject: str
    preview: str
    body: str


# Texts of an organisation, by name and language.
Own = Mapping[tuple[str, str], Words]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one or more lines, a list, numbered steps, or the button."""

    kind: BlockKind
    lines: tuple[str, ...]


def parsed(body: str) -> Iterator[Block]:
    """The blocks of a body, in their order."""
    for part in BLANK.split(body.strip()):
        lines = part.splitlines()
        button = BUTTON.fullmatch(part.strip())
        if button:
            yield Block("button", (button[1],))
        elif all(line.startswith("- ") for line in lines):
            yield Block("list", tuple(line[2:] for line in lines))
        elif all(NUMBERED.match(line) for line in lines):
            yield Block("steps", tuple(NUMBERED.sub("", line, count=1) for line in lines))
        else:
            yield Block("text", tuple(lines))
