"""The certificate of the audit as tables, for admins and the works council (DESIGN 6.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lti_tool.i18n import _
from lti_tool.services.report_figures import where
from lti_tool.services.report_tables import Cell, Column, Table, table
from lti_tool.services.report_words import Names
from lti_tool.services.reports import Published
from questionnaires.disclosure import FULL, ORGANISATION_ONLY
from questionnaires.disclosure_figures import UPTAKE
from questionnaires.disclosure_people import Path

Row = tuple[Cell, ...]


def verdict(found: Published) -> str:
    """What came out, in plain words."""
    level = found.document["level"]
    if found.certificate["verdict"] == "passed":
        return _(
            "De controle is geslaagd. Uit wat gepubliceerd is, is van niemand zeker of die onder "
            "het minimum zit."
        )
    if level == ORGANISATION_ONLY:
        return _(
            "De controle hield cijfers per afdeling, team en functiegroep tegen. Alleen cijfers "
            "van de hele organisatie zijn gepubliceerd."
        )
    return _("De controle hield alle cijfers tegen. Alleen wie meedeed is gepubliceerd.")


def paper_table(found: Published, names: Names) -> Table:
    """What was audited, against which roster, by which rule, and how long that took."""
    paper = found.certificate
    places, groups = paper["places"], paper["groups"]
    rows: list[Row] = [
        (_("Kwartaal"), found.quarter),
        (_("Thema, met versie"), f"{found.pack_id} {found.pack_version}"),
        (_("Lijst van medewerkers, zoals vastgelegd op"), str(paper["roster"])),
        (_("Collega's van wie de uitslag meetelt"), int(paper["respondents"])),
        (_("Kleinste groep met een cijfer"), int(paper["k"])),
        (_("Plekken met cijfers"), len(places["shown"])),
        (_("Plekken zonder cijfers"), len(places["hidden"])),
        (_("Functiegroepen met cijfers"), len(groups["shown"])),
        (_("Functiegroepen zonder cijfers"), len(groups["hidden"])),
        (_("Eerdere kwartalen die meegelezen zijn"), ", ".join(paper["earlier"]) or _("geen")),
        (_("Duur van de controle in seconden"), str(paper["seconds"]).replace(".", ",")),
    ]
    columns = [Column(_("Wat")), Column(_("Waarde"))]
    return table("paper", _("Wat is gecontroleerd"), columns, rows)


def node_table(found: Published, names: Names) -> Table:
    """Every place with colleagues who took part: with a figure or not, and why not."""
    columns = [where(), Column(_("Cijfers")), Column(_("Waarom niet"))]
    title = _("Afdelingen en teams")
    return table("nodes", title, columns, [*_nodes(found, names), *_nameless(found)])


def _nodes(found: Published, names: Names) -> Iterator[Row]:
    completed = {tuple(r["path"]): r["completed"] for r in found.document["participation"]}
    places = found.certificate["places"]
    shown = {tuple(path) for path in places["shown"]}
    for path in sorted({*shown, *(tuple(path) for path in places["hidden"])}):
        if path in completed:
            why = "" if path in shown else _why(found, completed[path])
            yield _path_name(names, path), yes_or_no(path in shown), why


def _nameless(found: Published) -> Iterator[Row]:
    """Places with fewer than 5 invited have no name in the snapshot, only a number of them."""
    places = found.certificate["places"]
    known = found.titles
    small = [path for path in places["hidden"] if tuple(path) not in known]
    if small:
        what = _("%(count)s heel kleine plekken", count=len(small))
        yield what, yes_or_no(False), _("minder dan 5 collega's uitgenodigd")


def _path_name(names: Names, path: Path) -> str:
    if not path:
        return names.place(path)
    steps = [names.place(path[:depth]) for depth in range(1, len(path) + 1)]
    return " / ".join(step for step in steps if step)


def yes_or_no(shown: bool) -> str:
    """Whether a place has a figure."""
    return _("ja") if shown else _("nee")


def _why(found: Published, completed: int) -> str:
    if found.document["level"] != FULL:
        return _("de controle hield dit tegen")
    if completed < found.document["k"]:
        return _("minder dan %(k)s collega's deden mee", k=found.document["k"])
    return _("groot genoeg, maar dan was een kleinere groep uit te rekenen")


def group_table(found: Published, names: Names) -> Table:
    """Every function group with colleagues who took part."""
    groups: Mapping[str, Any] = found.certificate["groups"]
    columns = [
        Column(_("Functiegroep"), "name"),
        Column(_("Cijfers")),
        Column(_("Waarom niet")),
    ]
    why = (
        _("te klein, of bijna hetzelfde als een afdeling of team")
        if found.document["level"] == FULL
        else _("de controle hield dit tegen")
    )
    rows = [(names.group(code), yes_or_no(True), "") for code in groups["shown"]]
    rows += [(names.group(code), yes_or_no(False), why) for code in groups["hidden"]]
    return table("groups", _("Functiegroepen"), columns, rows)


def checked_table(found: Published, names: Names) -> Table:
    """Per skill and for uptake how much was compared."""
    columns = [
        Column(_("Waarover"), "own"),
        Column(_("Gepubliceerde cijfers"), "number"),
        Column(_("Soorten collega's"), "number"),
        Column(_("Mogelijke verdelingen"), "number"),
        Column(_("Samen gelezen met")),
    ]
    rows = [
        (
            _("afgeronde trainingen") if row["about"] == UPTAKE else names.skill(row["about"]),
            int(row["statements"]),
            int(row["classes"]),
            int(row["worlds"]),
            ", ".join(row["beside"]) or _("niets"),
        )
        for row in found.certificate["checked"]
    ]
    return table("checked", _("Hoe er is gezocht"), columns, rows)
