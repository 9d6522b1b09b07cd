"""What may never be otherwise: looked at after each round of the jobs, whatever befalls them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Delivery, Person, RosterEntry, Scan, db
from lti_tool.services.cycles import cycle_status
from lti_tool.services.messages import mail_parcel
from lti_tool.services.outbox import parcel_name
from questionnaires.calendar import is_working_day, local_date
from questionnaires.quarters import State
from tests.simulation.lms import letters
from tests.simulation.world import World

# A name in the outbox is cut off in the Message-ID.
SHORT = 40
TWO_WEEKS = timedelta(days=14)
REMINDERS = ("remind_1", "remind_2")
# When a scan opens, closes, is published, and is over; written down by hand from a calendar.
DATES: Mapping[str, tuple[str, str, str, str]] = {
    "2027-Q1": ("2027-01-11", "2027-02-08", "2027-02-08", "2027-04-01"),
    "2027-Q2": ("2027-04-12", "2027-05-10", "2027-05-10", "2027-07-01"),
    "2027-Q3": ("2027-07-12", "2027-08-09", "2027-08-09", "2027-10-01"),
    "2027-Q4": ("2027-10-11", "2027-11-08", "2027-11-08", "2028-01-01"),
    "2028-Q1": ("2028-01-10", "2028-02-07", "2028-02-07", "2028-04-01"),
    "2028-Q2": ("2028-04-10", "2028-05-08", "2028-05-08", "2028-07-01"),
    "2028-Q3": ("2028-07-10", "2028-08-07", "2028-08-07", "2028-10-01"),
    "2028-Q4": ("2028-10-09", "2028-11-06", "2028-11-06", "2029-01-01"),
}


@dataclass
class Watch:
    """``had`` says who has had which message of which cycle, by person id."""

    there: World
    had: defaultdict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    _known: dict[str, tuple[str, int]] = field(default_factory=dict)
    _last: int = 0
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def look(self, now: datetime) -> None:
        """After a round: every letter that went is right, every figure reconciles."""
        with self.there.app.app_context():
            session = db.session()
            self._letters(session, now)
            self._inside(session, now)
            for cycle in session.scalars(select(Cycle).where(Cycle.state == State.OPEN)):
                _reconciles(session, cycle.id, now)
            db.session.remove()

    def _learn_names(self, session: Session, since: datetime) -> None:
        # Not by their ids: one that was dropped may give its id to the next.
        rows = session.execute(
            select(Delivery.dedup, Delivery.topic, Delivery.cycle_id).where(
                Delivery.kind == "mail", Delivery.created_at > since
            )
        )
        self._known |= {name[:SHORT]: (topic, cycle) for name, topic, cycle in rows}

    def _letters(self, session: Session, now: datetime) -> None:
        fresh: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        taken = dict(self.there.post.taken)
        unseen = taken.keys() - self._seen
        if unseen:
            self._learn_names(session, now - TWO_WEEKS)
        for letter in unseen:
            message, cycle = self._known[letter[1]]
            if not letter[0].startswith("leren@"):
                fresh[cycle, message].add(self._account(letter[0]))
            self._seen.add(letter)
        twice = [letter for letter, count in taken.items() if count > 1]
        assert not twice, f"{len(twice)} letters went twice"
        if fresh:
            assert is_working_day(local_date(now)), now
        for (cycle, message), accounts in fresh.items():
            self._are_right(session, cycle, message, accounts)

    def _inside(self, session: Session, now: datetime) -> None:
        """The LMS keeps no names of messages: they are known by the outbox, and counted."""
        self._last, there = letters(self.there.site, self._last)
        if not there:
            return
        assert is_working_day(local_date(now)), now
        told: Counter[int] = Counter()
        for (cycle, message), names in self._delivered(session, now).items():
            accounts = self._named(session, cycle, message, names)
            told.update(accounts)
            self._are_right(session, cycle, message, accounts)
        assert told == there, "not what the outbox says"

    def _delivered(
        self, session: Session, now: datetime
    ) -> Mapping[tuple[int, str], Collection[str]]:
        found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        rows = session.execute(
            select(Delivery.cycle_id, Delivery.topic, Delivery.dedup).where(
                Delivery.kind == "mail",
                Delivery.topic != "announce",
                Delivery.settled_at == now,
                Delivery.state == "delivered",
            )
        )
        for cycle, topic, name in rows:
            found[cycle, topic].append(name)
        return found

    def _named(
        self, session: Session, cycle: int, message: str, names: Collection[str]
    ) -> list[int]:
        vault, now, wanted = self.there.tools.vault, self.there.tools.clock(), set(names)
        people = session.execute(select(Person.id, Person.lms_user_id).order_by(Person.id))
        found = {
            parcel_name(vault, mail_parcel(message, person, cycle, now)): account
            for person, account in people
        }
        return [int(found[name]) for name in wanted]

    def _account(self, address: str) -> int:
        number, _, place = address.removeprefix("p").partition("@stad")
        town = self.there.towns[int(place.partition(".")[0]) - 1]
        return town.staff.account(int(number))

    def _are_right(
        self, session: Session, cycle: int, message: str, accounts: Collection[int]
    ) -> None:
        before, people = self.had[cycle, message], set(accounts)
        assert not before & people, f"{message} went to somebody a second time"
        before |= people
        if message in ("invite", *REMINDERS):
            assert people <= still_open(session, cycle), f"{message} went to who is not open"
        elif message in ("thanks", "nudge"):
            assert people <= completers(session, cycle), f"{message} went to who is not done"
        elif message == "feedback":
            assert people <= invited(session, cycle), "word of a round that somebody had no part in"


def _reconciles(session: Session, cycle: int, now: datetime) -> None:
    status = cycle_status(session, cycle, now)
    parts = [status[name] for name in ("completed", "open", "excused")]
    assert status["invited"] == sum(parts), status
    assert min(parts) >= 0, status


def invited(session: Session, cycle: int) -> set[int]:
    """The accounts of who is on the frozen roster and not excused."""
    return _accounts(session, cycle, ~RosterEntry.excused, Person.excused.is_(False))


def still_open(session: Session, cycle: int) -> set[int]:
    """The accounts of those of them who are not done."""
    done = exists().where(
        Scan.cycle_id == cycle, Scan.person_id == Person.id, Scan.submitted_at.is_not(None)
    )
    return _accounts(session, cycle, ~RosterEntry.excused, Person.excused.is_(False), ~done)


def _accounts(session: Session, cycle: int, *which: object) -> set[int]:
    rows = session.scalars(
        select(Person.lms_user_id)
        .join(RosterEntry, RosterEntry.person_id == Person.id)
        .where(RosterEntry.cycle_id == cycle, *which)
    )
    return {int(account) for account in rows if account}


def completers(session: Session, cycle: int) -> set[int]:
    """The accounts of who finished the scan, on the roster or not."""
    rows = session.scalars(
        select(Person.lms_user_id)
        .join(Scan, Scan.person_id == Person.id)
        .where(Scan.cycle_id == cycle, Scan.submitted_at.is_not(None))
    )
    return {int(account) for account in rows if account}


def on_their_dates(cycle: Cycle) -> None:
    """Every step of a quarter was taken on its day."""
    moments = (cycle.opened_at, cycle.closed_at, cycle.published_at, cycle.archived_at)
    days = tuple(str(local_date(moment)) if moment else "" for moment in moments)
    assert days == DATES[cycle.quarter], (cycle.quarter, days)
