"""Days in the life of organisations: nights with jobs, mornings with mail, people at ten thirty."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from jobs.runner import Runner
from jobs.schedule import SCHEDULE
from lti_tool.models import Cycle, CycleMoment, Delivery, db
from questionnaires.calendar import AMSTERDAM, DAY, is_working_day
from tests.simulation.books import Book, book_of
from tests.simulation.habits import INVITE, LATE, REMIND_1, REMIND_2, Habit, habit
from tests.simulation.lms import learn
from tests.simulation.planning import import_people, index, plan_next_year, plan_year
from tests.simulation.taking import Chair, scan_over_http
from tests.simulation.watching import Watch, on_their_dates, still_open
from tests.simulation.world import BEGINS, Town, World

NIGHT, MORNING, PEOPLE, EVENING = time(4, 20), time(8, 5), time(10, 30), time(16, 50)
HR_BEFORE, HR_AFTER = timedelta(days=7), timedelta(days=14)
NEXT_YEAR = date(2027, 11, 15)
JOINED = "joined"
OVER_HTTP = 2
MONDAY = 0
ASKING = frozenset({"sync_completions", "sync_roster"})


@dataclass(frozen=True, slots=True)
class Round:
    """A quarter of one organisation that is under way."""

    town: Town
    cycle: int
    quarter: str
    state: str
    opens: date

    @property
    def number(self) -> int:
        """Its number, counted from 0."""
        return index(self.quarter)


@dataclass
class Life:
    """Lives day after day. ``told`` hears what the jobs said, ``books`` hold quarters that ended.

    ``lost`` is how many letters may have been lost on the way by who was killed;
    ``dates_hold`` is off where machines stood still over a date.
    """

    there: World
    told: list[tuple[datetime, str]] = field(default_factory=list)
    books: dict[tuple[int, str], Book] = field(default_factory=dict)
    dates_hold: bool = True
    lost: int = 0
    watch: Watch = field(init=False)
    _came: dict[tuple[int, str], date] = field(default_factory=dict)
    _acted: set[tuple[int, int]] = field(default_factory=set)
    _learners: list[tuple[date, Town, int, str]] = field(default_factory=list)
    _lists: set[tuple[int, int, bool]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.watch = Watch(self.there)

    def begin(self) -> None:
        """Admins plan the year, HR sends everybody."""
        with self.there.app.app_context():
            for town in self.there.towns:
                import_people(self.there, town, 0, False, BEGINS)
                plan_year(self.there, town, BEGINS)
            db.session.remove()

    def live(self, until: date) -> None:
        """From the day after the beginning up to a day, that day not included."""
        today = BEGINS.date() + DAY
        while today < until:
            self.day(today)
            today += DAY

    def day(self, today: date) -> None:
        """One day."""
        self.work(today, NIGHT)
        if is_working_day(today):
            self.work(today, MORNING)
            self.people(today)
            if self._scanning():
                self.work(today, EVENING)

    def _scanning(self) -> bool:
        with self.there.app.app_context():
            found = db.session.scalar(select(exists().where(Cycle.state == "open")))
            db.session.remove()
        return bool(found)

    def work(self, today: date, hour: time) -> None:
        """What the jobs do at a moment, as their process does it."""
        now = datetime.combine(today, hour, AMSTERDAM)
        self.there.clock.move_to(now)
        for line in run_jobs(self.there.runner(), now, self._left_out(today)):
            self.told.append((now, line))
        self.watch.look(now)
        if hour == NIGHT:
            self._keep_books()

    def _keep_books(self) -> None:
        with self.there.app.app_context():
            for cycle in db.session.scalars(select(Cycle).where(Cycle.state == "archived")):
                key = (self.there.town_of(cycle.organisation_id).place, cycle.quarter)
                if key not in self.books:
                    self.books[key] = book_of(db.session(), cycle)
                    if self.dates_hold:
                        on_their_dates(cycle)
            db.session.remove()

    def _left_out(self, today: date) -> frozenset[str]:
        # Nightly in life; their calls are many, and it is enough here to make them in the
        # nights to Monday while a scan is open, since it closes in one.
        return frozenset() if today.weekday() == MONDAY and self._scanning() else ASKING

    def people(self, today: date) -> None:
        """Admins, HR and employees come to their desks."""
        now = datetime.combine(today, PEOPLE, AMSTERDAM)
        self.there.clock.move_to(now)
        with self.there.app.app_context():
            for town in self.there.towns:
                self._offices(town, today, now)
                for round_ in _rounds(db.session(), town):
                    self._round(round_, today, now)
            db.session.remove()
        self._learn(today, now)

    def _offices(self, town: Town, today: date, now: datetime) -> None:
        if today == NEXT_YEAR:
            plan_next_year(self.there, town, now)
        for cycle in _rounds(db.session(), town, ("planned", "ready", "open")):
            moments = {False: cycle.opens - HR_BEFORE, True: cycle.opens + HR_AFTER}
            for halfway, day in moments.items():
                key = (town.place, cycle.number, halfway)
                if day <= today and key not in self._lists:
                    self._lists.add(key)
                    import_people(self.there, town, cycle.number, halfway, now)

    def _round(self, round_: Round, today: date, now: datetime) -> None:
        self._hear(round_, today)
        chair, http = Chair(self.there, round_.town, now), set(over_http(round_))
        due = list(self._due(round_, today))
        for number, does in due:
            if number in http:
                continue
            chair.scan(number, round_.number, does.halfway)
            self._after(round_, number, does, today)
        if self._has_come(round_, "evaluate", today):
            self._look_back(round_, chair)
        db.session.remove()
        for number, does in due:
            if number in http:
                scan_over_http(self.there, round_.town, number)
                self._after(round_, number, does, today)

    def _after(self, round_: Round, number: int, does: Habit, today: date) -> None:
        self._acted.add((round_.cycle, number))
        if does.learns and not does.halfway:
            self._learners.append((today + 2 * DAY, round_.town, number, round_.quarter))

    def _hear(self, round_: Round, today: date) -> None:
        """Write down on which day everybody has had a message."""
        for kind in (INVITE, REMIND_1, REMIND_2, "evaluate"):
            key = (round_.cycle, kind)
            if key not in self._came and _all_sent(db.session(), round_.cycle, kind):
                self._came[key] = today
                self._everybody_had(round_, kind)
        if round_.state == "published":
            self._came.setdefault((round_.cycle, LATE), today)
        if (round_.town.place, round_.number, True) in self._lists:
            self._came.setdefault((round_.cycle, JOINED), today)

    def _everybody_had(self, round_: Round, kind: str) -> None:
        """Before anybody acts on it: all who should have had a message, and nobody else."""
        if kind != "evaluate":
            wanted = still_open(db.session(), round_.cycle)
            missed = wanted - self.watch.had[round_.cycle, kind]
            assert len(missed) <= self.lost, f"{len(missed)} people never had {kind}"

    def _has_come(self, round_: Round, kind: str, today: date) -> bool:
        return self._came.get((round_.cycle, kind)) == today

    def _due(self, round_: Round, today: date) -> Iterator[tuple[int, Habit]]:
        staff, joined = round_.town.staff, (round_.cycle, JOINED) in self._came
        for number in staff.numbers(round_.number, joined):
            does = habit(staff.place, number, round_.number)
            came = self._came.get((round_.cycle, _waits_for(round_, number, does)))
            acted = (round_.cycle, number) in self._acted
            if came is None or acted or (came == today and does.delay):
                continue
            if (does.after == LATE) is (round_.state == "open") or _stays_away(round_, number):
                continue
            yield number, does

    def _look_back(self, round_: Round, chair: Chair) -> None:
        for number in round_.town.staff.numbers(round_.number, True):
            if habit(round_.town.place, number, round_.number).looks_back:
                chair.look_back(number)

    def _learn(self, today: date, now: datetime) -> None:
        waiting, self._learners = self._learners, []
        for due, town, number, quarter in waiting:
            account = town.staff.account(number)
            if due > today or not learn(self.there.site, account, town.place, quarter, now):
                self._learners.append((due, town, number, quarter))


def run_jobs(runner: Runner, now: datetime, left_out: frozenset[str]) -> Iterator[str]:
    """Every job at its slot, but for some; what follows from itself until nothing is left."""
    for job in SCHEDULE:
        if not job.follows and job.name not in left_out:
            said = runner.run(job, job.slot(now), now)
            yield from said.lines if said else ()
    moved = True
    while moved:
        moved = False
        for job in SCHEDULE:
            if job.follows:
                said = runner.run(job, secrets.token_hex(8), now)
                assert said is not None
                moved |= bool(said.done)
                yield from said.lines


def _rounds(
    session: Session, town: Town, states: tuple[str, ...] = ("open", "closed", "published")
) -> list[Round]:
    rows = session.execute(
        select(Cycle.id, Cycle.quarter, Cycle.state, Cycle.opens)
        .where(Cycle.organisation_id == town.organisation, Cycle.state.in_(states))
        .order_by(Cycle.quarter)
    ).all()
    session.rollback()
    return [Round(town, *row) for row in rows]


def _all_sent(session: Session, cycle: int, kind: str) -> bool:
    moment = exists().where(
        CycleMoment.cycle_id == cycle, CycleMoment.kind == kind, CycleMoment.skipped.is_(False)
    )
    waiting = exists().where(
        Delivery.cycle_id == cycle,
        Delivery.topic == kind,
        Delivery.state.in_(("waiting", "sending")),
    )
    found = session.execute(select(moment & ~waiting)).scalar_one()
    session.rollback()
    return bool(found)


def _waits_for(round_: Round, number: int, does: Habit) -> str:
    if number in round_.town.staff.numbers(round_.number):
        return does.after
    return JOINED if does.after == INVITE else "never"


def _stays_away(round_: Round, number: int) -> bool:
    # Some of whom HR excuses take part all the same.
    return bool(number % 5) and round_.town.staff.is_excused(number, round_.number)


def over_http(round_: Round) -> list[int]:
    """The few who come in by the LMS itself."""
    staff, found = round_.town.staff, list[int]()
    # Who leads a team lands on its page.
    leaders = staff.leaders(round_.number)
    for number in staff.numbers(round_.number):
        does = habit(staff.place, number, round_.number)
        plain = does.after == INVITE and not does.halfway and not does.delay
        if plain and number not in leaders and not staff.is_excused(number, round_.number):
            found.append(number)
    return found[:OVER_HTTP]
