"""Who takes part while a scan runs: numbers per department and team, from five people on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint
from sqlalchemy import case, select

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Cycle, Team, db
from lti_tool.services.team_places import Taken, counts_now
from lti_tool.views.frame import page_info, show, visit
from lti_tool.views.wording import quarter_name
from questionnaires.disclosure_people import ORGANISATION, Path

SHOWN = ("open", "closed", "published")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A department, or a team below one, with who took part there."""

    name: str
    is_below: bool
    taken: Taken

    @property
    def share(self) -> int:
        """How many in a hundred of those who need to are done; 100 where nobody needs to."""
        wanted = self.taken.completed + self.taken.open
        return round(100 * self.taken.completed / wanted) if wanted else 100


@allow("coordinator")
def participation() -> str:
    """The running scan, or the last one; four statements, however many teams."""
    session, organisation = db.session(), visit().organisation.id
    cycle = session.scalars(
        select(Cycle)
        .where(Cycle.organisation_id == organisation, Cycle.state.in_(SHOWN))
        .order_by(case((Cycle.state == "open", 0), else_=1), Cycle.opens.desc())
        .limit(1)
    ).first()
    counts = counts_now(session, cycle.id) if cycle else {}
    teams = select(Team.id, Team.name).where(Team.organisation_id == organisation)
    names = {str(row.id): row.name for row in session.execute(teams)}
    page = page_info("participation", _("Deelname"), role="coordinator")
    whole = counts.get(ORGANISATION)
    quarter = quarter_name(cycle.quarter) if cycle else ""
    return show(
        "participation.html", page, whole=whole, rows=list(_rows(counts, names)), quarter=quarter
    )


def _rows(counts: Mapping[Path, Taken], names: Mapping[str, str]) -> Iterator[PlaceRow]:
    """Departments by name, each followed by its teams."""
    named = {path: tuple(names.get(part, "") for part in path) for path in counts if path}
    for path in sorted(named, key=lambda path: tuple(name.casefold() for name in named[path])):
        yield PlaceRow(named[path][-1] or _("Een team"), len(path) > 1, counts[path])


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/participation", "participation", participation)
