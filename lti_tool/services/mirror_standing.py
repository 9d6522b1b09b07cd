"""How a session stands in the LMS, as L&D reads it: nobody is named, the LMS is not asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Booking, OfferLink, SessionMirror, WorkshopSession
from lti_tool.services.faults import Faults
from lti_tool.services.mirror_goal import GROUP_STAYS
from lti_tool.services.mirror_work import ENROLLING
from lti_tool.services.mirroring import NO_API, NO_GROUPS
from lti_tool.services.offers import LINKABLE, platform_of_cycle

# Of these the list of sessions says nothing: they pass, or nothing can be done about them.
QUIET = ("", ENROLLING, NO_API, NO_GROUPS, "unavailable")


@dataclass(frozen=True, slots=True)
class Standing:
    """``course`` is its title, or empty without one; ``group`` the name of our group in it.

    ``inside`` counts whom we put in; ``over`` is when the group has had its time.
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


def standing_of(session: Session, row: WorkshopSession, now: datetime) -> Standing | None:
    """How one session stands; None for what can never lead to a course."""
    if row.kind not in LINKABLE:
        return None
    link = session.scalars(
        select(OfferLink).where(
            OfferLink.cycle_id == row.cycle_id, OfferLink.offer_id == row.offer_id
        )
    ).one_or_none()
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
    )


def _adapter(session: Session, cycle_id: int) -> str:
    try:
        return platform_of_cycle(session, cycle_id).api_adapter
    except Faults:
        return ""


def troubled(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Which of these sessions do not stand in the LMS as they should; one statement."""
    rows = select(SessionMirror.session_id).where(
        SessionMirror.session_id.in_(ids), SessionMirror.fault.not_in(QUIET)
    )
    return frozenset(session.scalars(rows))
