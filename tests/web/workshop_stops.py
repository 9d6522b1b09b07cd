"""Workshops: what an employee sees, what L&D plans, and the list at the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select, update

from lti_tool.models import Booking, OfferLink, Person, Platform, SessionMirror, WorkshopSession, db
from lti_tool.services.attendance import make_address, tick_off
from lti_tool.services.bookings import book
from lti_tool.services.mirror_work import NO_CALENDAR
from lti_tool.services.seating import BoxOffice
from lti_tool.services.sessions import Plan, add_session, cancel_session
from tests.web.steps import inside
from tests.web.tour import Tour


def planned(tour: Tour) -> list[int]:
    """Sessions of everything that can be booked: one free, one full, one online, a drop-in."""
    town = tour.town
    offers = [offer.id for offer in town.pack.offers if offer.kind in ("workshop", "inloop")]
    wishes = [
        (offers[0], 12, {"place": "Raadzaal, stadhuis", "trainer": "Noor Jansen"}),
        (offers[0], 1, {"place": "Vergaderkamer 2.14", "trainer": "Noor Jansen"}),
        (offers[1], 8, {"meeting_url": "https://vergaderen.example/workshop"}),
        (offers[-1], 25, {"place": "Koffiehoek"}),
    ]
    with town.app.app_context():
        office = BoxOffice(db.session(), town.tools.vault, town.clock())
        made = []
        for number, (offer, capacity, texts) in enumerate(wishes):
            starts = town.clock().replace(hour=9, minute=0) + timedelta(days=3 + 2 * number)
            plan = Plan(starts, starts + timedelta(minutes=60), capacity, **texts)
            made.append(add_session(office, town.cycle_id, offer, plan, "tour"))
        return made


def booked(tour: Tour, session: int, *subs: str) -> None:
    """These people ask for a place."""
    town = tour.town
    with town.app.app_context():
        office = BoxOffice(db.session(), town.tools.vault, town.clock())
        for sub in subs:
            person = db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()
            book(office, person, session)


def result(tour: Tour) -> Page:
    planned(tour)
    return tour.launch(tour.submitted("op", "onder", "grens"))


def workshops(tour: Tour) -> Page:
    made, me = planned(tour), tour.person()
    booked(tour, made[1], tour.person(), tour.person())
    booked(tour, made[0], me)
    return inside(tour.launch(me), "/workshops")


def one_workshop(tour: Tour) -> Page:
    made = planned(tour)
    booked(tour, made[1], tour.person())
    offer = next(offer.id for offer in tour.town.pack.offers if offer.kind == "workshop")
    return inside(tour.launch(), f"/workshops/{offer}")


def my_bookings(tour: Tour) -> Page:
    made, me = planned(tour), tour.person()
    booked(tour, made[1], tour.person(), tour.person())
    for session in (made[0], made[1], made[2]):
        booked(tour, session, me)
    return inside(tour.launch(me), "/bookings")


def agenda(tour: Tour) -> Page:
    page = inside(tour.launch(), "/bookings")
    page.locator('button[value="make"]').click()
    page.locator('html[data-page="agenda"]').wait_for()
    return page


def office(path: str) -> Callable[[Tour], Page]:
    """A page of a coordinator, after colleagues have booked; NUMBER is the first session."""

    def way(tour: Tour) -> Page:
        made = planned(tour)
        booked(tour, made[0], *(tour.person() for _ in range(4)))
        booked(tour, made[1], *(tour.person() for _ in range(3)))
        boss = tour.with_role("coordinator")
        return inside(tour.launch(boss), path.replace("NUMBER", str(made[0])))

    return way


def new_session_error(tour: Tour) -> Page:
    page = office("/sessions/new")(tour)
    page.locator('button[value="add"]').click()
    page.locator("#missing").wait_for()
    return page


def cancelled(tour: Tour) -> Page:
    town, made = tour.town, planned(tour)
    with town.app.app_context():
        desk = BoxOffice(db.session(), town.tools.vault, town.clock())
        cancel_session(desk, made[0], "tour")
    boss = tour.with_role("coordinator")
    return inside(tour.launch(boss), f"/sessions/{made[0]}")


def in_the_lms(tour: Tour) -> Page:
    """A session that stands in Moodle, where the account lacks the right for the calendar."""
    page = linked(tour, office("/sessions/NUMBER")(tour))
    page.locator('[aria-labelledby="mirror-title"] summary').click()
    return page


def its_group(tour: Tour) -> Page:
    """Which group it is, with a Moodle that cannot be reached."""
    page = linked(tour, office("/sessions/NUMBER")(tour))
    page.locator('[aria-labelledby="mirror-title"] a[href$="/group"]').click()
    page.locator('html[data-page="session-group"]').wait_for()
    return page


def linked(tour: Tour, page: Page) -> Page:
    """The same page, with a course and a group for the first session."""
    town = tour.town
    with town.app.app_context():
        row = db.session.scalars(select(WorkshopSession).order_by(WorkshopSession.id)).first()
        assert row is not None
        db.session.execute(update(Platform).values(api_adapter="moodle"))
        course = {"course_ref": "21", "course_id": "21", "course_title": row.title}
        about = {"cycle_id": row.cycle_id, "offer_id": row.offer_id, "checked_at": town.clock()}
        db.session.add(OfferLink(**course, **about, healthy=True))
        group = {"group_id": "7", "group_name": f"{row.title} 30-11-2026 10:00"}
        state = {"wanted": True, "settled": "x", "fault": NO_CALENDAR}
        db.session.add(SessionMirror(session_id=row.id, uid="f" * 32, **group, **state))
        db.session.commit()
    page.reload()
    return page


def trainer(tour: Tour) -> Page:
    town, made = tour.town, planned(tour)
    booked(tour, made[0], *(tour.person() for _ in range(5)))
    with town.app.app_context():
        session = db.session()
        ids = session.scalars(select(Booking.id).order_by(Booking.id)).all()
        town.clock.forward(days=3)
        tick_off(session, made[0], ids[:3], town.clock())
        token = make_address(session, session.get_one(WorkshopSession, made[0]))
    page = tour.context.new_page()
    page.goto(f"{tour.lms.tool_url}/at-the-door/{token}")
    return page


def address(tour: Tour) -> Page:
    page = office("/sessions/NUMBER")(tour)
    page.locator('button[value="address"]').click()
    page.locator('html[data-page="session-address"]').wait_for()
    return page


WORKSHOP_STOPS: dict[str, Callable[[Tour], Page]] = {
    "result-with-sessions": result,
    "workshops": workshops,
    "workshops-none": lambda tour: inside(tour.launch(), "/workshops"),
    "workshop-one": one_workshop,
    "bookings": my_bookings,
    "bookings-none": lambda tour: inside(tour.launch(), "/bookings"),
    "agenda": agenda,
    "sessions": office("/sessions"),
    "session": office("/sessions/NUMBER"),
    "session-cancelled": cancelled,
    "session-in-lms": in_the_lms,
    "session-group": its_group,
    "session-new": office("/sessions/new"),
    "session-new-error": new_session_error,
    "session-address": address,
    "attendance": office("/sessions/NUMBER/attendance"),
    "attendance-trainer": trainer,
}
