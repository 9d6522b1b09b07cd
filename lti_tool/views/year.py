"""The year plan: what runs, what comes and what needs somebody, and each cycle by itself."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, request
from sqlalchemy.orm import undefer

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Cycle, ThemePackRow, db
from lti_tool.pages import PageInfo
from lti_tool.problems import FriendlyProblem
from lti_tool.services.attention import Need, Notice, notices
from lti_tool.services.moments import settled_moments
from lti_tool.services.proposing import skipped_quarters
from lti_tool.services.side_by_side import same_theme
from lti_tool.services.year_feed import has_feed
from lti_tool.services.year_plan import YearRow, cycle_row, year_rows
from lti_tool.toolbox import toolbox
from lti_tool.views import year_models as words
from lti_tool.views.admin_setup_words import missing, standing_here
from lti_tool.views.frame import desk, page_info, show, visit
from lti_tool.views.themes import theme_title
from lti_tool.views.wording import quarter_name
from lti_tool.views.year_alerts import Alert, notice_alert, quarter_alerts, setup_alerts
from lti_tool.views.year_steps import steps
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter, State

Errors = list[tuple[str, str]]


def admin_page(name: str, title: str, errors: Errors | None = None) -> PageInfo:
    """The frame of a page of the year plan."""
    return page_info(name, title, role="admin", errors=errors or ())


def own_cycle(number: int) -> Cycle:
    """A cycle of the visitor's organisation, or a friendly page."""
    cycle = db.session.get(Cycle, number)
    if cycle is None or cycle.organisation_id != visit().organisation.id:
        raise FriendlyProblem(
            "no_cycle",
            _("Deze kwartaalronde is er niet"),
            _("Ga terug naar het jaarplan en kies een kwartaal."),
            status=404,
        )
    return cycle


@allow("admin")
def year() -> str:
    """The whole plan at a glance."""
    return year_page()


def year_page(feed_url: str = "") -> str:
    """The same, with the calendar's new address when one has just been made."""
    session, organisation, now = db.session(), visit().organisation.id, desk().now
    rows = year_rows(session, organisation, now)
    return show(
        "year.html",
        admin_page("year", _("Jaarplan")),
        cards=[words.card(row, now) for row in rows],
        running=[words.card(row, now) for row in words.running(rows)],
        coming=words.card(row, now) if (row := words.coming(rows)) else None,
        alerts=_alerts(rows, now),
        line=words.timeline(rows),
        bars=words.bars(rows),
        today=words.timeline(rows).at(local_date(now)),
        this_year=Quarter.of(local_date(now)).year,
        has_feed=has_feed(session, organisation),
        feed_url=feed_url,
        said=words.said(request.args.get("said", ""), request.args.get("quarter", "")),
    )


def _notices() -> list[Notice]:
    organisation, can_mail = visit().organisation, toolbox().settings.smtp_url is not None
    return notices(db.session(), organisation, can_mail, desk().now)


def _alerts(rows: list[YearRow], now: datetime) -> list[Alert]:
    coordinates = "coordinator" in visit().roles
    whole = [notice_alert(notice, coordinates) for notice in _notices()]
    steps = len(missing(standing_here()))
    return [*quarter_alerts(rows, now), *whole, *setup_alerts(steps)]


def row_of(cycle: Cycle) -> YearRow:
    """A cycle with everything that its page shows."""
    session = db.session()
    pack = session.get_one(
        ThemePackRow, cycle.theme_pack_id, options=[undefer(ThemePackRow.document)]
    )
    skipped = Quarter.parse(cycle.quarter) in skipped_quarters(session, cycle.organisation_id)
    return cycle_row(session, cycle, pack, skipped, desk().now)


@allow("admin")
def year_cycle(number: int) -> str:
    """One cycle: dates, what is missing, moments, and what can be changed."""
    return cycle_page(own_cycle(number))


def cycle_page(cycle: Cycle, errors: Errors | None = None, **given: object) -> str:
    """The same, with what was filled in and is wrong."""
    row, now, errors = row_of(cycle), desk().now, errors or []
    card = words.card(row, now)
    title = card.theme or theme_title(db.session.get_one(ThemePackRow, cycle.theme_pack_id))
    return show(
        "year_cycle.html",
        admin_page("year-cycle", title.text, errors),
        cycle=cycle,
        row=row,
        card=card,
        title=title,
        alerts=_alerts_of(cycle),
        twice=_twice(cycle),
        said="" if errors else request.args.get("said", ""),
        first_day=words.day_words(cycle.opens),
        coordinates="coordinator" in visit().roles,
        steps=list(steps(cycle, settled_moments(db.session(), cycle.id))),
        given={"opens": cycle.opens, "closes": cycle.closes, "scan_url": cycle.scan_url, **given},
    )


def _alerts_of(cycle: Cycle) -> list[Alert]:
    # What keeps the mail of a scan that is still to open from people.
    mail = (Need.SILENT, Need.NO_MAIL, Need.CONTACT)
    told = [notice for notice in _notices() if notice.need in mail]
    return [notice_alert(notice, False) for notice in told] if is_coming(cycle) else []


def _twice(cycle: Cycle) -> list[str]:
    others = same_theme(db.session(), cycle) if is_coming(cycle) else []
    return [quarter_name(quarter) for quarter in others]


def is_coming(cycle: Cycle) -> bool:
    """Whether a cycle is planned and still to open."""
    return cycle.state in (State.PLANNED, State.READY)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/year", "year", year)
    pages.add_url_rule("/year/<int:number>", "year_cycle", year_cycle)
