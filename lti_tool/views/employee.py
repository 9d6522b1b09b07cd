"""The employee's own pages around the scan: welcome and result."""

from __future__ import annotations

from flask import Blueprint, g, make_response, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.cookies import drop_cookie
from lti_tool.i18n import _, language
from lti_tool.models import db
from lti_tool.pages import lms_front
from lti_tool.services.evaluating import open_forms
from lti_tool.services.message_letters import Round
from lti_tool.services.own_texts import usable
from lti_tool.services.scanning import Sheet, own_outcome, start
from lti_tool.services.text_preview import PageText, page_text
from lti_tool.services.timetable import coming
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.learning import shop_of
from lti_tool.views.models import skill_views, steps
from lti_tool.views.promises import promise, telling_policy
from lti_tool.views.rehearsal import may_rehearse
from lti_tool.views.scan import running_sheet
from lti_tool.views.wording import total_text
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
        page = page_info("none", _("Er loopt nu geen scan"))
        return show("none.html", page, may_rehearse=may_rehearse())
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
        own_words=_own_words(sheet),
        minutes=estimated_minutes(sheet.pack),
        cycle_closes=sheet.cycle.closes,
        promise=promise(context.organisation, policy),
        telling=telling_policy(policy),
        resumed=sheet.scan is not None,
        may_rehearse=may_rehearse(),
        shared_device=context.visit.shared_device,
    )


def _own_words(sheet: Sheet) -> PageText | None:
    """What the organisation says to everybody before they begin."""
    context = visit()
    own = usable({"nl": context.welcome_nl, "en": context.welcome_en})
    return page_text(Round(sheet.cycle, context.organisation, sheet.pack), own, language())


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
    slots = coming(here, context.person)
    skills = skill_views(outcome, shop_of(sheet, slots))
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


@allow("employee", "manager", "coordinator", "admin", "picker")
def close() -> Response:
    """ "Klaar, sluit af": the visit ends at once.

    The way back that the LMS gave may open the tool again: not from a computer of others too.
    """
    page = page_info("bye", _("Tot ziens"))
    return_url = lms_front(g.path_id) if page.shared_device else visit().visit.return_url
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
    pages.add_url_rule("/close", "close", close, methods=["POST"])
    pages.add_url_rule("/privacy", "privacy", privacy)
