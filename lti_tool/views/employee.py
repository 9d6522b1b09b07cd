"""The employee's own pages around the scan: welcome, result, starting an offer."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.cookies import drop_cookie
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.evaluating import open_forms
from lti_tool.services.scanning import Sheet, own_outcome, start
from lti_tool.services.timetable import coming
from lti_tool.services.writeback import choose, course_links, offer_states
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.models import skill_views, start_state, steps
from lti_tool.views.promises import promise, telling_policy
from lti_tool.views.scan import running_sheet
from lti_tool.views.wording import start_title, total_text
from lti_tool.visits import COOKIE, end_visit
from questionnaires.answering import next_page
from questionnaires.packs import estimated_minutes

# As many as keep every result within its one length.
SHOWN_SESSIONS = 3


@allow("employee")
def employee_home() -> str | Response:
    """Where an employee lands: welcome, the own result, or the news that nothing runs."""
    sheet = running_sheet()
    if sheet is None:
        return show("none.html", page_info("none", _("Er loopt nu geen scan")))
    if sheet.submitted:
        return _show_result(sheet)
    return _show_welcome(sheet)


def _policy(sheet: Sheet | None) -> str:
    """The policy that holds for the running cycle; a change is for a cycle to come."""
    frozen = sheet.cycle.policy if sheet is not None else None
    return frozen or visit().organisation.enrolment_policy


def _show_welcome(sheet: Sheet) -> str:
    context, policy = visit(), _policy(sheet)
    return show(
        "welcome.html",
        page_info("welcome", sheet.pack.title, content_lang=sheet.pack.language),
        theme=sheet.pack,
        minutes=estimated_minutes(sheet.pack),
        cycle_closes=sheet.cycle.closes,
        promise=promise(context.organisation, policy),
        telling=telling_policy(policy),
        resumed=sheet.scan is not None,
        shared_device=context.visit.shared_device,
    )


@allow("employee")
def welcome() -> Response:
    """Start, or go on at the first open question."""
    sheet = running_sheet()
    if sheet is None or sheet.submitted:
        return go("employee_home")
    visit().visit.shared_device = bool(request.form.get("shared_device"))
    if sheet.scan is None and sheet.group is None:
        db.session.commit()
        return go("group")
    sheet = start(desk(), sheet)
    db.session.commit()
    number = next_page(sheet.pack, str(sheet.group), sheet.answered.answers)
    return go("closing") if number is None else go("question_page", number=number + 1)


@allow("employee")
def share_device() -> Response:
    """Others use this computer too, says somebody who came back for the result."""
    visit().visit.shared_device = True
    db.session.commit()
    return go("result")


@allow("employee")
def result() -> str | Response:
    """The own result; before submitting it leads back to the scan."""
    sheet = running_sheet()
    if sheet is None or not sheet.submitted:
        return go("employee_home")
    return _show_result(sheet)


def _show_result(sheet: Sheet) -> str:
    here, context = desk(), visit()
    if sheet.outcome_gone:
        return show("forgotten.html", page_info("forgotten", _("Je uitslag is gewist")))
    outcome = own_outcome(here, sheet)
    links = course_links(here, sheet.cycle.id)
    slots = coming(here, context.person)
    bookable = {slot.row.offer_id for slot in slots}
    skills = skill_views(sheet.pack, outcome, links, offer_states(here, sheet, links), bookable)
    return show(
        "result.html",
        page_info("result", _("Jouw uitslag"), content_lang=sheet.pack.language),
        theme=sheet.pack,
        skills=skills,
        steps=steps(skills),
        levels=sheet.pack.levels,
        total_text=total_text([skill.status for skill in outcome.skills]),
        organisation=context.organisation,
        who_sees=promise(context.organisation, _policy(sheet)),
        slots=slots[:SHOWN_SESSIONS],
        looks_back=_looks_back(sheet),
    )


def _looks_back(sheet: Sheet) -> bool:
    # Not while the scan runs: then nearly every page would ask for nothing.
    return sheet.cycle.state != "open" and bool(open_forms(db.session(), sheet.person, desk().now))


@allow("employee")
def offer() -> Response:
    """The person's own click on an offer."""
    sheet = running_sheet()
    key = request.form.get("offer", "")
    if key in {slot.row.offer_id for slot in coming(desk(), visit().person)}:
        return go("workshop", offer_id=key)
    if sheet is None or not sheet.submitted or choose(desk(), sheet, key) is None:
        raise FriendlyProblem(
            "no_such_offer",
            _("Dit aanbod kun je nu niet starten"),
            _("Ga terug naar je uitslag en kies iets anders."),
            status=404,
        )
    return go("start_offer", offer_id=key)


@allow("employee")
def start_offer(offer_id: str) -> Response:
    """Into the course, or a page that waits for the enrolment and refreshes itself."""
    sheet = running_sheet()
    links = course_links(desk(), sheet.cycle.id) if sheet is not None else {}
    link = links.get(offer_id)
    if sheet is None or link is None:
        return go("employee_home")
    state = start_state(offer_states(desk(), sheet, {offer_id: link}).get(offer_id))
    # Redirected inside a frame, the LMS would sit in the LMS: there a link leaves the frame.
    if state == "ready" and request.headers.get("Sec-Fetch-Dest") != "iframe":
        return redirect(link.course_url, 303)
    page = page_info("start", start_title(state), content_lang=sheet.pack.language)
    title, url = sheet.pack.offer(offer_id).title, link.course_url
    response = make_response(show("start.html", page, title=title, course_url=url, state=state))
    if state == "waiting":
        response.headers["Refresh"] = "5"
    return response


@allow("employee", "manager", "coordinator", "admin", "picker")
def close() -> Response:
    """ "Klaar, sluit af": the visit ends at once."""
    page = page_info("bye", _("Tot ziens"))
    return_url = visit().visit.return_url
    end_visit(db.session(), visit(), desk().now)
    response = make_response(show("bye.html", page, return_url=return_url))
    drop_cookie(response, COOKIE, page.visit_base + "/")
    return response


@allow("employee", "manager", "coordinator", "admin", "picker")
def privacy() -> str:
    """How answers are handled, in plain words."""
    organisation = visit().organisation
    return show(
        "privacy.html",
        page_info("privacy", _("Zo gaan we met je antwoorden om")),
        promise=promise(organisation, _policy(running_sheet())),
        organisation=organisation,
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/scan", "employee_home", employee_home)
    pages.add_url_rule("/welcome", "welcome", welcome, methods=["POST"])
    pages.add_url_rule("/shared-device", "share_device", share_device, methods=["POST"])
    pages.add_url_rule("/result", "result", result)
    pages.add_url_rule("/offer", "offer", offer, methods=["POST"])
    pages.add_url_rule("/start/<offer_id>", "start_offer", start_offer)
    pages.add_url_rule("/close", "close", close, methods=["POST"])
    pages.add_url_rule("/privacy", "privacy", privacy)
