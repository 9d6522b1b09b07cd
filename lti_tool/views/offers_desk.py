"""Offers and the courses that they lead to: looked up in the LMS, tied, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.errors import Refused, Unavailable
from adapters.lms import Course, LmsApi, SearchesCourses
from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import OfferLink, db
from lti_tool.services import offers_desk
from lti_tool.services.faults import Faults
from lti_tool.services.offers import Wish
from lti_tool.services.offers_desk import Shelf
from lti_tool.toolbox import toolbox
from lti_tool.views.desk_words import actor, course_words, lms_words
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.wording import quarter_name
from questionnaires.model import Offer

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What the LMS answered to a search; ``can_search`` is False where it has none."""

    can_search: bool = True
    courses: Sequence[Course] = ()
    fault: str = ""


def _shelves() -> list[Shelf]:
    return offers_desk.shelves(db.session(), visit().organisation.id, language())


def _own(number: int) -> Shelf | None:
    return next((shelf for shelf in _shelves() if shelf.cycle.id == number), None)


def _api(number: int) -> LmsApi:
    tools = toolbox()
    return offers_desk.lms_of_cycle(db.session(), tools.vault, tools.door, number)


@allow("coordinator")
def offers() -> str:
    """Every offer that can lead to a course, and how it stands with that course."""
    return _overview()


def _overview(fault: str = "") -> str:
    page = page_info("offers", _("Aanbod en cursussen"), role="coordinator")
    values: dict[str, object] = {
        "shelves": _shelves(),
        "quarter_name": quarter_name,
        "fault": fault,
    }
    values["course_words"] = course_words
    return show("offers_desk.html", page, **values)


@allow("coordinator")
def check_offers(number: int) -> Response | str:
    """Look at the courses of a quarter again, at one of them or all."""
    if _own(number) is None:
        return go("offers")
    offer_id = request.form.get("offer", "")
    try:
        offers_desk.look_again(db.session(), _api(number), number, offer_id, desk().now)
    except (Refused, Unavailable) as fault:
        return _overview(lms_words(fault))
    return go("offers")


@allow("coordinator")
def offer_course(number: int, offer_id: str) -> Response | str:
    """Which course is it? With ``search``, what the LMS finds."""
    return _choice(number, offer_id, request.args.get("search", ""))


def _choice(number: int, offer_id: str, words: str, fault: str = "") -> Response | str:
    found = offer_of(number, offer_id)
    if found is None:
        return go("offers")
    shelf, offer, link = found
    answer = _searched(number, words[:LONGEST_SEARCH].strip())
    errors = [("course", fault)] if fault else []
    page = page_info("offer-course", _("Kies de cursus"), role="coordinator", errors=errors)
    values = {"shelf": shelf, "offer": offer, "link": link, "found": answer, "words": words}
    return show("offer_course.html", page, **values)


def offer_of(number: int, offer_id: str) -> tuple[Shelf, Offer, OfferLink | None] | None:
    """An offer of a quarter of this organisation, with its course; None when it is not there."""
    shelf = _own(number)
    pairs = shelf.offers if shelf else ()
    return next(
        ((shelf, offer, link) for offer, link in pairs if shelf and offer.id == offer_id), None
    )


def _searched(number: int, words: str) -> Found:
    try:
        api = _api(number)
        if not isinstance(api, SearchesCourses):
            return Found(can_search=False)
        return Found(courses=api.search_courses(words) if words else ())
    except (Refused, Unavailable) as fault:
        return Found(fault=lms_words(fault))


@allow("coordinator")
def link_course(number: int, offer_id: str) -> Response | str:
    """Tie the offer to a course, or to none."""
    found = offer_of(number, offer_id)
    if found is None:
        return go("offers")
    wish = Wish(number, offer_id, request.form.get("course", "").strip())
    if request.form.get("go") == "loosen":
        offers_desk.loosen(db.session(), wish, desk().now, actor())
        return go("offers")
    if not wish.course_ref:
        return _choice(number, offer_id, "", _("Vul het nummer van een cursus in."))
    try:
        offers_desk.link(db.session(), _api(number), wish, desk().now, actor())
    except (Refused, Unavailable) as fault:
        return _choice(number, offer_id, "", lms_words(fault))
    except Faults:
        # It closed a moment ago: the overview shows what can still be changed.
        db.session.rollback()
    return go("offers")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    one = "/offers/<int:number>/<offer_id>"
    pages.add_url_rule("/offers", "offers", offers)
    pages.add_url_rule("/offers/<int:number>", "check_offers", check_offers, methods=["POST"])
    pages.add_url_rule(one, "offer_course", offer_course)
    pages.add_url_rule(one, "link_course", link_course, methods=["POST"])
