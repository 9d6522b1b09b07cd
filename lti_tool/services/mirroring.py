"""Sessions in the LMS: a group with who comes, and an event in its calendar.

What is wanted is compared with what stands there, so that whatever happens on the way (an LMS
that is down, a process that dies) the next run ends where it should. L&D's own groups, people
and events are never touched.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import KeepsEvents, KeepsGroups, LmsApi
from lti_tool.models import Change, OfferLink, Platform, SessionMirror, WorkshopSession
from lti_tool.services.mirror_goal import Goal, Row, digest_of, has_place, mirrored
from lti_tool.services.seating import BoxOffice
from lti_tool.vault import SealBroken

AFTER_REFUSAL, AFTER_SILENCE = timedelta(hours=1), timedelta(minutes=15)
NOT_ALL = "not_all"
NO_GROUPS = Refused("no_groups", "this LMS keeps no groups")
NO_API = Refused("no_api", "the LMS has no REST API here")
ApiOf = Callable[[Platform], LmsApi | None]


@dataclass(frozen=True, slots=True)
class Round:
    """What mirroring works with; ``breathe`` raises when the process must end."""

    session: Session
    api_of: ApiOf
    breathe: Callable[[], None]
    now: datetime


def mirror(round_: Round) -> Iterator[str]:
    """Bring the LMS to what is wanted, session by session; a line for each; commits as it goes."""
    silent: set[int] = set()
    for row in mirrored(round_.session, round_.now):
        goal = row.goal(round_.now)
        waits = row.mirror.again_at is not None and row.mirror.again_at > round_.now
        if goal.digest == row.mirror.settled or waits:
            continue
        round_.breathe()
        told = _one(round_, row, goal, silent)
        if told:
            yield f"session {row.session.id}: {told}"


def _one(round_: Round, row: Row, goal: Goal, silent: set[int]) -> str:
    session, own, platform = round_.session, row.mirror, row.platform
    if platform is not None and platform.id in silent:
        return ""
    try:
        api = _able(round_.api_of(platform) if platform else None)
        session.commit()
        all_in = _settle(_Work(session, api, row), goal)
    except Unavailable:
        silent.update({platform.id} if platform else ())
        return _later(round_, own, "unavailable", AFTER_SILENCE)
    except Refused as fault:
        return _later(round_, own, fault.code, AFTER_REFUSAL)
    except SealBroken:
        return _later(round_, own, "no_api", AFTER_REFUSAL)
    own.settled, own.again_at = goal.digest, None
    own.fault = "" if all_in else NOT_ALL
    session.commit()
    return "stands in the LMS" if goal.stands else "is out of the LMS"


def _later(round_: Round, own: SessionMirror, code: str, wait: timedelta) -> str:
    round_.session.rollback()
    own.fault, own.again_at = code[:100], round_.now + wait
    round_.session.commit()
    return f"not in the LMS: {code}"


class _Able(LmsApi, KeepsGroups, KeepsEvents):
    """An LMS that keeps groups and a calendar."""


def _able(api: LmsApi | None) -> _Able:
    if api is None:
        raise NO_API
    if not (isinstance(api, KeepsGroups) and isinstance(api, KeepsEvents)):
        raise NO_GROUPS
    return cast(_Able, api)


@dataclass(frozen=True, slots=True)
class _Work:
    session: Session
    api: _Able
    row: Row


def _settle(work: _Work, goal: Goal) -> bool:
    own = work.row.mirror
    if own.course_id and own.course_id != goal.course:
        # The offer leads to another course now: out of the old one first.
        _leave(work)
    if not goal.stands:
        _leave(work)
        return True
    _group(work, goal)
    _event(work, goal)
    return _people(work, goal)


def _group(work: _Work, goal: Goal) -> None:
    own, api = work.row.mirror, work.api
    if own.group_id and own.group_name != goal.name:
        api.rename_group(goal.course, own.group_id, own.group_name, goal.name)
    if not own.group_id:
        own.course_id = goal.course
        work.session.commit()
        own.group_id = api.ensure_group(goal.course, own.uid, goal.name)
    own.group_name = goal.name
    work.session.commit()


def _event(work: _Work, goal: Goal) -> None:
    own = work.row.mirror
    if goal.event is None:
        return
    event = replace(goal.event, group_id=own.group_id)
    digest = digest_of(asdict(event))
    if own.event_id and own.event_digest == digest:
        return
    _drop_event(work)
    own.event_id, own.event_digest = work.api.add_event(goal.course, event), digest
    work.session.commit()


def _drop_event(work: _Work) -> None:
    own = work.row.mirror
    if own.event_id:
        work.api.remove_event(own.course_id, own.event_id)
        own.event_id = own.event_digest = ""
        work.session.commit()


def _people(work: _Work, goal: Goal) -> bool:
    own, api = work.row.mirror, work.api
    there = api.group_members(goal.course, own.group_id)
    _take_out(work, set(goal.accounts), there)
    new = [account for account in goal.accounts if account not in there]
    if not new:
        return True
    api.enrol(goal.course, new)
    # Noted before: a process that dies after the call must not take them for L&D's.
    for booking, account in work.row.bookings:
        if account in new and has_place(booking):
            booking.in_group = True
    work.session.commit()
    outcomes = api.add_to_group(goal.course, own.group_id, new)
    refused = {row.user_id for row in outcomes if row.state == "refused"}
    for booking, account in work.row.bookings:
        if account in refused:
            booking.in_group = False
    work.session.commit()
    return not refused


def _take_out(work: _Work, stay: set[str], there: set[str]) -> None:
    own = work.row.mirror
    gone = [
        (booking, account)
        for booking, account in work.row.bookings
        if booking.in_group and account not in stay
    ]
    accounts = [account for _booking, account in gone if account in there]
    if accounts:
        work.api.remove_from_group(own.course_id, own.group_id, accounts)
    for booking, _account in gone:
        booking.in_group = False
    work.session.commit()


def _leave(work: _Work) -> None:
    own = work.row.mirror
    try:
        _drop_event(work)
        if own.group_id:
            _take_out(work, set(), work.api.group_members(own.course_id, own.group_id))
            # Somebody whom L&D put in keeps the group, which is theirs from then on.
            work.api.remove_group(own.course_id, own.group_id)
    except Refused as fault:
        if fault.code not in ("no_group", "no_course"):
            raise
    for booking, _account in work.row.bookings:
        booking.in_group = False
    own.group_id = own.group_name = own.event_id = own.event_digest = own.course_id = ""
    work.session.commit()


def begin_mirror(session: Session, row: WorkshopSession) -> None:
    """Let a new session stand in the LMS when its offer has a course; the caller commits."""
    linked = session.query(OfferLink.id).where(
        OfferLink.cycle_id == row.cycle_id, OfferLink.offer_id == row.offer_id
    )
    if linked.first() is not None:
        session.add(SessionMirror(session_id=row.id, wanted=True, uid=secrets.token_hex(16)))


def switch_mirror(office: BoxOffice, row: WorkshopSession, wanted: bool, actor: str) -> None:
    """Let a session stand in the LMS or not, or try again at once; commits."""
    session = office.session
    own = session.get(SessionMirror, row.id)
    if own is None:
        own = SessionMirror(session_id=row.id, wanted=False, uid=secrets.token_hex(16))
        session.add(own)
    if own.wanted != wanted:
        own.wanted = wanted
        did = "goes into the LMS" if wanted else "goes out of the LMS"
        what = f"session {row.id} of {row.offer_id} {did}"
        line = Change(organisation_id=row.organisation_id, at=office.now, actor=actor, what=what)
        session.add(line)
    own.again_at = None
    session.commit()
