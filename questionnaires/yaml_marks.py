"""YAML with the line of every value, so that a fault can be shown where it stands.

Less than YAML on purpose: a pack is written out in plain texts, numbers, true, false and
null. Aliases, tags and deep nesting are what attacks are made of, and no author needs them.
A decimal number is an exact fraction: 0.67 is 67/100, not the float next to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import yaml
from yaml.reader import ReaderError

from questionnaires.finding import Path

LARGEST = 200_000
DEEPEST = 12
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
WHOLE = re.compile(r"[-+]?[0-9]{1,9}")
DECIMAL = re.compile(r"[-+]?[0-9]{1,9}\.[0-9]{1,9}")
Line = int
Lines = Mapping[Path, Line]


class Unreadable(Exception):
    """A text that is no usable YAML; ``line`` counts from 1."""

    def __init__(self, line: Line, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


@dataclass(frozen=True, slots=True)
class Marked:
    """A document, and the line on which each of its values begins."""

    document: Mapping[Any, Any]
    lines: Lines

    def line(self, path: Path) -> Line:
        """The line of a value, or of the nearest thing around it that stands in the text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_marked(text: str) -> Marked:
    """Raises :class:`Unreadable`, and nothing else, whatever the text is."""
    if len(text) > LARGEST:
        raise Unreadable(1, f"the file is larger than {LARGEST} characters: split the theme")
    node = _composed(text)
    if not isinstance(node, yaml.MappingNode):
        raise Unreadable(1, "this is no theme pack: begin with `schema: ihart-thema/1`")
    reading = _Reading()
    return Marked(reading.value(node, ()), reading.lines)


class _Plain(yaml.BaseLoader):
    """Refuses, as it reads, what no pack holds: nothing is built of it first."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.reached, self._depth = 1, 0

    def get_event(self) -> yaml.Event:
        """The next event; raises :class:`Unreadable` for the first that is refused."""
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]
        self.reached = _line(event.start_mark)
        self._depth += isinstance(event, yaml.CollectionStartEvent)
        self._depth -= isinstance(event, yaml.CollectionEndEvent)
        _refuse(event, self._depth, self.reached)
        return event


def _composed(text: str) -> yaml.Node | None:
    loader: _Plain | None = None
    try:
        loader = _Plain(text)
        return loader.get_single_node()
    except ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        raise Unreadable(line, "a character here is no text: take it out") from fault
    except yaml.MarkedYAMLError as fault:
        line = _line(fault.problem_mark or fault.context_mark)
        raise Unreadable(line, f"this is no YAML ({fault.problem}): mend the line") from fault
    except (ValueError, OverflowError) as fault:
        # The library turns digits into numbers and characters without looking first.
        message = "behind this comes a number that is too large: mend the line"
        raise Unreadable(loader.reached if loader else 1, message) from fault


def _refuse(event: yaml.Event, depth: int, line: Line) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise Unreadable(line, "write the value out instead of the alias (*)")
    if getattr(event, "tag", None) is not None:
        raise Unreadable(line, "a pack has plain values only: take out the tag (!)")
    if depth > DEEPEST:
        raise Unreadable(line, f"this is more than {DEEPEST} levels deep: mend the brackets")


def _line(mark: Any) -> Line:
    return int(mark.line) + 1 if mark else 1


@dataclass(slots=True)
class _Reading:
    """Turns nodes into values and notes where each stands."""

    lines: dict[Path, Line] = field(default_factory=dict)

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, _line(node.start_mark))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, number)) for number, child in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, child in node.value:
            line = _line(key.start_mark)
            name = _scalar(key) if isinstance(key, yaml.ScalarNode) else None
            if not isinstance(name, str | int):
                raise Unreadable(line, "a key is a word or a whole number: correct it")
            if name in found:
                raise Unreadable(line, f"{name} stands here twice: keep one")
            self.lines[(*path, name)] = line
            found[name] = self.value(child, (*path, name))
        return found


def _scalar(node: yaml.Node) -> str | int | Fraction | None:
    text = str(node.value)
    # Anything in quotes, or written as a block, is text.
    if getattr(node, "style", None) is not None:
        return text
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    if WHOLE.fullmatch(text):
        return int(text)
    return Fraction(text) if DECIMAL.fullmatch(text) else text
