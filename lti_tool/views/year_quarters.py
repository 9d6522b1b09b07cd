"""What an admin decides about quarters: plan one, skip one, propose a year, share the calendar."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import ThemePackRow, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services import deciding, proposing, year_feed
from lti_tool.services.faults import Faults
from lti_tool.services.planning import plan_cycle
from lti_tool.services.side_by_side import Overlap
from lti_tool.services.themes import list_themes
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, show, visit
from lti_tool.views.wording import quarter_name
from lti_tool.views.year import Errors, admin_page, year_page
from lti_tool.views.year_forms import date_errors, day_of, overlap_error, too_late, url_errors
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter, default_dates


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError as fault:
        raise FriendlyProblem(
            "no_quarter",
            _("Dit kwartaal is er niet"),
            _("Ga terug naar het jaarplan en kies een kwartaal."),
            status=404,
        ) from fault


def _themes() -> list[ThemePackRow]:
    # The newest version of each.
    return list(
        {row.pack_id: row for row in list_themes(db.session(), visit().organisation.id)}.values()
    )


@allow("admin")
def plan_page(quarter: str) -> str:
    """Choose a theme and dates for a quarter."""
    opens, closes = default_dates(_quarter(quarter))
    plans = {str(p.quarter): p for p in proposing.plans_of(db.session(), visit().organisation.id)}
    made = plans.get(quarter)
    given = {"opens": opens, "closes": closes, "theme": made.theme if made else "", "scan_url": ""}
    return _plan_page(quarter, given, [])


def _plan_page(quarter: str, given: dict[str, object], errors: Errors) -> str:
    name = quarter_name(quarter)
    page = admin_page("year-plan", _("Plan het %(quarter)s", quarter=name), errors)
    return show("year_plan.html", page, themes=_themes(), given=given, quarter=quarter)


@allow("admin")
def plan(quarter: str) -> str | Response:
    """Plan a theme in a quarter."""
    _quarter(quarter)
    opens, closes = day_of("opens"), day_of("closes")
    theme, url = request.form.get("theme", ""), request.form.get("scan_url", "").strip()
    errors = [*date_errors(opens, closes), *url_errors(url)]
    if theme not in {row.pack_id for row in _themes()}:
        errors.insert(0, ("theme", _("Kies een thema.")))
    names = ("theme", "opens", "closes", "scan_url")
    given: dict[str, object] = {name: request.form.get(name, "") for name in names}
    if errors:
        return _plan_page(quarter, given, errors)
    organisation, now = visit().organisation.id, desk().now
    try:
        made = plan_cycle(db.session(), organisation, theme, quarter, opens, closes, url, now)
    except Overlap as other:
        return _plan_page(quarter, given, [overlap_error(other)])
    except Faults as fault:
        raise too_late() from fault
    return go("year_cycle", number=made, said="planned")


@allow("admin")
def skip(quarter: str) -> Response:
    """No cycle in a quarter, or one after all."""
    session, organisation, now = db.session(), visit().organisation.id, desk().now
    name = str(_quarter(quarter))
    try:
        if request.form.get("go") != "use":
            deciding.skip_quarter(session, organisation, name, now)
            return go("year", said="skip", quarter=name)
        state = deciding.use_quarter(session, organisation, name, now)
    except Faults as fault:
        raise too_late() from fault
    said = {"": "free", "draft": "draft"}.get(state, "planned")
    return go("year", said=said, quarter=name)


@allow("admin")
def propose() -> Response:
    """Drafts for the next year, from this one."""
    now = desk().now
    this = Quarter.of(local_date(now)).year
    proposing.propose_next_year(db.session(), visit().organisation.id, this, now)
    return go("year")


@allow("admin")
def calendar() -> str | Response:
    """An address for the calendar, shown once; or none any more."""
    organisation, now = visit().organisation.id, desk().now
    if request.form.get("go") == "end":
        year_feed.end_feed(db.session(), organisation, now)
        return go("year")
    token = year_feed.make_feed(db.session(), organisation, now)
    return year_page(f"{toolbox().settings.public_url}/agenda/{token}.ics")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/year/plan/<quarter>", "year_plan", plan_page)
    pages.add_url_rule("/year/plan/<quarter>", "year_plan_send", plan, methods=["POST"])
    pages.add_url_rule("/year/skip/<quarter>", "year_skip", skip, methods=["POST"])
    pages.add_url_rule("/year/propose", "year_propose", propose, methods=["POST"])
    pages.add_url_rule("/year/calendar", "year_calendar", calendar, methods=["POST"])
