"""A platform whose LMS lists people, on real sockets: Moodle's cohorts, and a course."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select, update

from adapters.fakes.advantage import FakeAdvantage
from adapters.fakes.moodle_cohorts import CohortMoodle
from lti_tool.lti.keys import public_keys
from lti_tool.models import CourseContext, Person, Platform, RosterSetting, Team, db
from lti_tool.services.roster import Imported, Office, import_roster, read_roster
from lti_tool.services.roster.doors import doors_of, sync_office
from lti_tool.services.roster.runs import setting_of
from lti_tool.services.roster.syncing import Outcome, sync_platform
from lti_tool.toolbox import EXTENSION, Toolbox
from tests.hall import Hall

CLIENT = "c1"


class Lists:
    """The hall's LMS with its lists of people, and the rosters made of them."""

    def __init__(self, app: Flask, hall: Hall, moodle: CohortMoodle, course: FakeAdvantage) -> None:
        self.tools: Toolbox = app.extensions[EXTENSION]
        self.hall, self.session = hall, hall.session
        self.moodle, self.course = moodle, course
        self.platform = hall.platform_id

    def settle(self, source: str, cohorts: str = "", course: str = "") -> None:
        """Which source leads, and where the others look."""
        row = setting_of(self.session, self.platform)
        row.source, row.cohorts, row.course = source, cohorts, course
        self.session.commit()

    def reach_moodle(self) -> None:
        """The REST API of the platform is this Moodle."""
        sealed = self.tools.vault.seal_text(self.moodle.token)
        way = {"api_adapter": "moodle", "api_url": self.moodle.url, "api_token_sealed": sealed}
        self.session.execute(update(Platform).values(way))
        self.session.commit()

    def enrol(self, key: str, **more: str) -> None:
        """Somebody in the course that the roster is taken from."""
        self.course.add_member(key, **more)

    def load(self, text: str, anyway: bool = False) -> Imported:
        """HR's file."""
        office = Office(self.session, self.tools.vault, None, self.tools.clock())
        return import_roster(
            office, self.platform, read_roster(text.encode(), "hr.csv"), anyway=anyway
        )

    def sync(self, anyway: bool = False) -> list[Outcome]:
        """One night."""
        doors = doors_of(self.session, self.tools)
        office = sync_office(self.session, self.tools)
        return list(sync_platform(office, self.platform, doors, anyway=anyway))

    def figures(self) -> tuple[int, int, int]:
        """New, changed and left of one night in which all went well."""
        [outcome] = self.sync()
        assert outcome.figures is not None, outcome
        return outcome.figures.came, outcome.figures.changed, outcome.figures.left

    def people(self) -> dict[str, Person]:
        """Who is on the roster, by the id that is known."""
        rows = self.session.scalars(
            select(Person).where(Person.on_roster).execution_options(populate_existing=True)
        )
        return {row.lms_user_id or row.lti_sub or "": row for row in rows}

    def team(self, key: str) -> str | None:
        """The name of somebody's team."""
        return self.session.scalar(select(Team.name).where(Team.id == self.people()[key].team_id))

    def name(self, key: str) -> str:
        """Somebody's first name."""
        sealed = self.people()[key].first_name_sealed
        return self.tools.vault.open_text(sealed) if sealed else ""

    def setting(self) -> RosterSetting:
        """How the last run went."""
        return self.session.get_one(RosterSetting, self.platform, populate_existing=True)


@contextmanager
def lists_of(app: Flask, hall: Hall) -> Iterator[Lists]:
    """Both kinds of lists, with a course that has been launched from."""
    tools: Toolbox = app.extensions[EXTENSION]
    keys = public_keys(hall.session, tools.vault, tools.clock())
    with CohortMoodle() as moodle, FakeAdvantage(lambda: keys, CLIENT, tools.clock) as course:
        hall.session.execute(update(Platform).values(token_url=course.token_url))
        row = CourseContext(
            platform_id=hall.platform_id, context_id="2", memberships_url=course.members_url()
        )
        db.session.add(row)
        db.session.commit()
        yield Lists(app, hall, moodle, course)


def add(lists: Lists, *keys: str, function: str | None = "Beleid") -> None:
    """Accounts in the cohort."""
    for key in keys:
        lists.moodle.add_user(key, idnumber=f"P{key}", function_field=function)
        lists.moodle.site.users[key] |= {"firstname": f"Voornaam{key}", "department": "Stad"}
        lists.moodle.cohorts.setdefault("MEDEWERKERS", []).append(key)
