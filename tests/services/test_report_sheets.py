"""Files hold exactly the rows of the page, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

import pytest

from lti_tool.models import FunctionGroup, db
from lti_tool.services.report_sheets import as_csv, as_xlsx, guarded
from lti_tool.services.report_tables import Column, table
from questionnaires.audit import Audited
from questionnaires.disclosure import organisation_only, participation_only
from tests.clock import Clock
from tests.platform import SYSTEM_ADMIN
from tests.services.report_town import audited, publish, weak_items
from tests.town import Town, Walker

NASTY = ("=1+1", "+31", "-2", "@SUM(A1)", "\tx", "\r=x", "\n=x", " =1", "＝1")
Rows = list[list[str]]


class Tables(HTMLParser):
    """Reads the tables of a page: key -> rows, header first, the caption before it."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Rows] = {}
        self._rows: Rows | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._rows = self.tables.setdefault(str(dict(attrs)["data-table"]), [])
        if self._rows is not None and tag in ("tr", "caption"):
            self._rows.append([])
        if self._rows and tag in ("th", "td", "caption"):
            self._rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("th", "td", "caption")
        self._rows = None if tag == "table" else self._rows

    def handle_data(self, data: str) -> None:
        if self._inside and self._rows:
            self._rows[-1][-1] += data


def tables_of_page(text: str) -> dict[str, Rows]:
    reader = Tables()
    reader.feed(text)
    return reader.tables


def tables_of_csv(content: bytes) -> list[Rows]:
    text = content.decode("utf-8-sig")
    found: list[Rows] = [[]]
    for row in csv.reader(StringIO(text, newline=""), delimiter=";"):
        if row:
            found[-1].append([re.sub(r"^'", "", cell) for cell in row])
        else:
            found.append([])
    return found


def tables_of_xlsx(content: bytes) -> dict[str, Rows]:
    with zipfile.ZipFile(BytesIO(content)) as book:
        read = {name: book.read(name).decode() for name in book.namelist()}
    strings = re.findall(r"<si><t[^>]*>(.*?)</t></si>", read["xl/sharedStrings.xml"], re.S)
    texts = [unescape(text) for text in strings]
    names = re.findall(r'<sheet name="([^"]+)"', read["xl/workbook.xml"])
    return {
        name: _rows(read[f"xl/worksheets/sheet{number}.xml"], texts)
        for number, name in enumerate(names, start=1)
    }


def _rows(sheet: str, texts: list[str]) -> Rows:
    assert "<f>" not in sheet, "no cell holds a formula"
    cells = re.compile(r"<c ([^>]*)>(?:<v>(.*?)</v>)?</c>|<c ([^>]*)/>")
    return [
        [_text(kind or "", value or "", texts) for kind, value, _empty in cells.findall(row)]
        for row in re.findall(r"<row [^>]*>(.*?)</row>", sheet, re.S)
    ]


def _text(kind: str, value: str, texts: list[str]) -> str:
    return texts[int(value)] if 't="s"' in kind else value


def full() -> Audited:
    found = audited()
    found.snapshot["items"] = weak_items()
    return found


def less(shape: Any) -> Audited:
    found = audited()
    found.snapshot.update(shape(found.snapshot))
    return found


def reader_of(town: Town, found: Audited) -> Walker:
    publish(town.app, town.cycle_id, town.clock(), found)
    town.add_person("1")
    walker = Walker(town, town.app.test_client())
    walker.launch("1", roles=[SYSTEM_ADMIN])
    return walker


@pytest.mark.parametrize(
    "make",
    [full, lambda: less(organisation_only), lambda: less(participation_only)],
    ids=["full", "organisation", "participation"],
)
def test_page_csv_and_xlsx_say_the_same_to_the_cell(town: Town, make: Any) -> None:
    walker = reader_of(town, make())
    here = f"{walker.base}/reports/{town.cycle_id}"
    page = tables_of_page(walker.client.get(here).get_data(as_text=True))
    assert len(page) >= 2
    assert all(len({len(row) for row in rows[1:]}) == 1 for rows in page.values())
    files = [walker.client.get(f"{here}/{kind}") for kind in ("csv", "xlsx")]
    for file, kind in zip(files, ("csv", "xlsx"), strict=True):
        named = file.headers["Content-Disposition"]
        assert named == f'attachment; filename="kwartaalbeeld-2026-q4.{kind}"'
        assert file.headers["Cache-Control"] == "no-store"
    assert tables_of_csv(files[0].data) == list(page.values())
    assert tables_of_xlsx(files[1].data) == page


def test_nothing_of_a_team_is_on_the_page_or_in_the_files(town: Town) -> None:
    found = full()
    for row in found.snapshot["participation"]:
        if len(row["path"]) == 2:
            row["title"] = f"TEAM-{row['path'][1]}"
    walker = reader_of(town, found)
    here = f"/reports/{town.cycle_id}"
    assert "Publiekszaken" in walker.get(here).text
    assert "TEAM-" not in walker.page.text
    for kind in ("csv", "xlsx"):
        content = walker.client.get(f"{walker.base}{here}/{kind}").data
        rows = tables_of_csv(content) if kind == "csv" else tables_of_xlsx(content)
        assert "TEAM-" not in str(rows)


def test_names_that_look_like_formulas_stay_names(town: Town) -> None:
    found = full()
    tops = [row for row in found.snapshot["participation"] if len(row["path"]) == 1]
    for row, name in zip(tops, NASTY, strict=False):
        row["title"] = name.strip("\t\r\n ")
    with town.app.app_context():
        db.session.query(FunctionGroup).update({"name": "=HYPERLINK(A1)"})
        db.session.commit()
    walker = reader_of(town, found)
    here = f"{walker.base}/reports/{town.cycle_id}"
    text = walker.client.get(f"{here}/csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(StringIO(text, newline=""), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK(A1)" in cells
    book = tables_of_xlsx(walker.client.get(f"{here}/xlsx").data)
    assert "=HYPERLINK(A1)" in str(book)


@pytest.mark.parametrize("cell", NASTY)
def test_a_cell_that_would_run_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == "'" + cell
    made = table("x", cell, [Column(cell)], [(cell,)])
    rows = list(csv.reader(StringIO(as_csv([made]).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["'" + cell]] * 3


@pytest.mark.parametrize("cell", ["Balie", "10 tot 20\xa0%", "–", 0, 12, "a=b"])
def test_other_cells_stay_as_they_are(cell: str | int) -> None:
    assert guarded(cell) == cell


def test_a_file_is_the_same_every_time() -> None:
    made = table("x", "Titel", [Column("Waar")], [("Balie",)])
    now = Clock()()
    assert as_xlsx([made], now) == as_xlsx([made], now)


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="x: a row does not fit"):
        table("x", "Titel", [Column("Waar")], [("Balie", 3)])
