"""A published quarter as one document: what its page and its files are both made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_date

from lti_tool.i18n import _
from lti_tool.services.report_figures import (
    Shares,
    Taking,
    has_bands,
    overview,
    skill_groups,
    skill_places,
    taking_table,
    takings,
    uptake,
)
from lti_tool.services.report_items import advice_table, alpha_table, item_table
from lti_tool.services.report_tables import Cell, Column, Table, table
from lti_tool.services.report_trends import Trend, trend_table, trends
from lti_tool.services.report_words import Names
from lti_tool.services.reports import Published
from questionnaires.calendar import AMSTERDAM
from questionnaires.disclosure import FULL, ORGANISATION_ONLY


@dataclass(frozen=True, slots=True)
class SkillPart:
    """One skill; places, groups and trends are each a table of their own."""

    id: str
    title: str
    places: Shares
    groups: Shares
    trends: tuple[Trend, ...]

    def tables(self) -> Iterator[Table]:
        """Its tables, those without a row included."""
        yield from (self.places.table(), self.groups.table())
        yield trend_table(self.id, self.title, self.trends)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on the page of a quarter, in its order."""

    facts: Table
    takings: tuple[Taking, ...]
    overview: Shares | None
    skills: tuple[SkillPart, ...]
    uptake: Shares | None
    items: Table
    alpha: Table
    advice: Table

    def tables(self) -> Iterator[Table]:
        """Every table of the page that has a row, in its order."""
        return (made for made in self._tables() if made.rows)

    def _tables(self) -> Iterator[Table]:
        yield self.facts
        yield taking_table(self.takings)
        if self.overview is not None:
            yield self.overview.table()
        for skill in self.skills:
            yield from skill.tables()
        if self.uptake is not None:
            yield self.uptake.table()
        yield from (self.items, self.alpha, self.advice)


def report(found: Published, names: Names) -> Report:
    """The report of a published quarter; asks the database nothing."""
    bands = has_bands(found)
    skills = names.pack.skills if bands else ()
    return Report(
        facts=_facts(found, names),
        takings=takings(found, names),
        overview=overview(found, names) if bands else None,
        skills=tuple(
            SkillPart(
                skill.id,
                skill.title,
                skill_places(found, names, skill.id),
                skill_groups(found, names, skill.id),
                trends(found, names, skill.id),
            )
            for skill in skills
        ),
        uptake=uptake(found, names),
        items=item_table(found, names),
        alpha=alpha_table(found, names),
        advice=advice_table(found, names),
    )


def level_words(level: str) -> str:
    """How much was published."""
    table = {
        FULL: _("alles wat groot genoeg is"),
        ORGANISATION_ONLY: _("alleen cijfers van de hele organisatie"),
    }
    return table.get(level, _("alleen wie meedeed"))


def _facts(found: Published, names: Names) -> Table:
    document = found.document
    day = found.published_at.astimezone(AMSTERDAM)
    rows: list[tuple[Cell, ...]] = [
        (_("Kwartaal"), found.quarter),
        (_("Thema, met versie"), f"{found.pack_id} {found.pack_version}"),
        (_("Gepubliceerd op"), str(format_date(day, "d MMMM yyyy"))),
        (_("Cijfers vanaf"), _("%(k)s collega's", k=document["k"])),
        (_("Gepubliceerd"), level_words(document["level"])),
        (_("Deed mee zonder op de lijst te staan"), int(document["outside_roster"])),
    ]
    columns = [Column(_("Wat")), Column(_("Waarde"))]
    return table("facts", _("Over deze cijfers"), columns, rows)
