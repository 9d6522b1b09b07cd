"""From the bytes of a CSV file to rows, or to every fault in it with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lti_tool.services.faults import Faults

# In this order: a row is known by the first that it fills in.
KEYS = ("lms_user_id", "idnumber", "username", "email")
COLUMNS = (
    *KEYS,
    "team",
    "department",
    "function_group",
    "manages_team",
    "excused",
    "first_name",
)
YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "x"})
NO = frozenset({"", "nee", "n", "no", "false", "onwaar", "0"})
LONGEST = 255


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file; ``key`` is one of ``KEYS`` and ``given`` what it holds."""

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
    """All rows of a file, and which columns it has: a missing column changes nothing."""

    source: str
    columns: frozenset[str]
    rows: tuple[Row, ...]

    def fault(self, row: Row, text: str) -> str:
        """A fault in the words of all faults: where, what, and what to do."""
        return f"{self.source}:{row.line}: {text}"


def read_roster(raw: bytes, source: str) -> RosterFile:
    """Read a roster; raises :class:`Faults` naming every line that is wrong."""
    text = _decoded(raw, source)
    records = _records(text, source)
    columns = _columns(next(records, (1, []))[1], source)
    rows: list[Row] = []
    faults: list[str] = []
    for line, cells in records:
        if not any(cells):
            continue
        try:
            rows.append(_row(line, columns, cells))
        except ValueError as fault:
            faults.append(f"{source}:{line}: {fault}")
    faults += _doubles(rows, source)
    if not rows and not faults:
        faults.append(f"{source}:1: there are no people in it: add a line per person")
    if faults:
        raise Faults(faults)
    return RosterFile(source, frozenset(columns), tuple(rows))


def _decoded(raw: bytes, source: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise Faults(f"{source}:{line}: this is not UTF-8: save the file as 'CSV UTF-8'") from fault


def _records(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Faults(
                f"{source}:{line}: a cell is not closed or holds a stray quote ({fault}): "
                "put texts with quotes between quotes, and double the inner ones"
            ) from fault
        yield line, [" ".join(cell.split()) for cell in cells]
        line = reader.line_num + 1


def _columns(header: list[str], source: str) -> list[str]:
    names = [name.lower() for name in header]
    faults = [
        f"{source}:1: there is no column {name!r}: choose from {', '.join(COLUMNS)}"
        for name in names
        if name not in COLUMNS
    ]
    faults += [
        f"{source}:1: column {name} is there twice: keep one"
        for name in sorted({name for name in names if names.count(name) > 1 and name in COLUMNS})
    ]
    if not set(names) & set(KEYS):
        faults.append(f"{source}:1: nothing says who people are: add one of {', '.join(KEYS)}")
    if faults:
        raise Faults(faults)
    return names


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells where the header has {len(columns)}: add or remove")
    named = dict(zip(columns, cells, strict=True))
    for name, cell in named.items():
        if len(cell) > LONGEST or not cell.isprintable():
            raise ValueError(f"{name} is too long or not plain text: at most {LONGEST} characters")
    key = next((name for name in KEYS if named.get(name)), None)
    if key is None:
        raise ValueError(f"nothing says who this is: fill in {' or '.join(KEYS)}")
    if named.get("email") and "@" not in named["email"]:
        raise ValueError(f"{named['email']} is not a mail address")
    return Row(line, key, named[key], named, _excused(named.get("excused", "")))


def _excused(cell: str) -> bool:
    if cell.lower() not in YES | NO:
        raise ValueError(f"excused is {cell!r}: write ja or nee")
    return cell.lower() in YES


def _doubles(rows: list[Row], source: str) -> list[str]:
    seen: dict[tuple[str, str], int] = {}
    faults = []
    for row in rows:
        first = seen.setdefault((row.key, row.value), row.line)
        if first != row.line:
            faults.append(f"{source}:{row.line}: the same person as on line {first}: keep one")
    return faults
