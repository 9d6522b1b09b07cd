"""What an admin changes in a cycle: a form answers with its page, or with what is wrong."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.deciding import confirm_cycle
from lti_tool.services.faults import Faults
from lti_tool.services.overruling import LONGEST_REASON, SHORTEST_REASON, open_anyway
from lti_tool.services.planning import LONGEST_SCAN, change_cycle
from lti_tool.services.platforms import is_web_address
from lti_tool.services.side_by_side import Overlap
from lti_tool.views.frame import desk, go
from lti_tool.views.wording import quarter_name
from lti_tool.views.year import Errors, cycle_page, own_cycle
from lti_tool.views.year_models import day_words
from questionnaires.calendar import local_date


def day_of(name: str) -> date | None:
    """The date in a field, None when there is none."""
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        return None


def date_errors(opens: date | None, closes: date | None) -> Errors:
    """What is wrong with the first and the last day."""
    today = local_date(desk().now)
    if opens is None:
        return [("opens", _("Vul bij de eerste dag een datum in."))]
    if closes is None:
        return [("closes", _("Vul bij de laatste dag een datum in."))]
    if closes < opens:
        return [("closes", _("De laatste dag ligt vóór de eerste dag."))]
    if closes - opens > timedelta(days=LONGEST_SCAN):
        return [("closes", _("Zo lang kan een scan niet open zijn: hooguit een jaar."))]
    if closes < today:
        return [("closes", _("De laatste dag is al voorbij."))]
    return []


def url_errors(url: str) -> Errors:
    """What is wrong with where the scan is found."""
    if url and not is_web_address(url):
        return [("scan_url", _("Vul het hele adres in, met https:// ervoor."))]
    return []


def overlap_error(other: Overlap) -> tuple[str, str]:
    """That another scan takes these days."""
    words = _(
        "In deze dagen is de scan van het %(quarter)s open, van %(opens)s tot en met %(closes)s. "
        "Twee scans kunnen niet tegelijk open zijn. Kies andere data.",
        quarter=quarter_name(other.quarter),
        opens=day_words(other.opens),
        closes=day_words(other.closes),
    )
    return "opens", words


def too_late() -> FriendlyProblem:
    """Somebody else was quicker."""
    # What a page can know beforehand it says itself.
    return FriendlyProblem(
        "year_changed",
        _("Dit kan nu niet meer"),
        _("Het jaarplan is intussen veranderd. Kijk op de pagina hoe het ervoor staat."),
        status=409,
    )


@allow("admin")
def change_dates(number: int) -> str | Response:
    """Move the dates of a cycle, or say where its scan is found."""
    cycle = own_cycle(number)
    opens = cycle.opens if cycle.state == "open" else day_of("opens")
    closes, url = day_of("closes"), request.form.get("scan_url", "").strip()
    given = {name: request.form.get(name, "") for name in ("opens", "closes", "scan_url")}
    if errors := [*date_errors(opens, closes), *url_errors(url)]:
        return cycle_page(cycle, errors, **given)
    first = None if cycle.state == "open" else opens
    try:
        change_cycle(
            db.session(), cycle.id, desk().now, opens=first, closes=closes, scan_url=url or None
        )
    except Overlap as other:
        return cycle_page(own_cycle(number), [_beside(overlap_error(other), first)], **given)
    except Faults as fault:
        raise too_late() from fault
    return go("year_cycle", number=number, said="saved")


def _beside(error: tuple[str, str], first: date | None) -> tuple[str, str]:
    # Of an open scan only the last day stands in the form.
    return error if first else ("closes", error[1])


@allow("admin")
def open_now(number: int) -> str | Response:
    """Open with a reason that is kept in the log of changes, after a tick that it is meant."""
    cycle, reason = own_cycle(number), request.form.get("reason", "")
    errors: Errors = []
    if not SHORTEST_REASON <= len(" ".join(reason.split())) <= LONGEST_REASON:
        errors.append(("reason", _("Schrijf in een zin waarom de scan nu open moet.")))
    if request.form.get("sure") != "yes":
        errors.append(("sure", _("Zet een vinkje als je zeker weet dat de scan nu open moet.")))
    if errors:
        return cycle_page(cycle, errors, reason=reason)
    try:
        open_anyway(db.session(), cycle.id, reason, desk().now)
    except Faults:
        db.session.rollback()
        message = _("De scan kan niet open. Kijk bij wat nog nodig is, en naar de laatste dag.")
        return cycle_page(own_cycle(number), [("reason", message)], reason=reason)
    return go("year_cycle", number=number)


@allow("admin")
def confirm(number: int) -> str | Response:
    """A draft becomes a plan."""
    try:
        confirm_cycle(db.session(), own_cycle(number).id, desk().now)
    except Overlap as other:
        return cycle_page(own_cycle(number), [overlap_error(other)])
    except Faults as fault:
        raise too_late() from fault
    return go("year_cycle", number=number, said="confirmed")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/year/<int:number>/dates", "year_dates", change_dates, methods=["POST"])
    pages.add_url_rule("/year/<int:number>/open", "year_open", open_now, methods=["POST"])
    pages.add_url_rule("/year/<int:number>/confirm", "year_confirm", confirm, methods=["POST"])
