"""Enrolments on their way to the LMS: one course at a time, in batches (DESIGN 6.2, 9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import EndsEnrolments, EnrolOutcome, LmsApi
from lti_tool.models import Person, Platform
from lti_tool.services.deliveries import Settled, Taken
from lti_tool.services.platforms import lms_of
from lti_tool.services.postroom import Post, refused
from lti_tool.vault import SealBroken
from questionnaires.calendar import AMSTERDAM

NO_API = Refused("no_api", "the LMS has no REST API here: use `themascan platform api`")
NO_TOKEN = Refused("no_token", "the token does not open: give it with `themascan platform api`")
NO_ACCOUNT = Refused(
    "no_account", "the LMS account is not known: import a roster with lms_user_id or idnumber"
)


@dataclass(frozen=True, slots=True)
class Course:
    """A course, and the last day of enrolments in it, if L&D set one."""

    id: str
    until: date | None

    @classmethod
    def of(cls, row: Taken) -> Course:
        """Where a row leads."""
        until = row.payload.get("until")
        return cls(str(row.payload["course"]), date.fromisoformat(until) if until else None)

    def enrol(self, api: LmsApi, people: list[str]) -> list[EnrolOutcome]:
        """Enrol people, with the end where the LMS can be told of it."""
        if self.until is None or not isinstance(api, EndsEnrolments):
            return api.enrol(self.id, people)
        midnight = datetime.combine(self.until + timedelta(days=1), time(), AMSTERDAM)
        return api.enrol_until(self.id, people, midnight)


def enrol(
    post: Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """What became of the rows, a list per course as soon as the course is done."""
    try:
        api = lms_of(platform, post.vault, post.door, lambda: post.keep_pace(platform.id))
    except SealBroken:
        yield [refused(row, NO_TOKEN) for row in taken]
        return
    except Refused as fault:
        yield [refused(row, fault) for row in taken]
        return
    if api is None:
        yield [refused(row, NO_API) for row in taken]
        return
    accounts = _accounts(post.session, taken)
    yield [refused(row, NO_ACCOUNT) for row in taken if _person(row) not in accounts]
    courses: dict[Course, list[Taken]] = defaultdict(list)
    for row in taken:
        if _person(row) in accounts:
            courses[Course.of(row)].append(row)
    for course, rows in courses.items():
        yield _course(post, api, course, rows, accounts, now)


def _person(row: Taken) -> int:
    return int(row.payload["person"])


def _accounts(session: Session, taken: Iterable[Taken]) -> dict[int, str]:
    # Read anew: an account may have become known since the row was made.
    wanted = sorted({_person(row) for row in taken})
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 1000):
        rows = session.execute(
            select(Person.id, Person.lms_user_id).where(
                Person.id.in_(wanted[start : start + 1000]), Person.lms_user_id.is_not(None)
            )
        )
        found |= {person: str(account) for person, account in rows}
    session.rollback()
    return found


def _course(
    post: Post,
    api: LmsApi,
    course: Course,
    rows: list[Taken],
    accounts: Mapping[int, str],
    now: datetime,
) -> list[Settled]:
    # Two cycles can lead one person to one course: both rows are then done at once.
    people: dict[str, list[Taken]] = defaultdict(list)
    for row in rows:
        if not row.decoy:
            people[accounts[_person(row)]].append(row)
    try:
        # Asked for nobody as well: a decoy must wait for an LMS that is down like any other row.
        outcomes = course.enrol(api, list(people))
    except Unavailable as fault:
        return [post.again(row, now, fault) for row in rows]
    except Refused as fault:
        return [refused(row, fault) for row in rows]
    return [Settled(row.id, "delivered") for row in rows if row.decoy] + [
        _settled(row, outcome.state, outcome.reason)
        for outcome in outcomes
        for row in people[outcome.user_id]
    ]


def _settled(row: Taken, state: str, reason: str) -> Settled:
    if state == "refused":
        return refused(row, Refused("not_enrolled", reason))
    return Settled(row.id, "delivered")
