"""How a session stands in the LMS, as L&D reads it: nobody is named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adapters.http import HttpDoor
from adapters.lms import Group, KeepsGroups
from lti_tool.models import Booking, OfferLink, SessionMirror, WorkshopSession
from lti_tool.services.faults import Faults
from lti_tool.services.mirror_goal import GROUP_STAYS
from lti_tool.services.mirror_work import ENROLLING, NUMBER
from lti_tool.services.mirroring import NO_API, NO_GROUPS
from lti_tool.services.offers import LINKABLE, platform_of_cycle
from lti_tool.services.offers_desk import lms_of_cycle
from lti_tool.vault import Vault

# Of these the list of sessions says nothing: they pass, or nothing can be done about them.
QUIET = ("", ENROLLING, NO_API, NO_GROUPS, "unavailable")


@dataclass(frozen=True, slots=True)
class Standing:
    """``course`` is its title, or empty without one; ``group`` the name of our group in it.

    ``inside`` counts whom we put in, ``elsewhere`` who is in it by another hand. ``chosen`` is
    the id of a group of L&D's in which the session lives. ``over``: the group has had its time.
    """

    adapter: str
    course: str
    url: str
    wanted: bool
    stands: bool
    group: str
    inside: int
    fault: str
    over: bool
    chosen: str
    elsewhere: int


def standing_of(session: Session, row: WorkshopSession, now: datetime) -> Standing | None:
    """How one session stands; None for what can never lead to a course."""
    if row.kind not in LINKABLE:
        return None
    link = _link(session, row)
    own = session.get(SessionMirror, row.id)
    inside = select(func.count(Booking.id)).where(Booking.session_id == row.id, Booking.in_group)
    # Without a row yet, a session that is to come will get one by itself.
    wanted = own.wanted if own else row.starts_at > now
    return Standing(
        adapter=_adapter(session, row.cycle_id),
        course=(link.course_title or link.course_id) if link else "",
        url=link.course_url if link else "",
        wanted=wanted,
        stands=bool(own and own.settled and own.group_id),
        group=own.group_name if own and own.group_id else "",
        inside=session.scalar(inside) or 0,
        fault=own.fault if own else "",
        over=now > row.ends_at + GROUP_STAYS,
        chosen=own.chosen_id if own else "",
        elsewhere=row.elsewhere,
    )


def _link(session: Session, row: WorkshopSession) -> OfferLink | None:
    return session.scalars(
        select(OfferLink).where(
            OfferLink.cycle_id == row.cycle_id, OfferLink.offer_id == row.offer_id
        )
    ).one_or_none()


def _adapter(session: Session, cycle_id: int) -> str:
    try:
        return platform_of_cycle(session, cycle_id).api_adapter
    except Faults:
        return ""


def groups_of(
    session: Session, vault: Vault, door: HttpDoor, row: WorkshopSession
) -> Sequence[Group]:
    """The groups of the session's course that are not ours, by name; adapter errors pass.

    No transaction is open while the LMS is asked.
    """
    link = _link(session, row)
    if link is None:
        return ()
    # Read before: whoever hands out the LMS ends the transaction, and what was read is forgotten.
    course = link.course_id
    api = lms_of_cycle(session, vault, door, row.cycle_id)
    if not isinstance(api, KeepsGroups):
        return ()
    found = [g for g in api.course_groups(course) if not g.idnumber.startswith(NUMBER)]
    return sorted(found, key=lambda group: group.name.casefold())


def troubled(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Which of these sessions do not stand in the LMS as they should; one statement."""
    rows = select(SessionMirror.session_id).where(
        SessionMirror.session_id.in_(ids), SessionMirror.fault.not_in(QUIET)
    )
    return frozenset(session.scalars(rows))
