"""The columns of HR's file: what they are called, and what a header says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lti_tool.services.roster.wrongs import Wrong

# In this order: a row is known by the first that it fills in.
KEYS = ("lms_user_id", "idnumber", "username", "email")
# Each column with what HR calls it; the help names them so, and both are read.
DUTCH = {
    "lms_user_id": "nummer in het leerplatform",
    "idnumber": "personeelsnummer",
    "username": "gebruikersnaam",
    "email": "e-mailadres",
    "team": "team",
    "department": "afdeling",
    "function_group": "functie",
    "manages_team": "leidinggevende van",
    "excused": "doet niet mee",
    "first_name": "voornaam",
}
COLUMNS = tuple(DUTCH)
# What HR's own exports call the same.
ALSO = {name: column for column, name in DUTCH.items()} | {
    "e-mail": "email",
    "mailadres": "email",
    "functiegroep": "function_group",
    "hoeft niet mee te doen": "excused",
}


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file: the columns in its order, and how the file writes each."""

    columns: tuple[str, ...]
    written: Mapping[str, str]
    wrongs: tuple[Wrong, ...]

    @property
    def known(self) -> frozenset[str]:
        """The columns that mean something."""
        return frozenset(self.columns) & frozenset(COLUMNS)

    @property
    def has_key(self) -> bool:
        """Whether one of them says who somebody is."""
        return bool(self.known & set(KEYS))

    @property
    def has_tree(self) -> bool:
        """Whether it can be said which teams there are: no column is missing by a slip."""
        return not self.wrongs or self.known >= {"team", "department"}

    def of(self, column: str) -> str:
        """A column as it stands in the file; one that is not there as HR calls it."""
        return self.written.get(column, DUTCH[column])


def header_of(cells: Sequence[str]) -> Header:
    """Read the first line, with everything that is wrong in it."""
    columns = tuple(ALSO.get(cell.lower(), cell.lower()) for cell in cells)
    written = dict(zip(reversed(columns), reversed(cells), strict=True))
    wrongs = [
        Wrong(1, "unknown_column", {"name": column, "head": cell, "choices": ", ".join(COLUMNS)})
        for column, cell in zip(columns, cells, strict=True)
        if column not in COLUMNS
    ]
    wrongs += [
        Wrong(1, "column_twice", {"name": column, "head": written[column]})
        for column in COLUMNS
        if columns.count(column) > 1
    ]
    if not set(columns) & set(KEYS):
        wrongs.append(Wrong(1, "no_key", {"choices": ", ".join(KEYS)}))
    return Header(columns, written, tuple(wrongs))
