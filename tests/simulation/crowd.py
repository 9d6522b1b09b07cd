"""Admins, HR and employees, who come to their desks on working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lti_tool.models import db
from questionnaires.calendar import DAY
from tests.simulation.diary import Diary, people
from tests.simulation.habits import INVITE, LATE, REMIND_1, REMIND_2
from tests.simulation.lms import learn
from tests.simulation.planning import import_people, plan_next_year, plan_year
from tests.simulation.rounds import JOINED, Round, all_sent, rounds
from tests.simulation.taking import Chair, scan_over_http
from tests.simulation.watching import Watch, still_open
from tests.simulation.world import BEGINS, Town, World

HR_BEFORE, HR_AFTER = timedelta(days=7), timedelta(days=14)
NEXT_YEAR = date(2027, 11, 15)
EVALUATE = "evaluate"


@dataclass
class Crowd:
    """Everybody. ``lost`` is how many letters may have been lost by who was killed."""

    there: World
    watch: Watch
    diary: Diary
    lost: int = 0
    _came: dict[tuple[int, str], date] = field(default_factory=dict)
    _acted: set[tuple[int, int]] = field(default_factory=set)
    _learners: list[tuple[date, Town, int, str]] = field(default_factory=list)
    _lists: set[tuple[int, int, bool]] = field(default_factory=set)

    def begin(self) -> None:
        """Admins plan the year, HR sends everybody."""
        with self.there.app.app_context():
            for town in self.there.towns:
                import_people(self.there, town, 0, False, BEGINS)
                plan_year(self.there, town, BEGINS)
            db.session.remove()

    def come(self, today: date, now: datetime) -> None:
        """A morning at the office."""
        with self.there.app.app_context():
            for town in self.there.towns:
                self._offices(town, today, now)
                for round_ in rounds(db.session(), town):
                    self._round(round_, today, now)
            db.session.remove()
        self._learn(today, now)

    def _offices(self, town: Town, today: date, now: datetime) -> None:
        if today == NEXT_YEAR:
            plan_next_year(self.there, town, now)
        for round_ in rounds(db.session(), town, ("planned", "ready", "open")):
            for halfway, day in ((False, -HR_BEFORE), (True, HR_AFTER)):
                key = (town.place, round_.number, halfway)
                if round_.opens + day <= today and key not in self._lists:
                    self._lists.add(key)
                    self._list_of_hr(round_, halfway, now)

    def _list_of_hr(self, round_: Round, halfway: bool, now: datetime) -> None:
        done = import_people(self.there, round_.town, round_.number, halfway, now)
        words = f"HR stuurt een nieuwe lijst: {done.added} erbij, {done.left} weg."
        self.diary.write(now, round_.cycle, words)

    def _round(self, round_: Round, today: date, now: datetime) -> None:
        self._hear(round_, today)
        due = list(self._due(round_, today))
        chair = Chair(self.there, round_.town, now)
        for number in due:
            if number not in round_.over_http:
                assert chair.scan(number, round_.number, round_.habit(number).halfway)
        if self._came.get((round_.cycle, EVALUATE)) == today:
            self._look_back(round_, chair, now)
        # A request of the tool's own server must not wait for what is read here.
        db.session.remove()
        for number in due:
            if number in round_.over_http:
                scan_over_http(self.there, round_.town, number)
            self._after(round_, number, today)
        if due:
            self.diary.write(now, round_.cycle, f"De scan is gedaan door {people(len(due))}.")

    def _after(self, round_: Round, number: int, today: date) -> None:
        self._acted.add((round_.cycle, number))
        does = round_.habit(number)
        if does.learns and not does.halfway:
            self._learners.append((today + 2 * DAY, round_.town, number, round_.quarter))

    def _hear(self, round_: Round, today: date) -> None:
        """Write down on which day everybody has had a message."""
        for kind in (INVITE, REMIND_1, REMIND_2, EVALUATE):
            key = (round_.cycle, kind)
            if key not in self._came and all_sent(db.session(), round_.cycle, kind):
                self._came[key] = today
                self._everybody_had(round_, kind)
        if round_.state == "published":
            self._came.setdefault((round_.cycle, LATE), today)
        if (round_.town.place, round_.number, True) in self._lists:
            self._came.setdefault((round_.cycle, JOINED), today)

    def _everybody_had(self, round_: Round, kind: str) -> None:
        """Before anybody acts on it: all who should have had a message have had it."""
        if kind != EVALUATE:
            wanted = still_open(db.session(), round_.cycle)
            missed = wanted - self.watch.had[round_.cycle, kind]
            assert len(missed) <= self.lost, f"{len(missed)} people never had {kind}"

    def _due(self, round_: Round, today: date) -> Iterator[int]:
        joined = (round_.cycle, JOINED) in self._came
        for number in round_.town.staff.numbers(round_.number, joined):
            came = self._came.get((round_.cycle, round_.waits_for(number)))
            if came is None or (round_.cycle, number) in self._acted:
                continue
            if (came < today or not round_.habit(number).delay) and round_.comes(number):
                yield number

    def _look_back(self, round_: Round, chair: Chair, now: datetime) -> None:
        numbers = round_.town.staff.numbers(round_.number, True)
        forms = [chair.look_back(number) for number in numbers if round_.habit(number).looks_back]
        self.diary.write(now, round_.cycle, f"Ingevuld terug: {sum(forms)} formulieren.")

    def _learn(self, today: date, now: datetime) -> None:
        waiting, self._learners = self._learners, []
        for due, town, number, quarter in waiting:
            account = town.staff.account(number)
            if due > today or not learn(self.there.site, account, town.place, quarter, now):
                self._learners.append((due, town, number, quarter))
