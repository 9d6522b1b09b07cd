"""From the bytes of a CSV file to rows, or to every fault in it with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lti_tool.services.roster.wrongs import Misfit, RosterFaults, Wrong

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
# What HR's own exports call the same.
ALSO = {
    "personeelsnummer": "idnumber",
    "gebruikersnaam": "username",
    "e-mail": "email",
    "e-mailadres": "email",
    "afdeling": "department",
    "functie": "function_group",
    "functiegroep": "function_group",
    "leidinggevende van": "manages_team",
    "doet niet mee": "excused",
    "voornaam": "first_name",
}
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


def read_roster(raw: bytes, source: str) -> RosterFile:
    """Read a roster in UTF-8; raises :class:`RosterFaults` naming every line that is wrong."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise RosterFaults(source, [Wrong(line, "not_utf8")]) from fault
    return read_text(text, source)


def read_text(text: str, source: str) -> RosterFile:
    """Read a roster; raises :class:`RosterFaults` naming every line that is wrong."""
    records = _records(text, source)
    columns = _columns(next(records, (1, []))[1], source)
    rows: list[Row] = []
    wrongs: list[Wrong] = []
    for line, cells in records:
        if not any(cells):
            continue
        try:
            rows.append(_row(line, columns, cells))
        except Misfit as misfit:
            wrongs.append(misfit.at(line))
    wrongs += _doubles(rows)
    if not rows and not wrongs:
        wrongs.append(Wrong(1, "no_people"))
    if wrongs:
        raise RosterFaults(source, wrongs)
    return RosterFile(source, frozenset(columns), tuple(rows))


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
            raise RosterFaults(source, [Wrong(line, "stray_quote", {"fault": fault})]) from fault
        yield line, [" ".join(cell.split()) for cell in cells]
        line = reader.line_num + 1


def _columns(header: list[str], source: str) -> list[str]:
    names = [ALSO.get(name.lower(), name.lower()) for name in header]
    choices = ", ".join(COLUMNS)
    wrongs = [
        Wrong(1, "unknown_column", {"name": name, "choices": choices})
        for name in names
        if name not in COLUMNS
    ]
    wrongs += [
        Wrong(1, "column_twice", {"name": name})
        for name in sorted({name for name in names if names.count(name) > 1 and name in COLUMNS})
    ]
    if not set(names) & set(KEYS):
        wrongs.append(Wrong(1, "no_key", {"choices": ", ".join(KEYS)}))
    if wrongs:
        raise RosterFaults(source, wrongs)
    return names


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise Misfit("cells", given=len(cells), wanted=len(columns))
    named = dict(zip(columns, cells, strict=True))
    for name, cell in named.items():
        if len(cell) > LONGEST or not cell.isprintable():
            raise Misfit("too_long", name=name, most=LONGEST)
    key = next((name for name in KEYS if named.get(name)), None)
    if key is None:
        raise Misfit("nobody", choices=" or ".join(KEYS))
    if named.get("email") and "@" not in named["email"]:
        raise Misfit("no_address", cell=named["email"])
    return Row(line, key, named[key], named, _excused(named.get("excused", "")))


def _excused(cell: str) -> bool:
    if cell.lower() not in YES | NO:
        raise Misfit("excused", cell=cell)
    return cell.lower() in YES


def _doubles(rows: list[Row]) -> Iterator[Wrong]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        first = seen.setdefault((row.key, row.value), row.line)
        if first != row.line:
            yield Wrong(row.line, "double", {"first": first})
