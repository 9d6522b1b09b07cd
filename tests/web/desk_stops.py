"""The desk of L&D, in the states that it has."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from lti_tool.models import OfferLink
from tests.web.steps import inside
from tests.web.tour import Tour


def at_desk(path: str) -> Callable[[Tour], Page]:
    """A page of a coordinator."""
    return lambda tour: inside(tour.launch(tour.with_role("coordinator")), path)


def offers_wrong(tour: Tour) -> Page:
    """A course that was hidden, held by its number."""
    fault = "course 11 (Teams) is hidden: make it visible in the LMS"
    tour.change(OfferLink, healthy=False, fault=fault)
    return at_desk("/offers")(tour)


def offer_course(tour: Tour) -> Page:
    """Where a course is typed, since no LMS can be asked."""
    offer = next(row for row in tour.town.pack.offers if row.kind == "microlearning")
    return at_desk(f"/offers/{tour.town.cycle_id}/{offer.id}?search=Teams")(tour)


DESK_STOPS: dict[str, Callable[[Tour], Page]] = {
    "offers": at_desk("/offers"),
    "offers-wrong": offers_wrong,
    "offer-course": offer_course,
}
