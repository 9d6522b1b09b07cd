"""Who is coordinator: an admin confirms people and takes it back, each with a line in the log.

Being a teacher in the LMS makes nobody a coordinator (DESIGN 4); it only makes somebody likely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from adapters.advantage import Member
from adapters.errors import Refused, Unavailable
from lti_tool.models import Change, Coordinator, CourseContext, Person, Platform, Visit
from lti_tool.services.helpdesk_search import Ask, Caller, callers
from lti_tool.vault import SealBroken, Vault

TEACHER = "#Instructor"
# A page waits for the LMS: so many courses are asked, and so many people shown.
MOST_COURSES, MOST = 5, 20
Members = Callable[[Platform, str], Sequence[Member]]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A coordinator, since when."""

    caller: Caller
    since: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Whom an admin means, by the id that pages show, and who that admin is in the log."""

    organisation_id: int
    opaque_id: str
    actor: str
    now: datetime


def coordinators(
    session: Session, vault: Vault, organisation_id: int, ask: Ask
) -> Sequence[Confirmed]:
    """All coordinators by name. No transaction is open while the LMS is asked."""
    rows = session.execute(
        select(Person, Coordinator.confirmed_at)
        .join(Coordinator, Coordinator.person_id == Person.id)
        .where(Person.organisation_id == organisation_id)
        .order_by(Coordinator.confirmed_at, Person.id)
    ).all()
    since = {person.id: moment for person, moment in rows}
    platforms = platforms_of(session, organisation_id)
    named = callers(session, vault, [person for person, _moment in rows], platforms, ask)
    named.sort(key=lambda row: (row.name.casefold(), row.person.id))
    return [Confirmed(row, since[row.person.id]) for row in named]


def platforms_of(session: Session, organisation_id: int) -> Sequence[Platform]:
    """The LMSs of an organisation, in the order in which they came."""
    mine = Platform.organisation_id == organisation_id
    return session.scalars(select(Platform).where(mine).order_by(Platform.id)).all()


def confirm(session: Session, act: Act) -> bool:
    """Make somebody a coordinator from their next launch on; commits.

    False when there is nobody of the organisation with this id, or it was so already.
    """
    person = _person(session, act)
    if person is None or session.get(Coordinator, person.id) is not None:
        return False
    row = Coordinator(person_id=person.id, confirmed_at=act.now, confirmed_by=act.actor)
    session.add_all([row, _line(act, "confirmed")])
    try:
        session.commit()
    except IntegrityError:
        # Another admin was first: that stands.
        session.rollback()
        return False
    return True


def take_back(session: Session, act: Act) -> bool:
    """Take it back, in visits that go on too; commits. False when it was not so."""
    person = _person(session, act)
    row = session.get(Coordinator, person.id) if person is not None else None
    if person is None or row is None:
        return False
    session.delete(row)
    for visit in session.scalars(select(Visit).where(Visit.person_id == person.id)):
        kept = (role for role in visit.roles.split(",") if role != "coordinator")
        visit.roles = ",".join(kept)
    session.add(_line(act, "taken back"))
    session.commit()
    return True


def _person(session: Session, act: Act) -> Person | None:
    mine = (Person.organisation_id == act.organisation_id) & Person.erased_at.is_(None)
    return session.scalar(select(Person).where(mine, Person.opaque_id == act.opaque_id))


def _line(act: Act, what: str) -> Change:
    line = f"coordinator {act.opaque_id} {what}"
    return Change(organisation_id=act.organisation_id, at=act.now, actor=act.actor, what=line)


def teachers(session: Session, organisation_id: int, members: Members) -> Sequence[Person]:
    """People who have opened the tool and teach where it was opened, as the LMS says now.

    It is asked each time, since nobody's role in the LMS is kept. Courses of an LMS that does
    not answer are passed over.
    """
    courses = _courses(session, organisation_id)
    session.commit()
    found = {
        (platform.id, member.user_id)
        for platform, url in courses
        for member in _members(members, platform, url)
        if any(role.endswith(TEACHER) for role in member.roles)
    }
    return _launched(session, organisation_id, found)


def _courses(session: Session, organisation_id: int) -> list[tuple[Platform, str]]:
    rows = session.execute(
        select(Platform, CourseContext.memberships_url)
        .join(CourseContext, CourseContext.platform_id == Platform.id)
        .where(Platform.organisation_id == organisation_id, CourseContext.memberships_url != "")
        .order_by(CourseContext.id)
        .limit(MOST_COURSES)
    )
    return [(platform, url) for platform, url in rows]


def _members(members: Members, platform: Platform, url: str) -> Iterable[Member]:
    try:
        return members(platform, url)
    except (Refused, Unavailable, SealBroken):
        return ()


def _launched(
    session: Session, organisation_id: int, found: set[tuple[int, str]]
) -> Sequence[Person]:
    rows = session.scalars(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            Person.erased_at.is_(None),
            Person.lti_sub.in_({sub for _platform, sub in found}),
        )
        .order_by(Person.id)
    )
    return [row for row in rows if (row.platform_id, row.lti_sub) in found][:MOST]
