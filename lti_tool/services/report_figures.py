"""The figures of a published quarter, made from the snapshot and nothing else (DESIGN 6.4).

For coordinators and the direction: the organisation, its departments and its function groups.
Figures of teams are for those who lead them and stand on no page of this kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.services.report_tables import Column, Table, table
from lti_tool.services.report_words import NO_FIGURE, Names, band_words, no_figure
from lti_tool.services.reports import Published
from questionnaires.disclosure import PARTICIPATION_ONLY
from questionnaires.disclosure_bands import Band, band_from_document
from questionnaires.disclosure_people import ORGANISATION, Path

# A department is one step below the organisation; so is a team without a department.
DEPTH = 1


@dataclass(frozen=True, slots=True)
class Share:
    """The band of ``size`` people in which something is true; without a band it is hidden."""

    name: str
    size: int | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the same thing, beneath each other; ``names`` is what the first column holds."""

    key: str
    title: str
    names: Column
    says: str
    rows: tuple[Share, ...]

    def table(self) -> Table:
        """As a table: name, of how many, and the band in words."""
        columns = (self.names, Column(_("Van hoeveel"), "number"), Column(self.says))
        return table(self.key, self.title, columns, (_row(share) for share in self.rows))


def _row(share: Share) -> tuple[str, int | str, str]:
    if share.band is None or share.size is None:
        return share.name, NO_FIGURE, no_figure()
    return share.name, share.size, band_words(share.band)


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes part at a place: invited = completed + open + excused."""

    name: str
    invited: int
    completed: int
    open: int
    excused: int


def where() -> Column:
    """The column of places."""
    return Column(_("Waar"), "name")


def takings(found: Published, names: Names) -> tuple[Taking, ...]:
    """Taking part in the organisation and each department from 5 invited."""
    return tuple(
        Taking(
            names.place(tuple(row["path"])),
            *(int(row[key]) for key in ("invited", "completed", "open", "excused")),
        )
        for row in found.document["participation"]
        if len(row["path"]) <= DEPTH
    )


def taking_table(rows: Sequence[Taking]) -> Table:
    """The same as a table."""
    columns = [
        where(),
        Column(_("Uitgenodigd"), "number"),
        Column(_("Klaar"), "number"),
        Column(_("Niet gedaan"), "number"),
        Column(_("Hoefde niet"), "number"),
    ]
    cells = ((r.name, r.invited, r.completed, r.open, r.excused) for r in rows)
    return table("participation", _("Wie deed mee"), columns, cells)


def _share(name: str, figure: Mapping[str, Any] | None) -> Share:
    if figure is None:
        return Share(name)
    return Share(name, int(figure["n"]), band_from_document(figure["band"]))


def _places(found: Published, names: Names, figures: Sequence[Mapping[str, Any]]) -> list[Share]:
    """Organisation and departments, those without a figure too: that is told by size alone."""
    shown: dict[Path, Mapping[str, Any]] = {tuple(f["path"]): f for f in figures}
    everywhere = [path for path in found.titles if len(path) <= DEPTH]
    return [_share(names.place(path), shown.get(path)) for path in everywhere]


def below() -> str:
    """The heading of the share for whom a training belongs to the work."""
    return _("Onder het minimum")


def has_bands(found: Published) -> bool:
    """Whether more than who took part was published."""
    return bool(found.document["level"] != PARTICIPATION_ONLY)


def overview(found: Published, names: Names) -> Shares:
    """Every skill of the theme for the whole organisation."""
    rows = []
    for skill in names.pack.skills:
        figures = found.document["skills"].get(skill.id, {}).get("places", [])
        whole = next((f for f in figures if tuple(f["path"]) == ORGANISATION), None)
        rows.append(_share(skill.title, whole))
    heading = Column(_("Onderdeel"), "own")
    return Shares("overview", _("De hele organisatie"), heading, below(), tuple(rows))


def skill_places(found: Published, names: Names, skill: str) -> Shares:
    """One skill, for the organisation and its departments."""
    figures = found.document["skills"].get(skill, {}).get("places", [])
    title = _("%(skill)s, per afdeling", skill=names.skill(skill))
    rows = tuple(_places(found, names, figures))
    return Shares(f"places-{skill}", title, where(), below(), rows)


def skill_groups(found: Published, names: Names, skill: str) -> Shares:
    """One skill, for the function groups of which it asks something."""
    figures = found.document["skills"].get(skill, {}).get("groups", [])
    shown = {str(f["group"]): f for f in figures}
    asked = [code for code, minima in names.pack.minima.items() if minima.get(skill)]
    order = [code for code in names.groups if code in asked]
    codes = [*order, *(code for code in shown if code not in order)]
    rows = tuple(_share(names.group(code), shown.get(code)) for code in codes)
    title = _("%(skill)s, per functiegroep", skill=names.skill(skill))
    heading = Column(_("Functiegroep"), "name")
    return Shares(f"groups-{skill}", title, heading, below(), rows)


def uptake(found: Published, names: Names) -> Shares | None:
    """Who finished at least one training; None when that may not or cannot be told."""
    if found.document["uptake"] is None:
        return None
    rows = tuple(_places(found, names, found.document["uptake"]["places"]))
    says = _("Rondde minstens één training af")
    return Shares("uptake", _("Wie leerde er iets bij"), where(), says, rows)


def shares_of(found: Published, names: Names) -> Iterator[Shares]:
    """All of them in the order of the page, those of who took part excepted."""
    if has_bands(found):
        yield overview(found, names)
        makers: tuple[Callable[[Published, Names, str], Shares], ...] = (
            skill_places,
            skill_groups,
        )
        for skill in names.pack.skills:
            yield from (make(found, names, skill.id) for make in makers)
    if (finished := uptake(found, names)) is not None:
        yield finished
