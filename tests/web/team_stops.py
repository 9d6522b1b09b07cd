"""What somebody who leads a team or a department sees, through a quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from lti_tool.models import Cycle
from questionnaires.disclosure import organisation_only
from tests.services.report_town import TREE, audited, publish
from tests.services.team_town import found_teams, invite, leads
from tests.web.steps import inside
from tests.web.tour import Tour

TEAM, SMALL, DEPARTMENT = 11, 51, 2


def before(tour: Tour) -> None:
    """The quarter is planned and opens in ten days."""
    opens = tour.town.clock().date() + timedelta(days=10)
    values = {"state": "ready", "opened_at": None, "document": None}
    tour.change(Cycle, opens=opens, closes=opens + timedelta(days=27), **values)


def during(tour: Tour) -> None:
    """Some have taken part, in each team a little over half."""
    for top, (_name, teams) in TREE.items():
        for team, (_title, size) in teams.items():
            invite(tour.town, f"{top}/{team}", size, done=size * 5 // 8, excused=size // 12)


def after(tour: Tour) -> None:
    """The figures of the quarter are published."""
    publish(tour.town.app, tour.town.cycle_id, tour.town.clock(), audited())


def coarse(tour: Tour) -> None:
    """Only those of the whole organisation are."""
    found = audited()
    found.snapshot.update(organisation_only(found.snapshot))
    publish(tour.town.app, tour.town.cycle_id, tour.town.clock(), found)


def manager(
    when: Callable[[Tour], None], *teams: int, path: str = "/team"
) -> Callable[[Tour], Page]:
    """The page of who leads these teams, at this moment of the quarter."""

    def way(tour: Tour) -> Page:
        found_teams(tour.town)
        when(tour)
        sub = str(next(tour.subs))
        leads(tour.town, tour.town.add_person(sub), *teams)
        return inside(tour.launch(sub), path)

    return way


TEAM_STOPS: dict[str, Callable[[Tour], Page]] = {
    "manager-before": manager(before, TEAM),
    "manager-during": manager(during, TEAM),
    "manager-during-small": manager(during, SMALL),
    "manager-during-department": manager(during, DEPARTMENT),
    "manager-after": manager(after, TEAM),
    "manager-after-small": manager(after, SMALL),
    "manager-after-department": manager(after, DEPARTMENT),
    "manager-after-coarse": manager(coarse, TEAM),
    "kit": manager(during, TEAM, path="/team/kit"),
    "kit-before": manager(before, TEAM, path="/team/kit"),
}
