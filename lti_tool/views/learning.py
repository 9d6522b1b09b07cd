"""My learning: every offer of the running theme, and what is done.

Whether what belongs to the work is done is put together here, for the person's own eyes, at
the moment of looking (DESIGN 6.3); nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.headers import may_submit_to
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.choosing import enrolment_states
from lti_tool.services.completions import local_day
from lti_tool.services.own_learning import declare, own_done, take_back
from lti_tool.services.scanning import Sheet, own_outcome
from lti_tool.services.stock import stock_of
from lti_tool.services.timetable import Slot, coming
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.models import SkillView, skill_views, steps
from lti_tool.views.scan import running_sheet
from lti_tool.views.shop import Shop, opens_at

# As many as keep every page within its one length.
SHOWN_SESSIONS = 3


def is_framed() -> bool:
    """Whether the page of this request stands in a frame, as the browser says."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


def shop_of(sheet: Sheet, slots: Sequence[Slot]) -> Shop:
    """The offers of the running theme for the visitor; ``slots`` are the sessions to come."""
    here, cycle = desk(), sheet.cycle
    stock = stock_of(here.session, cycle.id, sheet.person.id)
    for key, link in stock.links.items():
        # The same for everybody, whatever their enrolments are: headers are not filled up.
        may_submit_to(opens_at(link, stock.settings.get(key)))
    return Shop(
        cycle=cycle,
        pack=sheet.pack,
        links=stock.links,
        settings=stock.settings,
        states=enrolment_states(here, sheet.person, stock.links),
        today=local_day(here.now),
        bookable={slot.row.offer_id for slot in slots if slot.row.cycle_id == cycle.id},
        done=stock.done,
        framed=is_framed(),
    )


def with_attendance(shop: Shop, sheet: Sheet) -> Shop:
    """The same, with what was ticked off today: the nightly job has yet to take it over."""
    found = own_done(db.session(), sheet.person.id, [sheet.cycle.id])
    return replace(shop, done={offer: row for (_cycle, offer), row in found.items()})


@dataclass(frozen=True, slots=True)
class Belonging:
    """What belongs to the work: the first way of each skill, and of how many skills it is done."""

    offers: Collection[str]
    skills: int
    done: int

    @property
    def is_done(self) -> bool:
        """Whether all of it is."""
        return self.skills == self.done


def belonging(skills: Sequence[SkillView]) -> Belonging:
    """From the result at hand; a skill is done by whichever of its ways."""
    theirs = [skill for skill in skills if skill.belongs]
    done = sum(any(offer.done for offer in skill.belongs) for skill in theirs)
    return Belonging({step.offer.id for step in steps(skills)}, len(theirs), done)


@allow("employee")
def learning() -> str | Response:
    """Every offer of the running theme; before the scan is done it leads there."""
    sheet = running_sheet()
    if sheet is None:
        return go("library")
    if not sheet.submitted:
        return go("employee_home")
    slots = coming(desk(), visit().person)
    shop = with_attendance(shop_of(sheet, slots), sheet)
    skills = [] if sheet.outcome_gone else skill_views(own_outcome(desk(), sheet), shop)
    return show(
        "learning.html",
        page_info("learning", _("Mijn leren"), content_lang=sheet.pack.language),
        theme=sheet.pack,
        offers=shop.in_order(),
        belonging=belonging(skills),
        places=[slot for slot in slots if slot.mine],
        slots=[slot for slot in slots if not slot.mine][:SHOWN_SESSIONS],
    )


@allow("employee")
def tick() -> Response:
    """Done, or not after all, says the person about something that only they can know."""
    sheet = running_sheet()
    if sheet is None or not sheet.submitted:
        return go("employee_home")
    offers = {row.id for row in shop_of(sheet, ()).in_order() if row.can_be_ticked}
    field = "done" if "done" in request.form else "undone"
    key = request.form.get(field, "")
    if key not in offers:
        return go("learning")
    _tick(sheet, field == "done", key)
    return go("learning", _anchor=f"offer-{key}")


def _tick(sheet: Sheet, done: bool, offer: str) -> None:
    session, who, key = db.session(), sheet.person.id, (sheet.cycle.id, offer)
    if done:
        declare(session, who, key, local_day(desk().now))
    else:
        take_back(session, who, key)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/learning", "learning", learning)
    pages.add_url_rule("/learning", "tick", tick, methods=["POST"])
