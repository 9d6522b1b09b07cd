"""YAML with the line of every value, so that a fault can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

LARGEST = 1_000_000
Path = tuple[str | int, ...]


class Unreadable(Exception):
    """A text that is no usable YAML; ``line`` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


@dataclass(frozen=True, slots=True)
class Marked:
    """A document, and the line on which each of its values begins."""

    document: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it that stands in the text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_marked(text: str) -> Marked:
    """Raises :class:`Unreadable`. Aliases are refused: a pack is written out."""
    if len(text) > LARGEST:
        raise Unreadable(1, f"the file is larger than {LARGEST} characters: split the theme")
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.safe_load(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = mark.line + 1 if mark else 1
        raise Unreadable(where, f"this is no YAML ({fault.problem}): mend the line") from fault
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        raise Unreadable(1, f"this is no YAML ({type(fault).__name__}): mend the file") from fault
    if not isinstance(document, dict) or node is None:
        raise Unreadable(1, "this is no theme pack: begin with `schema: ihart-thema/1`")
    return Marked(document, dict(_walk(node, ())))


def _refuse_aliases(text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            mark = event.start_mark
            raise Unreadable(
                mark.line + 1 if mark else 1, "write the value out instead of the alias (*)"
            )


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        yield from _walk_mapping(node, path)
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _walk(child, (*path, number))


def _walk_mapping(node: yaml.MappingNode, path: Path) -> Iterator[tuple[Path, int]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = str(key.value)
        if name in seen:
            raise Unreadable(line, f"{name} stands here twice: keep one")
        seen.add(name)
        yield from _walk(value, (*path, name))
        yield (*path, name), line
