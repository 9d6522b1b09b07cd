"""Days in the life of organisations: nights with jobs, mornings with mail, people at ten thirty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, exists, select

from lti_tool.models import Cycle, db
from lti_tool.services.message_people import NUDGED_WITHIN
from questionnaires.calendar import AMSTERDAM, DAY, is_working_day
from tests.databases import tend
from tests.simulation.books import Book, book_of
from tests.simulation.crowd import Crowd
from tests.simulation.diary import Diary
from tests.simulation.watching import Watch, on_their_dates
from tests.simulation.weather import Fair
from tests.simulation.world import BEGINS, World

NIGHT, MORNING, PEOPLE, EVENING = time(4, 20), time(8, 5), time(10, 30), time(16, 50)
MONDAY = 0
ASKING = frozenset({"sync_completions", "sync_roster"})
NIGHTLY = ASKING | {"rotate_keys", "retention", "reseal", "sweep"}
IS_OPEN = Cycle.state == "open"
TWO_YEARS = date(2029, 1, 3)
HALF_A_YEAR = date(2027, 7, 2)


@dataclass
class Life:
    """Lives day after day. ``books`` hold the quarters that are over, by place and quarter."""

    there: World
    weather: Fair = field(default_factory=Fair)
    books: dict[tuple[int, str], Book] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch, self.diary = Watch(self.there), Diary(self.there)
        self.crowd = Crowd(self.there, self.watch, self.diary)
        # After a standstill what was missed is done at once.
        self._behind = False

    def live(self, until: date) -> None:
        """From the beginning up to a day, that day not included."""
        self.crowd.begin()
        tend(self.there.settings.database_url)
        self.weather.begins(self.there)
        today = BEGINS.date() + DAY
        while today < until:
            self.weather.dawns(self.there, today)
            if self.weather.stands_still(today):
                self._behind = True
            else:
                self._day(today)
                self._behind = False
            today += DAY

    def _day(self, today: date) -> None:
        if today.weekday() == MONDAY or self._behind:
            self._work(today, NIGHT)
            tend(self.there.settings.database_url)
        self._work(today, MORNING)
        self._keep_books()
        if not is_working_day(today):
            return
        if not self.weather.lms_is_away(today):
            now = datetime.combine(today, PEOPLE, AMSTERDAM)
            self.there.clock.move_to(now)
            self.crowd.lost = self.weather.kills
            self.crowd.come(today, now)
        if self._any(IS_OPEN):
            self._work(today, EVENING)

    def _work(self, today: date, hour: time) -> None:
        """What the jobs do at a moment."""
        now = datetime.combine(today, hour, AMSTERDAM)
        self.there.clock.move_to(now)
        for line in self.weather.jobs(self.there, now, self._left_out(today, hour)):
            self.diary.hear(now, line)
        self.watch.look(now)

    def _left_out(self, today: date, hour: time) -> frozenset[str]:
        # Nightly in life. It is enough here to clean up in the nights to Monday, and to ask
        # the LMS in those of the weeks in which somebody may still be nudged.
        if hour != NIGHT:
            return NIGHTLY
        recent = Cycle.closed_at > datetime.combine(today, hour, AMSTERDAM) - NUDGED_WITHIN
        return frozenset() if self._any(IS_OPEN | recent) else ASKING

    def _any(self, which: ColumnElement[bool]) -> bool:
        with self.there.app.app_context():
            found = db.session.scalar(select(exists().where(which)))
            db.session.remove()
        return bool(found)

    def _keep_books(self) -> None:
        with self.there.app.app_context():
            for cycle in db.session.scalars(select(Cycle).where(Cycle.state == "archived")).all():
                key = (self.there.town_of(cycle.organisation_id).place, cycle.quarter)
                if key not in self.books:
                    self.books[key] = book_of(db.session(), cycle)
                    if self.weather.punctual:
                        on_their_dates(cycle)
            db.session.remove()
