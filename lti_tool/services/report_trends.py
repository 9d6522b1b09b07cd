"""Figures beside those of an earlier quarter with the same theme, as the snapshot has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.services.report_figures import DEPTH
from lti_tool.services.report_tables import Column, Table, table
from lti_tool.services.report_words import Names, band_words
from lti_tool.services.reports import Published
from questionnaires.disclosure_bands import Band, band_from_document


@dataclass(frozen=True, slots=True)
class Trend:
    """A band of then beside the band of now, for a skill at a place or in a group."""

    skill: str
    name: str
    quarter: str
    then: Band
    now: Band

    @property
    def change(self) -> int:
        """-1 fewer, 1 more, 0 when the bands leave both possible."""
        if self.now.high <= self.then.low:
            return -1
        return int(self.now.low >= self.then.high)


def trends(found: Published, names: Names, skill: str) -> tuple[Trend, ...]:
    """Those of a skill: of the organisation, the departments and the function groups."""
    return tuple(
        Trend(
            skill,
            names.group(row["group"]) if "group" in row else names.place(tuple(row["path"])),
            str(row["quarter"]),
            band_from_document(row["then"]),
            now,
        )
        for row in found.document["trends"]
        if row["skill"] == skill and len(row.get("path", ())) <= DEPTH
        if (now := _now(found, row)) is not None
    )


def _now(found: Published, row: Mapping[str, Any]) -> Band | None:
    kind, key = ("groups", "group") if "group" in row else ("places", "path")
    figures = found.document["skills"].get(row["skill"], {}).get(kind, [])
    for figure in figures:
        if figure[key] == row[key]:
            return band_from_document(figure["band"])
    return None


def change_words(trend: Trend) -> str:
    """What the two bands say for certain."""
    table = {-1: _("minder"), 0: _("niet zeker"), 1: _("meer")}
    return table[trend.change]


def trend_table(skill: str, title: str, rows: tuple[Trend, ...]) -> Table:
    """The same as a table; ``title`` is that of the skill."""
    columns = [
        Column(_("Waar"), "name"),
        Column(_("Eerder kwartaal")),
        Column(_("Toen")),
        Column(_("Nu")),
        Column(_("Onder het minimum")),
    ]
    cells = (
        (r.name, r.quarter, band_words(r.then), band_words(r.now), change_words(r)) for r in rows
    )
    words = _("%(skill)s, vergeleken met eerder", skill=title)
    return table(f"trends-{skill}", words, columns, cells)
