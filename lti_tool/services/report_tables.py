"""Tables of a report: made once, and shown on the page and in the files from the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "name", "own"]
Cell = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is "number", "text" in the language of the page, a "name" of the organisation,
    or "own": text of the theme."""

    heading: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """What one table shows; ``key`` is its id on the page and the name of its sheet.

    The first cell of a row says what the row is about. A cell is a whole number or words.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(
    key: str, title: str, columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]]
) -> Table:
    """A table. Raises ``ValueError`` for a row that is longer or shorter than the header."""
    made = Table(key, title, tuple(columns), tuple(rows))
    if any(len(row) != len(made.columns) for row in made.rows):
        raise ValueError(f"{key}: a row does not fit its columns")
    return made
