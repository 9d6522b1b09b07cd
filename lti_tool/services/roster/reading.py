"""From the bytes of a CSV file to rows, with every fault in it and its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lti_tool.services.roster.columns import KEYS, Header, header_of
from lti_tool.services.roster.wrongs import RosterFaults, Wrong, in_order

YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "x"})
NO = frozenset({"", "nee", "n", "no", "false", "onwaar", "0"})
LONGEST = 255
# One @ and a dot in what follows: a mail goes to no other address.
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file; ``key`` is one of ``KEYS`` and ``given`` what it holds.

    ``key`` is empty when the row does not say who it is; the file has a fault then.
    """

    line: int
    key: str
    given: str
    cells: Mapping[str, str]
    excused: bool

    @property
    def value(self) -> str:
        """The key as it is compared: names of accounts and addresses in lower case."""
        return self.given.lower() if self.key in ("username", "email") else self.given

    @property
    def place(self) -> tuple[str, str]:
        """Department and team, each possibly empty."""
        return self.cells.get("department", ""), self.cells.get("team", "")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """All rows of a file, and which columns it has: a missing column changes nothing.

    ``wrongs`` are its faults. A file that has any is refused as a whole, once all that can be
    wrong was looked for.
    """

    source: str
    header: Header
    rows: tuple[Row, ...]
    wrongs: tuple[Wrong, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it has."""
        return self.header.known


def read_roster(raw: bytes, source: str) -> RosterFile:
    """Read a roster in UTF-8; raises :class:`RosterFaults` naming every line that is wrong."""
    return _sound(scan_roster(raw, source))


def read_text(text: str, source: str) -> RosterFile:
    """Read a roster; raises :class:`RosterFaults` naming every line that is wrong."""
    return _sound(scan_text(text, source))


def _sound(file: RosterFile) -> RosterFile:
    if file.wrongs:
        raise RosterFaults(file.source, file.wrongs)
    return file


def scan_roster(raw: bytes, source: str) -> RosterFile:
    """Read a roster in UTF-8 with its faults; raises :class:`RosterFaults` when it is no text."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise RosterFaults(source, [Wrong(line, "not_utf8")]) from fault
    return scan_text(text, source)


def scan_text(text: str, source: str) -> RosterFile:
    """Read a roster with everything that is wrong in it, in the order of the lines."""
    broken: list[Wrong] = []
    records = _records(text, broken)
    header = header_of(next(records, (1, []))[1])
    wrongs = list(header.wrongs)
    rows: list[Row] = []
    for line, cells in records:
        if any(cells):
            reading = _Reading(line, header, wrongs)
            rows.append(reading.row(cells))
    wrongs += [*_doubles(rows), *broken]
    if not rows and not wrongs:
        wrongs.append(Wrong(1, "no_people"))
    return RosterFile(source, header, tuple(rows), in_order(wrongs))


def _records(text: str, broken: list[Wrong]) -> Iterator[tuple[int, list[str]]]:
    """Each line with its cells; where reading stops for a stray quote, that is ``broken``."""
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            broken.append(Wrong(line, "stray_quote", {"fault": fault}))
            return
        yield line, [" ".join(cell.split()) for cell in cells]
        line = reader.line_num + 1


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one row; what is wrong in it goes to ``wrongs``."""

    line: int
    header: Header
    wrongs: list[Wrong]

    def row(self, cells: list[str]) -> Row:
        columns = self.header.columns
        named = dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))
        if len(cells) != len(columns):
            # Which cell is under which column is a guess now, so nothing more is said of them.
            self._wrong("cells", given=len(cells), wanted=len(columns))
            return Row(self.line, "", "", named, excused=False)
        bad = {name for name, cell in named.items() if not self._fits(name, cell)}
        key = next((name for name in KEYS if named.get(name)), "")
        if not key and self.header.has_key:
            there = [name for name in KEYS if name in self.header.known]
            heads = ", ".join(map(self.header.of, there))
            self._wrong("nobody", choices=" or ".join(KEYS), heads=heads)
        given = "" if key in bad else named.get(key, "")
        return Row(
            self.line, key if given else "", given, named, named.get("excused", "").lower() in YES
        )

    def _fits(self, name: str, cell: str) -> bool:
        """Whether a cell can stand in its column."""
        if name not in self.header.known:
            return True
        if len(cell) > LONGEST or not cell.isprintable():
            return self._wrong("too_long", name=name, head=self.header.of(name), most=LONGEST)
        if name == "email" and cell and not ADDRESS.fullmatch(cell):
            return self._wrong("no_address", cell=cell, head=self.header.of(name))
        if name == "excused" and cell.lower() not in YES | NO:
            return self._wrong("excused", cell=cell, head=self.header.of(name))
        return True

    def _wrong(self, code: str, **values: object) -> bool:
        self.wrongs.append(Wrong(self.line, code, values))
        return False


def _doubles(rows: list[Row]) -> Iterator[Wrong]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.key:
            continue
        first = seen.setdefault((row.key, row.value), row.line)
        if first != row.line:
            yield Wrong(row.line, "double", {"first": first})
