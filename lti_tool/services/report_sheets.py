"""The tables of a report as files: exactly the rows of the page, and nothing that starts a formula.

A spreadsheet runs what begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return as a
formula, also from a CSV file (OWASP, CSV Injection): the name of a team could do something on
the computer of whoever opens the file. In CSV such a cell gets an apostrophe in front; in XLSX
every text is written as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lti_tool.services.report_tables import Cell, Table

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Of XLSX itself: how long the name of a sheet can be.
LONGEST_NAME = 31
WIDEST, NARROWEST = 60, 12
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULAS):
        return "'" + cell
    return cell


def as_csv(tables: Iterable[Table]) -> bytes:
    """The tables below each other, each with its title and its header; semicolons, UTF-8.

    With a byte order mark: without it Excel reads names with accents wrongly.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    for number, made in enumerate(tables):
        if number:
            writer.writerow([])
        writer.writerow([guarded(made.title)])
        writer.writerow([guarded(column.heading) for column in made.columns])
        writer.writerows([guarded(cell) for cell in row] for row in made.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(tables: Iterable[Table], made_at: datetime) -> bytes:
    """A workbook with a sheet a table: title, header, rows. The same bytes every time."""
    file = BytesIO()
    with Workbook(file, SAFE) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for made in tables:
            _fill(book.add_worksheet(made.key[:LONGEST_NAME]), made, bold, wrap)
    return file.getvalue()


def _fill(sheet: Worksheet, made: Table, bold: Format, wrap: Format) -> None:
    sheet.write_string(0, 0, made.title, bold)
    for at, column in enumerate(made.columns):
        cells = [str(row[at]) for row in made.rows]
        longest = max(map(len, (column.heading, *cells)))
        sheet.set_column(at, at, min(max(longest + 2, NARROWEST), WIDEST))
        sheet.write_string(1, at, column.heading, bold)
    for line, row in enumerate(made.rows, start=2):
        for at, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(line, at, cell, wrap)
            else:
                sheet.write_string(line, at, cell, wrap)
    sheet.freeze_panes(2, 1)
