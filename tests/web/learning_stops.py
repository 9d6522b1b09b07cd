"""What can be learned: the own page, the library, and the way in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from lti_tool.models import Completion, Cycle, Delivery, OfferSetting, Person, ThemePackRow, db
from questionnaires.packs import pack_document
from tests.town import shipped
from tests.web.steps import inside
from tests.web.tour import Tour
from tests.web.workshop_stops import booked, planned

EARLIER = "veilig-digitaal"


def finished(tour: Tour, sub: str, offers: Sequence[str], source: str = "lms") -> None:
    """Somebody has finished these offers of the running theme."""
    town = tour.town
    with town.app.app_context():
        person = db.session.scalars(select(Person.id).where(Person.lms_user_id == sub)).one()
        day = town.clock().date() - timedelta(days=2)
        about = {"person_id": person, "cycle_id": town.cycle_id, "finished_on": day}
        db.session.add_all(Completion(offer_id=key, source=source, **about) for key in offers)
        db.session.commit()


def kinds(tour: Tour, kind: str) -> list[str]:
    """The ids of the offers of one kind."""
    return [offer.id for offer in tour.town.pack.offers if offer.kind == kind]


def begun(tour: Tour) -> Page:
    """One of two parts is done, there is a place at a workshop, and a tip was ticked off."""
    made, me = planned(tour), tour.submitted("onder", "onder", "op")
    booked(tour, made[0], me)
    finished(tour, me, kinds(tour, "microlearning")[:1])
    finished(tour, me, kinds(tour, "tip")[:1], "self")
    return inside(tour.launch(me), "/learning")


def all_done(tour: Tour) -> Page:
    me = tour.submitted("onder", "op", "op")
    finished(tour, me, kinds(tour, "microlearning"))
    return inside(tour.launch(me), "/learning")


def free_choice(tour: Tour) -> Page:
    """Nothing belongs to the work; a tip has an address, and a workshop begins later."""
    later = tour.town.clock().date() + timedelta(days=9)
    terms = [(kinds(tour, "tip")[0], {"url": "https://intranet.example/tip"})]
    terms += [(kinds(tour, "workshop")[0], {"available_from": later})]
    with tour.town.app.app_context():
        for offer, values in terms:
            row = OfferSetting(cycle_id=tour.town.cycle_id, offer_id=offer, **values)
            db.session.add(row)
        db.session.commit()
    return inside(tour.launch(tour.submitted("op", "op", "op")), "/learning")


def earlier_theme(tour: Tour) -> int:
    """A quarter that is over, with a theme of its own that leads to courses; its id."""
    town, pack, now = tour.town, shipped(EARLIER), tour.town.clock()
    opens = now.date() - timedelta(days=100)
    whose = {"organisation_id": town.organisation_id}
    with town.app.app_context():
        theme = ThemePackRow(
            pack_id=pack.id,
            version=pack.version,
            title=pack.title,
            document=pack_document(pack),
            source="",
            imported_at=now,
            **whose,
        )
        db.session.add(theme)
        db.session.flush()
        moments = dict.fromkeys(("planned_at", "opened_at", "closed_at"), now - timedelta(days=70))
        cycle = Cycle(
            theme_pack_id=theme.id,
            quarter="2026-Q3",
            state="archived",
            opens=opens,
            closes=opens + timedelta(days=28),
            document=pack_document(pack),
            policy="everyone",
            k=8,
            **moments,
            **whose,
        )
        db.session.add(cycle)
        db.session.flush()
        town.link_offers(cycle.id, pack, first=21)
        db.session.commit()
        return cycle.id


def library(tour: Tour) -> Page:
    earlier_theme(tour)
    return inside(tour.launch(), "/library")


def waiting_in_library(tour: Tour) -> Page:
    page = library(tour)
    page.locator("button[data-offer]").first.click()
    page.locator('html[data-page="start"]').wait_for()
    return page


def ready_in_a_frame(tour: Tour) -> Page:
    """The course became ready while the page in the frame waited for it."""
    tour.lms.token = {"launch_presentation": {"locale": tour.locale}}
    sub = tour.submitted("op", "onder", "grens")
    page = tour.context.new_page()
    page.goto(f"{tour.lms.pages_url}/course?sub={sub}")
    frame = page.frame_locator("#tool")
    frame.locator("button[data-offer]").first.click()
    frame.locator('html[data-page="start"]').wait_for()
    tour.change(Delivery, state="delivered")
    frame.locator("html").evaluate("location.reload()")
    frame.locator('a[target="_top"].nl-button--primary').wait_for()
    return page


LEARNING_STOPS: dict[str, Callable[[Tour], Page]] = {
    "learning-begun": begun,
    "learning-done": all_done,
    "learning-free": free_choice,
    "library": library,
    "library-none": lambda tour: inside(tour.launch(), "/library"),
    "start-library": waiting_in_library,
    "start-ready": ready_in_a_frame,
}
