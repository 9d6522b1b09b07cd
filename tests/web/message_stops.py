"""The messages as an admin looks them over."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import insert, update

from lti_tool.models import Delivery, Organisation, db
from tests.platform import SYSTEM_ADMIN
from tests.web.steps import inside
from tests.web.tour import Tour

STATES = {"delivered": 212, "waiting": 3, "uncertain": 1, "refused": 2}
CODES = {"uncertain": "crashed", "refused": "bad_address"}


def messages(tour: Tour) -> Page:
    """A round that is half-way, with some that somebody must look at."""
    town, now = tour.town, tour.town.clock()
    with town.app.app_context():
        db.session.execute(update(Organisation).values(contact_email="noor@voorbeeldstad.nl"))
        rows = [
            {
                "organisation_id": town.organisation_id,
                "platform_id": town.platform_id,
                "cycle_id": town.cycle_id,
                "kind": "mail",
                "topic": "invite",
                "dedup": f"{state}{number}",
                "payload_sealed": b"",
                "state": state,
                "code": CODES.get(state, ""),
                "not_before": now,
                "created_at": now,
            }
            for state, count in STATES.items()
            for number in range(count)
        ]
        db.session.execute(insert(Delivery), rows)
        db.session.commit()
    return inside(tour.launch(roles=[SYSTEM_ADMIN]), "/messages")


def message(name: str) -> Callable[[Tour], Page]:
    return lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), f"/messages/{name}")


def text_wrong(tour: Tour) -> Page:
    """A subject that tells too much, and a body without its button."""
    page = inside(tour.launch(roles=[SYSTEM_ADMIN]), "/texts/invite")
    page.locator("#subject-nl").fill("Verplicht: {{thema}}")
    page.locator("#body-en").fill("{{hello}}")
    page.locator('button[value="next"]').click()
    page.locator("#missing").wait_for()
    return page


def text_seen(tour: Tour) -> Page:
    """Words for the welcome page, looked at before they are kept."""
    page = inside(tour.launch(roles=[SYSTEM_ADMIN]), "/texts/welcome")
    page.locator("#body-nl").fill("Zo leren we samen.\n\n- Vragen? Vraag L&D.")
    page.locator('button[value="look"]').click()
    page.locator('[role="status"]').wait_for()
    return page


MESSAGE_STOPS: dict[str, Callable[[Tour], Page]] = {
    "messages": messages,
    "messages-none": lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), "/messages"),
    "message-announce": message("announce"),
    "message-invite": message("invite"),
    "texts": lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), "/texts"),
    "text": lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), "/texts/booking_placed"),
    "text-error": text_wrong,
    "text-welcome": text_seen,
}
