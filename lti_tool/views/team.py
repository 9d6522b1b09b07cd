"""The page of who leads a team or a department: taking part, the next step, the picture."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import Cycle, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.evaluating import AFTER_CLOSING, open_forms
from lti_tool.services.reports import published
from lti_tool.services.team_kit import coming, cycles_of, pack_of, running, told
from lti_tool.services.team_places import OwnPlace, counts_now, own_places
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.team_models import PictureView, picture_view
from lti_tool.views.team_round import Round, round_view, step
from lti_tool.views.wording import quarter_name

Places = Sequence[OwnPlace]


@allow("manager")
def manager() -> str:
    """The first of the own places, with the newest figures."""
    places = own_places(db.session(), visit().person.id)
    if not places:
        return show("team_none.html", page_info("manager", _("Jouw team"), role="manager"))
    return _page(places, places[0], _cycles(), "")


@allow("manager")
def team(number: int) -> str:
    """One of the own places, with the newest figures."""
    places = own_places(db.session(), visit().person.id)
    return _page(places, _own(places, number), _cycles(), "")


@allow("manager")
def team_then(number: int, quarter: str) -> str | Response:
    """One of the own places, with the figures of a quarter; without those, the newest."""
    places = own_places(db.session(), visit().person.id)
    here, cycles = _own(places, number), _cycles()
    if quarter not in {cycle.quarter for cycle in told(cycles)}:
        return go("team", number=number)
    return _page(places, here, cycles, quarter)


def _cycles() -> list[Cycle]:
    return cycles_of(db.session(), visit().organisation.id)


def _own(places: Places, number: int) -> OwnPlace:
    found = next((place for place in places if place.id == number), None)
    if found is None:
        # The same for a team of somebody else and for one that does not exist.
        raise FriendlyProblem(
            "not_yours",
            _("Deze pagina is niet voor jou"),
            _("Je ziet alleen teams waar jij leiding aan geeft."),
            status=403,
        )
    return found


def _page(places: Places, here: OwnPlace, cycles: Sequence[Cycle], quarter: str) -> str:
    return show(
        "manager.html",
        page_info("manager", here.name, role="manager"),
        place=here,
        places=places,
        round=_round(cycles, places, here),
        step=step(cycles),
        later=coming(cycles) if running(cycles) else None,
        picture=_picture(cycles, places, here, quarter),
        looks_back=_looks_back(cycles),
        quarters=[(cycle.quarter, quarter_name(cycle.quarter)) for cycle in told(cycles)],
    )


def _round(cycles: Sequence[Cycle], places: Places, here: OwnPlace) -> Round | None:
    cycle = running(cycles)
    if cycle is None:
        return None
    counts = counts_now(db.session(), cycle.id)
    return round_view(cycle, counts, here, places, desk().now)


def _looks_back(cycles: Sequence[Cycle]) -> bool:
    if not any(cycle.state in AFTER_CLOSING for cycle in cycles):
        return False
    forms = open_forms(db.session(), visit().person, desk().now)
    return any(audience == "manager" for _cycle, audience in forms)


def _picture(
    cycles: Sequence[Cycle], places: Places, here: OwnPlace, quarter: str
) -> PictureView | None:
    cycle = next((one for one in told(cycles) if quarter in ("", one.quarter)), None)
    found = published(db.session(), cycle.id) if cycle else None
    if cycle is None or found is None:
        return None
    theme = pack_of(db.session(), toolbox().shelf, cycle, language())
    return picture_view(found, here, places, theme, visit().organisation.name)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/team", "manager", manager)
    pages.add_url_rule("/team/<int:number>", "team", team)
    pages.add_url_rule("/team/<int:number>/<quarter>", "team_then", team_then)
