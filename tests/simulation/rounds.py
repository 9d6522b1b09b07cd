"""Quarters that are under way, and who does what in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, CycleMoment, Delivery
from tests.simulation.habits import INVITE, LATE, NEVER, Habit, habit
from tests.simulation.planning import index
from tests.simulation.world import Town

UNDER_WAY = ("open", "closed", "published")
JOINED = "joined"
OVER_HTTP = 2


@dataclass(frozen=True)
class Round:
    """A quarter of one organisation; ``number`` is counted from 0."""

    town: Town
    cycle: int
    quarter: str
    state: str
    opens: date

    @cached_property
    def number(self) -> int:
        """Its number, counted from 0."""
        return index(self.quarter)

    def habit(self, number: int) -> Habit:
        """What somebody does in it."""
        return habit(self.town.place, number, self.number, self.town.staff.eager)

    def waits_for(self, number: int) -> str:
        """After what somebody takes the scan; who came halfway was not invited."""
        does = self.habit(number)
        if number in self.town.staff.numbers(self.number):
            return does.after
        return JOINED if does.after == INVITE else NEVER

    def comes(self, number: int) -> bool:
        """Whether somebody would take the scan in this state of it.

        Some of whom HR excuses take part all the same.
        """
        late = self.habit(number).after == LATE
        excused = bool(number % 5) and self.town.staff.is_excused(number, self.number)
        return late is not (self.state == "open") and not excused

    @cached_property
    def over_http(self) -> Collection[int]:
        """The few who come in by the LMS itself; who leads a team lands on another page."""
        staff, found = self.town.staff, list[int]()
        leaders = staff.leaders(self.number)
        for number in staff.numbers(self.number):
            does = self.habit(number)
            plain = does.after == INVITE and not does.halfway and not does.delay
            if plain and number not in leaders and not staff.is_excused(number, self.number):
                found.append(number)
        return found[:OVER_HTTP]


def rounds(session: Session, town: Town, states: Collection[str] = UNDER_WAY) -> list[Round]:
    """The rounds of an organisation in some states, oldest first."""
    rows = session.execute(
        select(Cycle.id, Cycle.quarter, Cycle.state, Cycle.opens)
        .where(Cycle.organisation_id == town.organisation, Cycle.state.in_(states))
        .order_by(Cycle.quarter)
    ).all()
    session.rollback()
    return [Round(town, *row) for row in rows]


def all_sent(session: Session, cycle: int, kind: str) -> bool:
    """Whether a message was made, and none of it waits any more."""
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
