"""Whom we put into a session's group, and who is erased before being taken out of it again.

Of them nothing is left to compare with, so an order goes into the outbox: sealed like any
other, and emptied once it is carried out (DESIGN 6.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import KeepsGroups
from lti_tool.models import Booking, Person, Platform, SessionMirror, WorkshopSession
from lti_tool.services.deliveries import Settled, Taken
from lti_tool.services.enrolling import NO_API, NO_TOKEN
from lti_tool.services.mirror_work import GONE
from lti_tool.services.outbox import Parcel, Sender, queue
from lti_tool.services.platforms import lms_of
from lti_tool.services.postroom import Post, refused
from lti_tool.vault import SealBroken, Vault

KIND = "group"


def order_out(session: Session, vault: Vault, person: Person, now: datetime) -> None:
    """Order whoever is about to be erased out of the groups; the caller commits."""
    if person.lms_user_id is None:
        return
    rows = session.execute(
        select(SessionMirror, WorkshopSession.cycle_id)
        .join(WorkshopSession, WorkshopSession.id == SessionMirror.session_id)
        .join(Booking, Booking.session_id == SessionMirror.session_id)
        .where(Booking.person_id == person.id, Booking.in_group, SessionMirror.group_id != "")
        .order_by(SessionMirror.session_id)
    )
    for own, cycle in rows.all():
        place = {"course": own.course_id, "group": own.group_id}
        payload = {**place, "user": person.lms_user_id, "theirs": own.is_theirs}
        parcel = Parcel(KIND, ("out", own.uid, person.id), payload, now)
        sender = Sender(person.organisation_id, person.platform_id, cycle)
        queue(session, vault, sender, [parcel], now)


def take_out(
    post: Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """What became of each order; when the LMS cannot be reached the rest waits with it."""
    for number, row in enumerate(taken):
        try:
            _take_out(post, _api(post, platform), row)
        except Unavailable as fault:
            yield [post.again(other, now, fault) for other in taken[number:]]
            return
        except Refused as fault:
            yield [refused(row, fault)]
        else:
            yield [Settled(row.id, "delivered")]


def _api(post: Post, platform: Platform) -> KeepsGroups:
    try:
        api = lms_of(platform, post.vault, post.door, lambda: post.keep_pace(platform.id))
    except SealBroken as fault:
        raise NO_TOKEN from fault
    if not isinstance(api, KeepsGroups):
        raise NO_API
    return api


def _take_out(post: Post, api: KeepsGroups, row: Taken) -> None:
    course, group, user = (str(row.payload[name]) for name in ("course", "group", "user"))
    ours = select(SessionMirror.session_id).where(
        SessionMirror.course_id == course, SessionMirror.group_id == group
    )
    stands = post.session.scalars(ours).first() is not None or bool(row.payload.get("theirs"))
    post.session.rollback()
    try:
        api.remove_from_group(course, group, [user])
        if not stands:
            # The session left in the meantime, and could not take a group along with somebody in.
            api.remove_group(course, group)
    except Refused as fault:
        if fault.code not in GONE:
            raise
