"""The nightly round past the LMS: which courses are where, and who finished them.

Each linked course is asked about everybody whom the LMS knows of the organisation, whatever
they answered in any scan; only who is known to be done already is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import LmsApi, TellsCompletion
from lti_tool.models import Completion, Cycle, OfferLink, Person, Platform
from lti_tool.services.attendance_kept import keep_attendance
from lti_tool.services.completions import LMS, SELF, Key, keep, local_day
from lti_tool.services.faults import Faults
from lti_tool.services.offers import follow, platform_of_cycle
from lti_tool.services.scanning import TAKES_SCANS
from lti_tool.vault import SealBroken

A_CALL = 2000
ApiOf = Callable[[Platform], LmsApi | None]


class News(NamedTuple):
    """A line for each thing that was ``done``, and for each that is ``missing``."""

    done: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """What asking works with; ``breathe`` raises when the process must end."""

    session: Session
    api_of: ApiOf
    breathe: Callable[[], None]
    now: datetime


def sync(round_: Round) -> News:
    """Follow the courses, ask who finished, keep who was there; commits as it goes.

    Of cycles that take scans still. Of older ones only the courses are followed, for the
    library. Again and again does no harm.
    """
    done: list[str] = []
    missing: list[str] = []
    for platform, links in _courses(round_.session).items():
        missing += _ask(round_, platform, links, done)
    session = round_.session
    if count := keep_attendance(session):
        done.append(f"attendance: {count} places that were taken are kept")
    session.commit()
    return News(tuple(done), tuple(missing))


def _courses(session: Session) -> dict[Platform, list[tuple[OfferLink, bool]]]:
    """The links of each LMS, with whether who finished is asked; of opened cycles."""
    rows = session.execute(
        select(OfferLink, Cycle)
        .join(Cycle, Cycle.id == OfferLink.cycle_id)
        .where(Cycle.opened_at.is_not(None))
        .order_by(Cycle.id, OfferLink.id)
    ).all()
    platforms: dict[int, Platform | None] = {}
    found: dict[Platform, list[tuple[OfferLink, bool]]] = defaultdict(list)
    for link, cycle in rows:
        if cycle.id not in platforms:
            platforms[cycle.id] = _platform(session, cycle.id)
        platform = platforms[cycle.id]
        if platform is not None:
            found[platform].append((link, cycle.state in TAKES_SCANS))
    return found


def _platform(session: Session, cycle_id: int) -> Platform | None:
    try:
        return platform_of_cycle(session, cycle_id)
    except Faults:
        return None


def _ask(
    round_: Round, platform: Platform, links: Sequence[tuple[OfferLink, bool]], done: list[str]
) -> Iterator[str]:
    """Asks one LMS; yields what it could not tell."""
    said = f"platform {platform.id}: who finished is not known"
    try:
        api = round_.api_of(platform)
        if api is None:
            return
        yield from _follow(round_, api, [link for link, _ in links])
        if not isinstance(api, TellsCompletion):
            return
        asked = [link for link, is_asked in links if is_asked]
        yield from _finished(round_, platform, api, asked, done)
    except Unavailable:
        yield f"{said}: the LMS cannot be asked now"
    except (Refused, SealBroken) as fault:
        yield f"{said}: {fault}"
    finally:
        round_.session.rollback()


def _follow(round_: Round, api: LmsApi, links: Sequence[OfferLink]) -> Iterator[str]:
    for link in links:
        round_.breathe()
        before = link.course_id
        if follow(round_.session, api, link, round_.now):
            yield f"offer {link.offer_id}: course {before} is another one now, {link.course_ref}"


def _finished(
    round_: Round,
    platform: Platform,
    api: TellsCompletion,
    links: Sequence[OfferLink],
    done: list[str],
) -> Iterator[str]:
    courses: dict[str, list[OfferLink]] = defaultdict(list)
    for link in links:
        courses[link.course_id].append(link)
    for course, same in courses.items():
        try:
            if _course(round_, platform, api, course, same):
                done.append(f"platform {platform.id}: more people finished course {course}")
        except Refused as fault:
            yield f"course {course}: who finished is not known: {fault.reason}"


def _course(
    round_: Round, platform: Platform, api: TellsCompletion, course: str, links: list[OfferLink]
) -> int:
    """Ask about one course; how many were new."""
    session = round_.session
    keys = [(link.cycle_id, link.offer_id) for link in links]
    people = _unfinished(session, platform.id, keys)
    session.rollback()
    accounts, count = list(people), 0
    for start in range(0, len(accounts), A_CALL):
        round_.breathe()
        told = api.completions(course, accounts[start : start + A_CALL])
        days = {people[row.user_id]: _day(row.at, round_.now) for row in told}
        count += keep(session, keys, days, LMS)
        session.commit()
    asked = update(OfferLink).where(OfferLink.id.in_([link.id for link in links]))
    session.execute(asked.values(asked_at=round_.now))
    session.commit()
    return count


def _day(at: datetime | None, now: datetime) -> date:
    # An LMS that does not say when has been asked every night: it was since the last one.
    return local_day(at or now)


def _unfinished(session: Session, platform_id: int, keys: Sequence[Key]) -> dict[str, int]:
    """Everybody with an account, account → person, but for who is known to be done."""
    links = [
        (Completion.cycle_id == cycle) & (Completion.offer_id == offer) for cycle, offer in keys
    ]
    here = links[0]
    for other in links[1:]:
        here |= other
    done = (
        select(Completion.person_id)
        .where(here, Completion.source != SELF)
        .group_by(Completion.person_id)
        .having(func.count() >= len(keys))
    )
    rows = session.execute(
        select(Person.lms_user_id, Person.id)
        .where(
            Person.platform_id == platform_id,
            Person.lms_user_id.is_not(None),
            Person.erased_at.is_(None),
            Person.id.not_in(done),
        )
        .order_by(Person.id)
    )
    return {str(account): person for account, person in rows}
