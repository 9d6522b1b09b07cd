"""What is written into the LMS for one session: the group, who is in it, and the event.

Each step is written down before the next, and each looks first at what is there: whatever
breaks off in between is taken up where it was, and nothing is made twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.errors import Refused
from adapters.lms import KeepsEvents, KeepsGroups
from lti_tool.models import Person
from lti_tool.services.choosing import enrol_by_choice, is_on_the_way
from lti_tool.services.mirror_goal import Goal, Row, digest_of, has_place
from lti_tool.services.mirror_places import note_elsewhere
from lti_tool.services.seating import BoxOffice
from lti_tool.vault import Vault

# What a session can do without: it stands in the LMS all the same, and this is tried again.
NOT_ALL, ENROLLING, NO_CALENDAR = "not_all", "enrolling", "no_calendar"
# With these Moodle says that the account has not got a function or a right.
NO_RIGHT = frozenset({"nopermissions", "accessexception"})
GONE = ("no_group", "no_course")
NUMBER = "themascan-"


@dataclass(frozen=True, slots=True)
class Work:
    """One session in hand, and the way to its LMS."""

    session: Session
    vault: Vault
    api: KeepsGroups
    row: Row
    now: datetime


def settle(work: Work, goal: Goal) -> str:
    """Bring the LMS to the goal: "", or the code of what is missing; commits as it goes.

    Raises ``Unavailable`` or ``Refused``.
    """
    own = work.row.mirror
    if own.course_id and own.course_id != goal.course:
        # The offer leads to another course now: out of the old one first.
        _leave(work)
        own.chosen_id = own.chosen_name = ""
    elif own.group_id and own.chosen_id != (own.group_id if own.is_theirs else ""):
        # L&D chose another group.
        _leave(work)
    if not goal.stands:
        _leave(work)
        return ""
    if own.chosen_id:
        _join(work, goal)
        return _people(work, goal)
    _group(work, goal)
    people = _people(work, goal)
    return _event(work, goal) or people


def _join(work: Work, goal: Goal) -> None:
    own = work.row.mirror
    own.course_id, own.is_theirs = goal.course, True
    own.group_id, own.group_name = own.chosen_id, own.chosen_name
    work.session.commit()


def _group(work: Work, goal: Goal) -> None:
    own, api = work.row.mirror, work.api
    if own.group_id and own.group_name != goal.name:
        api.rename_group(goal.course, own.group_id, own.group_name, goal.name)
    if not own.group_id:
        own.course_id = goal.course
        work.session.commit()
        own.group_id = api.ensure_group(goal.course, f"{NUMBER}{own.uid}", goal.name)
    own.group_name = goal.name
    work.session.commit()


def _people(work: Work, goal: Goal) -> str:
    own, api = work.row.mirror, work.api
    there = api.group_members(goal.course, own.group_id)
    ours = {account for booking, account in work.row.bookings if booking.in_group}
    _take_out(work, set(goal.accounts), there)
    office = BoxOffice(work.session, work.vault, work.now)
    note_elsewhere(office, work.row.session, len(there - ours - set(goal.accounts)))
    own.looked_at = work.now
    new = {account for account in goal.accounts if account not in there}
    if not new:
        return ""
    # Looked at before the call: what arrives in between is tried at the next run all the same.
    coming = _enrol(work, new)
    # Noted before: a process that dies after the call must not take them for L&D's.
    _note(work, new, inside=True)
    outcomes = api.add_to_group(goal.course, own.group_id, sorted(new))
    refused = {row.user_id for row in outcomes if row.state == "refused"}
    _note(work, refused, inside=False)
    return "" if not refused else (ENROLLING if coming else NOT_ALL)


def _enrol(work: Work, accounts: Collection[str]) -> int:
    """Into the course, for whoever booked before there was one; how many are on their way.

    Over the outbox, where an enrolment stands once: whom L&D took out of the course stays out.
    """
    link = work.row.link
    if link is None:
        return 0
    count = 0
    for booking, account in work.row.bookings:
        if account in accounts and has_place(booking):
            person = work.session.get_one(Person, booking.person_id)
            enrol_by_choice(work.session, work.vault, person, link, work.now)
            count += is_on_the_way(work.session, work.vault, person, link, work.now)
    work.session.commit()
    return count


def _note(work: Work, accounts: Collection[str], inside: bool) -> None:
    for booking, account in work.row.bookings:
        if account in accounts and has_place(booking):
            booking.in_group = inside
    work.session.commit()


def _take_out(work: Work, stay: Collection[str], there: Collection[str]) -> None:
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


def _event(work: Work, goal: Goal) -> str:
    own, api = work.row.mirror, work.api
    if goal.event is None:
        return ""
    event = replace(goal.event, group_id=own.group_id)
    digest = digest_of(asdict(event))
    if own.event_id and own.event_digest == digest:
        return ""
    if not isinstance(api, KeepsEvents):
        return NO_CALENDAR
    try:
        _drop_event(work, api)
        own.event_id, own.event_digest = api.add_event(goal.course, event), digest
    except Refused as fault:
        if fault.code in NO_RIGHT:
            return NO_CALENDAR
        raise
    work.session.commit()
    return ""


def _drop_event(work: Work, api: KeepsEvents) -> None:
    own = work.row.mirror
    if own.event_id:
        api.remove_event(own.course_id, own.event_id)
        own.event_id = own.event_digest = ""
        work.session.commit()


def _leave(work: Work) -> None:
    own, api = work.row.mirror, work.api
    try:
        if isinstance(api, KeepsEvents):
            _drop_event(work, api)
        if own.group_id:
            _take_out(work, (), api.group_members(own.course_id, own.group_id))
            if not own.is_theirs:
                # Somebody whom L&D put in keeps the group, which is theirs from then on.
                api.remove_group(own.course_id, own.group_id)
    except Refused as fault:
        if fault.code not in GONE:
            raise
    forget_group(work.session, work.row)


def forget_group(session: Session, row: Row) -> None:
    """Nothing of the session stands in the LMS any more; commits."""
    own = row.mirror
    for booking, _account in row.bookings:
        booking.in_group = False
    own.group_id = own.group_name = own.event_id = own.event_digest = own.course_id = ""
    own.is_theirs = False
    session.commit()
