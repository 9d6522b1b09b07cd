"""Where people come from beside HR's file: Moodle's cohorts, and the course that links to us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.advantage import Advantage, Member
from adapters.errors import Refused
from adapters.lms import LmsApi
from adapters.roster import Listed, ListsCohorts
from lti_tool.models import CourseContext, Platform, RosterSetting

LEARNER = "#Learner"
MOODLE, NRPS = "moodle", "nrps"
NO_COHORTS = "this LMS has no cohorts that can be read: choose another source for the roster"
NO_COHORT_GIVEN = "no cohort is named: say which with `themascan roster source`"
NO_COURSE = "no course offers its list of people: open the tool from the course once"
WHICH_COURSE = "several courses offer their list of people: say which is the roster"


class RosterSource(Protocol):
    """``columns`` are those of a roster that the source can speak about."""

    name: str
    columns: frozenset[str]

    def people(self) -> list[Listed]:
        """All of them, never a part; raises ``Unavailable`` or ``Refused``."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How sources are reached; ``api`` and ``advantage`` are made when they are needed."""

    api: Callable[[Platform], LmsApi | None]
    advantage: Callable[[Platform], Advantage]


class CohortSource:
    """Cohorts of Moodle, with the profile fields of their people."""

    name = MOODLE
    columns = frozenset({"first_name", "email", "team", "department", "function_group"})

    def __init__(self, api: LmsApi | None, cohorts: Sequence[str]) -> None:
        self._api, self._cohorts = api, cohorts

    def people(self) -> list[Listed]:
        """Everybody in the cohorts."""
        if not isinstance(self._api, ListsCohorts):
            raise Refused("no_cohorts", NO_COHORTS)
        if not self._cohorts:
            raise Refused("no_cohort", NO_COHORT_GIVEN)
        return self._api.cohort_people(self._cohorts)


class CourseSource:
    """The people of a course: names and addresses only as the LMS hands them over.

    In Moodle their ids are those of the REST API; elsewhere they are known by launches only.
    """

    name = NRPS
    columns = frozenset({"first_name", "email"})

    def __init__(self, advantage: Advantage, url: str, rest_ids: bool) -> None:
        self._advantage, self._url, self._rest_ids = advantage, url, rest_ids

    def people(self) -> list[Listed]:
        """Whoever takes part actively; teachers are left out."""
        return [
            _listed(member, self._rest_ids)
            for member in self._advantage.members(self._url)
            if member.status == "Active" and any(role.endswith(LEARNER) for role in member.roles)
        ]


def _listed(member: Member, rest_ids: bool) -> Listed:
    return Listed(
        id=member.user_id if rest_ids else "",
        sub="" if rest_ids else member.user_id,
        idnumber=member.idnumber,
        username=member.username,
        email=member.email,
        first_name=member.given_name,
    )


def sources_of(
    session: Session, platform: Platform, setting: RosterSetting, doors: Doors
) -> list[RosterSource]:
    """The sources of a platform beside HR's file, the leading one first.

    One that does not lead takes part when it is said where it finds people. Raises
    ``Refused`` for a course that is not there; no source is asked anything yet.
    """
    found: list[RosterSource] = []
    if setting.source == MOODLE or setting.cohorts:
        cohorts = [name.strip() for name in setting.cohorts.split("|") if name.strip()]
        found.append(CohortSource(doors.api(platform), cohorts))
    if setting.source == NRPS or setting.course:
        url = _course_url(session, platform, setting)
        rest_ids = platform.api_adapter == MOODLE
        found.append(CourseSource(doors.advantage(platform), url, rest_ids))
    return sorted(found, key=lambda source: source.name != setting.source)


def courses_of(session: Session, platform_id: int) -> list[CourseContext]:
    """The courses from which the tool was opened, and that offer their list of people."""
    return list(
        session.scalars(
            select(CourseContext)
            .where(CourseContext.platform_id == platform_id, CourseContext.memberships_url != "")
            .order_by(CourseContext.id)
        )
    )


def _course_url(session: Session, platform: Platform, setting: RosterSetting) -> str:
    courses = courses_of(session, platform.id)
    if setting.course:
        courses = [course for course in courses if course.context_id == setting.course]
    if not courses:
        raise Refused("no_course", NO_COURSE)
    if len(courses) > 1:
        raise Refused("which_course", WHICH_COURSE)
    return courses[0].memberships_url
