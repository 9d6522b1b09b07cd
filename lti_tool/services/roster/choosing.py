"""Which source decides who is on a platform's roster."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import ROSTER_SOURCES, Change
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform
from lti_tool.services.roster.runs import setting_of
from lti_tool.services.roster.sources import MOODLE, NRPS, courses_of

LONGEST = 255


@dataclass(frozen=True, slots=True)
class Choice:
    """The leading source, and where the others find people; cohorts several by ``|``."""

    source: str
    cohorts: str = ""
    course: str = ""


def choose_source(
    session: Session, platform_id: int, choice: Choice, now: datetime, actor: str
) -> None:
    """Store a choice; commits. Raises :class:`Faults` for one that cannot work."""
    platform = find_platform(session, platform_id)
    cohorts = "|".join(name.strip() for name in choice.cohorts.split("|") if name.strip())
    course = choice.course.strip()
    if choice.source not in ROSTER_SOURCES:
        raise Faults(f"source {choice.source}: choose one of {', '.join(ROSTER_SOURCES)}")
    if len(cohorts) > LONGEST:
        raise Faults(f"cohorts: at most {LONGEST} characters")
    if choice.source == MOODLE and not cohorts:
        raise Faults("cohorts: name the numbers of the cohorts, several by |")
    if (choice.source == MOODLE or cohorts) and platform.api_adapter != MOODLE:
        raise Faults("cohorts: this platform is not reached through Moodle's web services")
    offered = {row.context_id for row in courses_of(session, platform_id)}
    if (choice.source == NRPS and not course and len(offered) != 1) or (
        course and course not in offered
    ):
        known = ", ".join(sorted(offered)) or "none yet: open the tool from the course once"
        raise Faults(f"course: choose one that offers its list of people ({known})")
    setting = setting_of(session, platform_id)
    setting.source, setting.cohorts, setting.course = choice.source, cohorts, course
    what = f"roster of platform {platform_id}: source {choice.source}"
    session.add(Change(organisation_id=platform.organisation_id, at=now, actor=actor, what=what))
    session.commit()
