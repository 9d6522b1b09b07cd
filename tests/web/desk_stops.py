"""The desk of L&D, in the states that it has."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import select, update

from lti_tool.models import Delivery, OfferLink, Person, db
from lti_tool.services.asking import ask
from lti_tool.services.courses import course_at_launch
from lti_tool.services.placed import note_placed
from tests.platform import INSTRUCTOR
from tests.services.team_town import found_teams
from tests.web.steps import inside
from tests.web.team_stops import during
from tests.web.tour import Tour
from tests.web.worklist_stops import place_lines
from tests.web.workshop_stops import booked, planned


def at_desk(path: str) -> Callable[[Tour], Page]:
    """A page of a coordinator."""
    return lambda tour: inside(tour.launch(tour.with_role("coordinator")), path)


def tasks(tour: Tour) -> Page:
    """A day on which everything waits that can."""
    place_lines(tour)
    town, made = tour.town, planned(tour)
    booked(tour, made[0], tour.person(), tour.person())
    asker = tour.person()
    with town.app.app_context():
        person = db.session.scalars(select(Person).where(Person.lms_user_id == asker)).one()
        ask(db.session(), town.tools.vault, person, "Kun je dinsdag even meekijken?", town.clock())
    town.clock.forward(days=4)
    return at_desk("/coordination")(tour)


def offers_wrong(tour: Tour) -> Page:
    """A course that was hidden, held by its number."""
    fault = "course 11 (Teams) is hidden: make it visible in the LMS"
    tour.change(OfferLink, healthy=False, fault=fault)
    return at_desk("/offers")(tour)


def offer_course(tour: Tour) -> Page:
    """Where a course is typed, since no LMS can be asked."""
    offer = next(row for row in tour.town.pack.offers if row.kind == "microlearning")
    return at_desk(f"/offers/{tour.town.cycle_id}/{offer.id}?search=Teams")(tour)


def terms_wrong(tour: Tour) -> Page:
    """A last day before the first, and an address that is none."""
    offer = next(row for row in tour.town.pack.offers if row.kind == "microlearning")
    page = at_desk(f"/offers/{tour.town.cycle_id}/{offer.id}/terms")(tour)
    page.locator("#available_from").fill("2026-12-01")
    page.locator("#available_until").fill("2026-11-01")
    page.locator("#url").fill("intranet")
    page.locator('main form button[value="next"]').click()
    page.wait_for_load_state()
    return page


def deliveries(tour: Tour) -> Page:
    """Some that need a person, and some that do not."""
    subs = [tour.submitted("op", "op", "op") for _ in range(3)]
    town = tour.town
    with town.app.app_context():
        ids = list(db.session.scalars(select(Delivery.id).order_by(Delivery.id)))
        lots = {"not_enrolled": ids[:3], "no_account": ids[3:5], "unavailable": ids[5:7]}
        for code, lot in lots.items():
            state = "waiting" if code == "unavailable" else "refused"
            settled = update(Delivery).where(Delivery.id.in_(lot))
            db.session.execute(settled.values(state=state, code=code))
        name = town.tools.vault.seal_text("Noor")
        gone = update(Person).where(Person.lms_user_id == subs[0])
        db.session.execute(gone.values(lms_user_id=None, first_name_sealed=name))
        db.session.commit()
    return at_desk("/deliveries")(tour)


def note_missing(tour: Tour) -> Page:
    """Somebody gave up without a word."""
    page = deliveries(tour)
    page.locator('details:has(button[value="give-up"]) > summary').first.click()
    page.locator('button[value="give-up"]').first.click()
    page.locator("#missing").wait_for()
    return page


def searched(text: str, person: bool = True) -> Callable[[Tour], Page]:
    """Somebody was looked up at the helpdesk."""

    def way(tour: Tour) -> Page:
        if person:
            name = tour.town.tools.vault.seal_text("Noor")
            for _number in range(2):
                tour.town.add_person(str(next(tour.subs)), first_name_sealed=name)
        page = at_desk("/helpdesk")(tour)
        if text:
            page.locator("#who").fill(text)
        page.locator('button[value="search"]').click()
        page.wait_for_load_state()
        return page

    return way


def participation(tour: Tour) -> Page:
    """Some have taken part, in each team a little over half."""
    found_teams(tour.town)
    during(tour)
    return at_desk("/participation")(tour)


def helpdesk_card(tour: Tour) -> Page:
    """The card of somebody who is halfway."""
    sub = tour.answered("op", "onder", "grens")
    page = at_desk("/helpdesk")(tour)
    page.locator("#who").fill(sub)
    page.locator('button[value="search"]').click()
    page.locator('button[name="person"]').click()
    page.locator('html[data-page="helpdesk-card"]').wait_for()
    return page


def picker(tour: Tour) -> Page:
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "deep_link_return_url": f"{tour.lms.pages_url}/return",
    }
    kind = {"message_type": "LtiDeepLinkingRequest", "deep_linking_settings": settings}
    return tour.launch(roles=[INSTRUCTOR], drop=["resource_link"], **kind)


def picker_there(tour: Tour) -> Page:
    """A course that has the scan already."""
    with tour.town.app.app_context():
        course = course_at_launch(db.session(), tour.town.platform_id, "3", "", "")
        assert course is not None
        note_placed(db.session(), course.id, "scan", tour.town.clock())
        db.session.commit()
    page = picker(tour)
    page.locator("summary").click()
    return page


def gone(tour: Tour) -> Page:
    """A placed link to an offer that was taken away."""
    return inside(tour.launch(), "/open/dit-is-weg")


DESK_STOPS: dict[str, Callable[[Tour], Page]] = {
    "coordinator-tasks": tasks,
    "offers": at_desk("/offers"),
    "offers-wrong": offers_wrong,
    "offer-course": offer_course,
    "offer-terms-error": terms_wrong,
    "deliveries": deliveries,
    "deliveries-error": note_missing,
    "deliveries-none": at_desk("/deliveries"),
    "participation": participation,
    "participation-none": at_desk("/participation"),
    "helpdesk": at_desk("/helpdesk"),
    "helpdesk-found": searched("Noor"),
    "helpdesk-nobody": searched("Bestaat niet", person=False),
    "helpdesk-error": searched("", person=False),
    "helpdesk-card": helpdesk_card,
    "picker-there": picker_there,
    "gone": gone,
}
