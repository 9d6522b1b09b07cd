"""The pages on which an admin writes a theme, and a coordinator reads along."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from lti_tool.models import db
from lti_tool.services.drafts import begin_from, begin_new, change_draft, read_draft
from lti_tool.services.hand import Hand
from questionnaires.draft_edits import with_translation
from tests.web.admin_stops import at
from tests.web.steps import inside
from tests.web.tour import Tour

ONE = "/themes/drafts/1"


def begun(tour: Tour, copied: bool = False) -> tuple[str, str]:
    """A draft of somebody else, translated; the ids of its second question and first offer."""
    session, owner = db.session(), tour.town.organisation_id
    hand = Hand(owner, "admin elders", tour.town.clock())
    if copied:
        number = begin_from(session, hand, tour.town.pack.id).id
    else:
        number = begin_new(session, hand, "Digitaal vergaderen").id
        change_draft(session, hand, number, lambda document: with_translation(document, "en"))
    document = read_draft(session, owner, number).document
    return document["items"][1]["id"], document["aanbod"][0]["id"]


def draft(path: str = "", copied: bool = False) -> Callable[[Tour], Page]:
    """A page of a draft."""

    def way(tour: Tour) -> Page:
        with tour.town.app.app_context():
            item, offer = begun(tour, copied)
        return at(f"{ONE}{path.format(item=item, offer=offer)}")(tour)

    return way


def listed(tour: Tour) -> Page:
    """The list, with a draft and the themes that are there."""
    with tour.town.app.app_context():
        begun(tour)
    return at("/themes/drafts")(tour)


def read_along(path: str) -> Callable[[Tour], Page]:
    """What a coordinator sees, who cannot write."""

    def way(tour: Tour) -> Page:
        with tour.town.app.app_context():
            begun(tour, copied=True)
        return inside(tour.launch(tour.with_role("coordinator")), path)

    return way


def untitled(tour: Tour) -> Page:
    """A theme begun without a title."""
    page = at("/themes/drafts")(tour)
    page.locator('button[value="new"]').click()
    page.wait_for_load_state()
    return page


def pressed(path: str, button: str, copied: bool = False) -> Callable[[Tour], Page]:
    """A page of a draft after one of its buttons."""

    def way(tour: Tour) -> Page:
        page = draft(path, copied)(tour)
        page.locator(f'button[value="{button}"]').click()
        page.wait_for_load_state()
        return page

    return way


def misfit(tour: Tour) -> Page:
    """An offer with a number that is none."""
    page = draft("/offer/{offer}")(tour)
    page.locator('[name="duur_minuten"]').fill("veel")
    page.locator('button[value="stay"]').click()
    page.wait_for_load_state()
    return page


DRAFT_STOPS: dict[str, Callable[[Tour], Page]] = {
    "drafts": listed,
    "drafts-coordinator": read_along("/themes/drafts"),
    "drafts-error": untitled,
    "draft": draft(),
    "draft-copied": draft(copied=True),
    "draft-coordinator": read_along(ONE),
    "draft-publish-error": pressed("", "publish"),
    "draft-part-basis": draft("/basis/-", copied=True),
    "draft-part-item": draft("/item/{item}", copied=True),
    "draft-part-told": pressed("/item/{item}", "stay"),
    "draft-part-error": misfit,
    "draft-part-minima": draft("/minima/-", copied=True),
    "draft-part-kit": draft("/kit/-"),
    "draft-part-levels": draft("/levels/-"),
    "draft-inside-framed": draft("/preview", copied=True),
    "draft-inside": draft("/preview/inside"),
}
