"""The list of enrolments as a file for a spreadsheet, and what comes back of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lti_tool.services.worklist import Entry

COLUMNS = ("id", "cursus", "nummer", "voornaam", "klaar")
YES = frozenset({"x", "ja", "j", "yes", "y", "1", "true", "waar", "klaar"})
# A spreadsheet takes a text that begins like this for a sum.
SUMS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a file that came back says: what is done, and how many lines it was not clear of."""

    handles: Sequence[str]
    unclear: int


def as_csv(entries: Iterable[Entry]) -> bytes:
    """The list as a file for a spreadsheet, with an empty column to tick off in."""
    text = io.StringIO()
    sheet = csv.writer(text, delimiter=";", lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for entry in entries:
        cells = (entry.handle, entry.course, entry.number, entry.first_name, "")
        sheet.writerow([f"'{cell}" if cell.startswith(SUMS) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def read_ticks(content: bytes) -> Ticked | None:
    """What a file says that came back; None when it is not one of these lists."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    if not {"id", "klaar"} <= set(rows.fieldnames or ()):
        return None
    handles, unclear = [], 0
    for row in rows:
        said = (row["klaar"] or "").strip().casefold()
        handles += [(row["id"] or "").strip().lower()] if said in YES else []
        unclear += said not in YES and said not in ("", "nee", "n", "no", "0")
    return Ticked(handles, unclear)
