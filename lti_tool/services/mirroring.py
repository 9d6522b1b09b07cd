"""Sessions in the LMS: a group with who comes, and an event in its calendar.

What is wanted is compared with what stands there, so that whatever happens on the way (an LMS
that is down, a process that dies) the next run ends where it should. L&D's own groups, people
and events are never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import KeepsGroups, LmsApi
from lti_tool.models import Platform, SessionMirror
from lti_tool.services.mirror_goal import Goal, Row, mirrored
from lti_tool.services.mirror_switch import begin_mirrors
from lti_tool.services.mirror_work import (
    ENROLLING,
    NO_CALENDAR,
    NO_RIGHT,
    NOT_ALL,
    Work,
    forget_group,
    settle,
)
from lti_tool.vault import SealBroken, Vault

AFTER_REFUSAL, AFTER_SILENCE = timedelta(hours=1), timedelta(minutes=15)
# What only somebody who manages the LMS can change is not asked for every hour.
AFTER_NO_RIGHT = timedelta(days=1)
# What is missing while the session stands in the LMS, and when it is tried again. Whoever is
# on the way into the course at the next run, which may begin a breath sooner than its pace.
SOFT = {ENROLLING: timedelta(seconds=10), NOT_ALL: AFTER_REFUSAL, NO_CALENDAR: AFTER_NO_RIGHT}
NO_API, NO_GROUPS, MAY_NOT, REMOVED = "no_api", "no_groups", "no_right", "no_group"
AT_ONCE, LOOKS = 6, timedelta(hours=1)
ApiOf = Callable[[Platform], LmsApi | None]


@dataclass(frozen=True, slots=True)
class Round:
    """What mirroring works with; ``breathe`` raises when the process must end."""

    session: Session
    vault: Vault
    api_of: ApiOf
    breathe: Callable[[], None]
    now: datetime


def mirror(round_: Round) -> Iterator[str]:
    """Bring the LMS to what is wanted, session by session; a line for each; commits as it goes."""
    begin_mirrors(round_.session, round_.now)
    silent: set[int] = set()
    # A few at a time: enrolments go at the same pace, and wait as long as this lasts.
    for row, goal in list(_due(round_))[:AT_ONCE]:
        round_.breathe()
        told = _one(round_, row, goal, silent)
        if told:
            yield f"session {row.session.id}: {told}"


def _due(round_: Round) -> Iterator[tuple[Row, Goal]]:
    for row in mirrored(round_.session, round_.now):
        goal = row.goal(round_.now)
        if _is_due(row, goal, round_.now):
            yield row, goal


def _is_due(row: Row, goal: Goal, now: datetime) -> bool:
    own = row.mirror
    waits = own.again_at is not None and own.again_at > now
    if own.fault in SOFT:
        # Somebody who is missing keeps nobody else out.
        return goal.digest != own.settled or not waits or _is_old(row, goal, now)
    return not waits and (goal.digest != own.settled or _is_old(row, goal, now))


def _is_old(row: Row, goal: Goal, now: datetime) -> bool:
    """Whether its people are to be counted again: L&D may have put somebody in."""
    since = row.mirror.looked_at
    coming = goal.stands and row.session.starts_at > now
    return coming and since is not None and now - since >= LOOKS


def _one(round_: Round, row: Row, goal: Goal, silent: set[int]) -> str:
    session, own, platform = round_.session, row.mirror, row.platform
    if platform is not None and platform.id in silent:
        return ""
    try:
        api = _able(round_, platform)
        session.commit()
        code = settle(Work(session, round_.vault, api, row, round_.now), goal)
    except Unavailable:
        silent.update({platform.id} if platform else ())
        return _later(round_, own, "unavailable", AFTER_SILENCE)
    except Refused as fault:
        return _refused(round_, row, fault.code)
    known = own.settled == goal.digest and own.fault == code
    own.settled, own.fault = goal.digest, code
    own.again_at = round_.now + SOFT[code] if code else None
    session.commit()
    if known:
        return ""
    return "stands in the LMS" if goal.stands else "is out of the LMS"


def _able(round_: Round, platform: Platform | None) -> KeepsGroups:
    try:
        api = round_.api_of(platform) if platform else None
    except SealBroken as fault:
        raise Refused(NO_API, "the token of the LMS does not open") from fault
    if api is None:
        raise Refused(NO_API, "the LMS has no REST API here")
    if not isinstance(api, KeepsGroups):
        raise Refused(NO_GROUPS, "this LMS keeps no groups")
    return api


def _refused(round_: Round, row: Row, code: str) -> str:
    if code in (NO_API, NO_GROUPS):
        # Nothing is wrong: this LMS cannot do it, and the page says so.
        _later(round_, row.mirror, code, AFTER_NO_RIGHT)
        return ""
    if code in NO_RIGHT:
        return _later(round_, row.mirror, MAY_NOT, AFTER_NO_RIGHT)
    if code == REMOVED:
        return _given_up(round_, row)
    return _later(round_, row.mirror, code, AFTER_REFUSAL)


def _later(round_: Round, own: SessionMirror, code: str, wait: timedelta) -> str:
    round_.session.rollback()
    own.fault, own.again_at = code[:100], round_.now + wait
    round_.session.commit()
    return f"not in the LMS: {code}"


def _given_up(round_: Round, row: Row) -> str:
    """L&D deleted our group, and their hand wins: the session stays out until they say so."""
    own = row.mirror
    round_.session.rollback()
    own.wanted, own.fault, own.again_at = False, REMOVED, None
    own.chosen_id = own.chosen_name = ""
    forget_group(round_.session, row)
    own.settled = row.goal(round_.now).digest
    round_.session.commit()
    return "its group was deleted in the LMS, so it stays out"
