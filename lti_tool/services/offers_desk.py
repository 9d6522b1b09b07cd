"""Offers and courses as L&D sees them: what leads where, in the quarters that still change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import Course, LmsApi
from lti_tool.models import Change, Cycle, OfferLink, ThemePackRow
from lti_tool.services.enrolling import NO_API, NO_TOKEN
from lti_tool.services.faults import Faults
from lti_tool.services.offers import (
    LINKABLE,
    Linked,
    Wish,
    check_offer,
    link_offer,
    platform_of_cycle,
    recheck,
)
from lti_tool.services.platforms import lms_of
from lti_tool.vault import SealBroken, Vault
from questionnaires.model import Offer, ThemePack
from questionnaires.packs import pack_from_document

SHOWN = ("planned", "ready", "open")
# While a scan runs an offer may get another course, but not none: results lead to it.
LOOSENABLE = ("planned", "ready")
LONGEST_REF = 200
BY_NUMBER = "idnumber:"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The offers of one quarter that can lead to a course, each with its link or None."""

    cycle: Cycle
    pack: ThemePack
    offers: Sequence[tuple[Offer, OfferLink | None]]

    @property
    def can_loosen(self) -> bool:
        """Whether a link may go without another in its place."""
        return self.cycle.state in LOOSENABLE

    @property
    def ready(self) -> int:
        """How many offers lead to a course in which people can be enrolled."""
        return sum(link is not None and link.healthy for _offer, link in self.offers)


def shelves(session: Session, organisation_id: int, language: str) -> list[Shelf]:
    """The quarters that are planned or run, first to come first; two statements."""
    rows = session.execute(
        select(Cycle, ThemePackRow)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == organisation_id, Cycle.state.in_(SHOWN))
        .order_by(Cycle.opens, Cycle.id)
        .options(undefer(ThemePackRow.document))
    ).all()
    wanted = [cycle.id for cycle, _row in rows]
    found = session.scalars(select(OfferLink).where(OfferLink.cycle_id.in_(wanted)))
    links = {(link.cycle_id, link.offer_id): link for link in found}
    result = []
    for cycle, row in rows:
        pack = pack_from_document(row.document).in_language(language)
        offers = [offer for offer in pack.offers if offer.kind in LINKABLE]
        pairs = [(offer, links.get((cycle.id, offer.id))) for offer in offers]
        result.append(Shelf(cycle, pack, pairs))
    return result


def lms_of_cycle(session: Session, vault: Vault, door: HttpDoor, cycle_id: int) -> LmsApi:
    """The LMS in which a quarter's courses stand; raises ``Refused`` when it cannot be asked."""
    try:
        platform = platform_of_cycle(session, cycle_id)
        api = lms_of(platform, vault, door)
    except Faults:
        raise NO_API from None
    except SealBroken:
        raise NO_TOKEN from None
    if api is None:
        raise NO_API
    # No transaction is open while the LMS is asked.
    session.rollback()
    return api


def link(session: Session, api: LmsApi, wish: Wish, now: datetime, actor: str) -> Linked:
    """Tie an offer to a course that somebody chose or typed; commits. Adapter errors pass through.

    It is held by the course's own number where it has one that is unique: a copy that takes
    over the number, or a course that is restored, is then followed.
    """
    check_offer(session, wish)
    session.rollback()
    course = _find(api, wish.course_ref)
    held = Wish(wish.cycle_id, wish.offer_id, _lasting_ref(api, course, wish.course_ref))
    made = link_offer(session, api, held, now)
    _log(session, wish, f"leads to course {made.course_id}", now, actor)
    return made


def _find(api: LmsApi, text: str) -> Course:
    if len(text) > LONGEST_REF:
        raise Refused("no_course", "that is no number of a course")
    try:
        return api.course(text)
    except Refused as fault:
        if fault.code != "no_course" or text.startswith(BY_NUMBER):
            raise
        return api.course(BY_NUMBER + text)


def _lasting_ref(api: LmsApi, course: Course, given: str) -> str:
    if not course.idnumber or len(course.idnumber) > LONGEST_REF:
        return course.id or given
    lasting = BY_NUMBER + course.idnumber
    try:
        return lasting if api.course(lasting).id == course.id else course.id
    except Refused:
        # Several courses have it, or this LMS does not know courses by it.
        return course.id


def look_again(session: Session, api: LmsApi, cycle_id: int, offer_id: str, now: datetime) -> None:
    """Look again at one course of a quarter, or at all with no ``offer_id``; each commits.

    ``Unavailable`` passes through: what was looked at before it stays as it was found.
    """
    wanted = select(OfferLink).where(OfferLink.cycle_id == cycle_id).order_by(OfferLink.offer_id)
    if offer_id:
        wanted = wanted.where(OfferLink.offer_id == offer_id)
    for row in session.scalars(wanted).all():
        recheck(session, api, row, now)


def loosen(session: Session, wish: Wish, now: datetime, actor: str) -> bool:
    """The offer leads to no course any more, before the scan opens; commits. False when it runs."""
    state = select(Cycle.state).where(Cycle.id == wish.cycle_id).with_for_update(read=True)
    if session.scalar(state) not in LOOSENABLE:
        session.rollback()
        return False
    session.execute(
        delete(OfferLink).where(
            OfferLink.cycle_id == wish.cycle_id, OfferLink.offer_id == wish.offer_id
        )
    )
    _log(session, wish, "leads to no course any more", now, actor)
    return True


def _log(session: Session, wish: Wish, what: str, now: datetime, actor: str) -> None:
    cycle = session.get_one(Cycle, wish.cycle_id)
    line = f"offer {wish.offer_id} of cycle {wish.cycle_id} {what}"
    session.add(Change(organisation_id=cycle.organisation_id, at=now, actor=actor, what=line))
    session.commit()
