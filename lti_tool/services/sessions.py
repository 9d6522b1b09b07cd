"""Sessions of a cycle's offers: planned, changed and cancelled by L&D, never from a result."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lti_tool.addresses import origin
from lti_tool.models import Change, Cycle, ThemePackRow, WorkshopSession
from lti_tool.services.bookings import carry_out, tell
from lti_tool.services.faults import Faults
from lti_tool.services.seating import BoxOffice, Held, NoSuchSession, hold
from questionnaires.model import Offer, ThemePack
from questionnaires.packs import pack_from_document
from questionnaires.waiting_list import TooSmall, close, resize

BOOKABLE = ("workshop", "inloop", "masterclass")
LARGEST = 1000
LONGEST = timedelta(hours=12)
LONGEST_TEXT, LONGEST_URL = 255, 2000
MOVED = ("starts_at", "ends_at", "place", "meeting_url")
GONE = "there is no session to come with this id: see `themascan session list`"


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where, with whom, for how many. Moments are aware; ``ends_at`` after ``starts_at``.

    ``meeting_url`` is shown to nobody but those who have a place.
    """

    starts_at: datetime
    ends_at: datetime
    capacity: int
    place: str = ""
    meeting_url: str = ""
    trainer: str = ""


def theme_of(session: Session, cycle: Cycle) -> ThemePack:
    """The theme of a cycle: frozen once it has opened, before that as it was imported."""
    frozen = session.scalar(select(Cycle.document).where(Cycle.id == cycle.id))
    row = select(ThemePackRow).where(ThemePackRow.id == cycle.theme_pack_id)
    document = frozen or session.scalars(row.options(undefer(ThemePackRow.document))).one().document
    return pack_from_document(document)


def bookable_theme(session: Session, cycle_id: int) -> ThemePack:
    """The theme of a cycle that can have sessions; raises :class:`Faults`."""
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise Faults(f"there is no cycle {cycle_id}: see `themascan cycle list`")
    if cycle.state == "draft":
        raise Faults(f"cycle {cycle_id} is a draft: use `themascan cycle confirm` first")
    return theme_of(session, cycle)


def bookable_offers(theme: ThemePack) -> list[Offer]:
    """The offers of a theme that can have sessions."""
    return [offer for offer in theme.offers if offer.kind in BOOKABLE]


def minutes_of(session: Session, cycle_id: int, offer_id: str) -> int:
    """How long an offer takes by its theme; raises :class:`Faults`."""
    return _bookable(bookable_theme(session, cycle_id), offer_id).minutes


def _bookable(theme: ThemePack, offer_id: str) -> Offer:
    offers = {offer.id: offer for offer in bookable_offers(theme)}
    if offer_id not in offers:
        raise Faults(f"{offer_id} has no sessions: choose from {', '.join(offers)}")
    return offers[offer_id]


def plan_of(row: WorkshopSession) -> Plan:
    """What is planned now."""
    return Plan(row.starts_at, row.ends_at, row.capacity, row.place, row.meeting_url, row.trainer)


def add_session(office: BoxOffice, cycle_id: int, offer_id: str, plan: Plan, actor: str) -> int:
    """Plan a session; its id. Commits. Raises :class:`Faults`."""
    session = office.session
    theme = bookable_theme(session, cycle_id)
    offer = _bookable(theme, offer_id)
    check(plan, office.now)
    cycle = session.get_one(Cycle, cycle_id)
    row = WorkshopSession(
        organisation_id=cycle.organisation_id,
        cycle_id=cycle_id,
        offer_id=offer_id,
        kind=offer.kind,
        title=offer.title,
        language=theme.language,
        created_at=office.now,
    )
    _fill(row, plan)
    session.add(row)
    session.flush()
    _log(office, row, f"session {row.id} of {offer_id} planned", actor)
    session.commit()
    return row.id


def change_session(office: BoxOffice, session_id: int, plan: Plan, actor: str) -> None:
    """Change a session that is to come; commits. Raises :class:`Faults`.

    Who has a place or waits is told when time or place changes; more places go to who waits.
    """
    check(plan, office.now)
    held = _held(office, session_id)
    row = held.sessions[session_id]
    moved = any(getattr(row, name) != getattr(plan, name) for name in MOVED)
    try:
        step = resize(held.lists, session_id, _places(held, row, plan.capacity))
    except TooSmall as fault:
        taken = fault.taken + row.elsewhere
        raise Faults(
            f"{taken} places are taken: give at least as many, or plan another session"
        ) from TooSmall(taken)
    _fill(row, plan)
    row.sequence += moved
    carry_out(office, held, step)
    if moved:
        _tell_all(office, held, row, {news.person for news in step.news})
    _log(office, row, f"session {row.id} of {row.offer_id} changed", actor)
    office.session.commit()


def cancel_session(office: BoxOffice, session_id: int, actor: str) -> None:
    """The session does not take place: whoever is on its list hears so. Commits."""
    held = _held(office, session_id)
    row = held.sessions[session_id]
    row.cancelled_at = office.now
    row.sequence += 1
    carry_out(office, held, close(held.lists, session_id))
    _log(office, row, f"session {row.id} of {row.offer_id} cancelled", actor)
    office.session.commit()


def _places(held: Held, row: WorkshopSession, capacity: int) -> int:
    # The LMS can hold more people than there are places: that keeps no session from moving.
    least = held.lists[row.id].taken if capacity >= row.capacity else 0
    return max(least, capacity - row.elsewhere)


def _held(office: BoxOffice, session_id: int) -> Held:
    row = office.session.get(WorkshopSession, session_id)
    try:
        if row is None:
            raise NoSuchSession
        return hold(office, row.organisation_id, session_id)
    except NoSuchSession as fault:
        raise Faults(GONE) from fault


def _fill(row: WorkshopSession, plan: Plan) -> None:
    for name in ("starts_at", "ends_at", "capacity", "place", "meeting_url", "trainer"):
        setattr(row, name, getattr(plan, name))


def _tell_all(office: BoxOffice, held: Held, row: WorkshopSession, told: Collection[int]) -> None:
    # Who has just been given a place reads the new time in that message.
    for booking in held.bookings.values():
        theirs = booking.session_id == row.id and booking.person_id not in told
        if theirs and booking.left_at is None:
            tell(office, row, booking, "changed")


def _log(office: BoxOffice, row: WorkshopSession, what: str, actor: str) -> None:
    office.session.add(
        Change(organisation_id=row.organisation_id, at=office.now, actor=actor, what=what)
    )


def check(plan: Plan, now: datetime) -> None:
    """Raise :class:`Faults` with a line for each thing that is wrong with a plan."""
    faults = list(_faults(plan, now))
    if faults:
        raise Faults(faults)


def _faults(plan: Plan, now: datetime) -> Iterator[str]:
    if plan.starts_at <= now:
        yield "starts: give a moment that is still to come"
    if not timedelta(0) < plan.ends_at - plan.starts_at <= LONGEST:
        yield "ends: give a moment after the start, at most 12 hours later"
    if not 1 <= plan.capacity <= LARGEST:
        yield f"capacity: give a number from 1 to {LARGEST}"
    for name in ("place", "trainer"):
        if len(getattr(plan, name)) > LONGEST_TEXT:
            yield f"{name}: at most {LONGEST_TEXT} characters"
    if plan.meeting_url and not _is_web_address(plan.meeting_url):
        yield "meeting-url: give an address that begins with https://"


def _is_web_address(url: str) -> bool:
    plain = url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    return plain and origin(url).startswith("https://")
