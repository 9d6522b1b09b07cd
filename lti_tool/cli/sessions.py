"""`themascan session`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import click

from lti_tool.cli.frame import Bench, bench, lines
from lti_tool.models import WorkshopSession
from lti_tool.services.faults import Faults
from lti_tool.services.seating import BoxOffice
from lti_tool.services.sessions import (
    GONE,
    Plan,
    add_session,
    cancel_session,
    change_session,
    minutes_of,
    plan_of,
)
from lti_tool.services.timetable import Filled, filled_sessions
from questionnaires.calendar import AMSTERDAM

ACTOR = "command line"
NO_MOMENT = "give a moment such as 2026-11-30T10:00, local time when no zone is given"


class Instant(click.ParamType[datetime]):
    """A moment in ISO 8601; without a zone it is local time."""

    name = "ISO"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """An aware moment; anything else is wrong use."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(NO_MOMENT, param, ctx)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=AMSTERDAM)


Command = Callable[..., None]


def _office(at: Bench) -> BoxOffice:
    return BoxOffice(at.session, at.tools.vault, at.now)


def details(command: Command) -> Command:
    """The options that both planning and changing have."""
    for option in (
        click.option("--trainer", help="Who gives it."),
        click.option("--meeting-url", help="Where it is online; only who has a place sees it."),
        click.option("--place", help="The room or building."),
        click.option("--ends", type=Instant(), help="Else as long as the offer takes."),
    ):
        command = option(command)
    return command


@click.group("session")
def session_commands() -> None:
    """Sessions of workshops and drop-ins: moments that everybody can book."""


@session_commands.command()
@click.option("--cycle", type=int, required=True)
@click.argument("offer")
@click.option("--starts", type=Instant(), required=True)
@click.option("--capacity", type=int, required=True)
@details
def add(cycle: int, offer: str, starts: datetime, capacity: int, **given: Any) -> None:
    """Plan a session of an OFFER of a cycle's theme."""
    with bench() as at:
        ends = given["ends"] or starts + timedelta(minutes=minutes_of(at.session, cycle, offer))
        plan = _with(Plan(starts, ends, capacity), given)
        made = add_session(_office(at), cycle, offer, plan, ACTOR)
        lines(f"{offer}: {_when(starts, ends)}, {capacity} places", f"planned session {made}")


@session_commands.command()
@click.argument("session", metavar="ID", type=int)
@click.option("--starts", type=Instant())
@click.option("--capacity", type=int)
@details
def change(session: int, starts: datetime | None, capacity: int | None, **given: Any) -> None:
    """Change a session; who is on its list is told when time or place changes."""
    with bench() as at:
        old = plan_of(_found(at, session))
        begins = starts or old.starts_at
        plan = replace(
            old,
            starts_at=begins,
            ends_at=begins + (old.ends_at - old.starts_at),
            capacity=old.capacity if capacity is None else capacity,
        )
        plan = _with(plan, given)
        change_session(_office(at), session, plan, ACTOR)
        lines(f"session {session}: {_when(plan.starts_at, plan.ends_at)}, {plan.capacity} places")


@session_commands.command()
@click.argument("session", metavar="ID", type=int)
def cancel(session: int) -> None:
    """Cancel a session; who is on its list is told."""
    with bench() as at:
        cancel_session(_office(at), session, ACTOR)
        lines(f"cancelled session {session}")


@session_commands.command("list")
@click.option("--cycle", type=int, required=True)
@click.option("--json", "as_json", is_flag=True)
def list_(cycle: int, as_json: bool) -> None:
    """Show the sessions of a cycle: when, where, and how full. Nobody is named."""
    with bench() as at:
        rows = filled_sessions(at.session, WorkshopSession.cycle_id == cycle)
    if as_json:
        lines(json.dumps([_document(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        lines(*map(_line, rows))


def _found(at: Bench, session_id: int) -> WorkshopSession:
    row = at.session.get(WorkshopSession, session_id)
    if row is None:
        raise Faults(GONE)
    return row


def _with(plan: Plan, given: dict[str, Any]) -> Plan:
    named = {"ends_at": "ends", "place": "place", "meeting_url": "meeting_url"}
    named |= {"trainer": "trainer"}
    changes = {name: given[key] for name, key in named.items() if given[key] is not None}
    return replace(plan, **changes)


def _when(starts: datetime, ends: datetime) -> str:
    begin, end = starts.astimezone(AMSTERDAM), ends.astimezone(AMSTERDAM)
    return f"{begin:%Y-%m-%d %H:%M} to {end:%H:%M}"


def _line(found: Filled) -> str:
    row = found.row
    state = " cancelled" if row.cancelled_at else ""
    seats = f"{found.taken} of {row.capacity} places taken, {found.waiting} waiting"
    return f"{row.id}  {row.offer_id}  {_when(row.starts_at, row.ends_at)}  {seats}{state}"


def _document(found: Filled) -> dict[str, Any]:
    row = found.row
    return {
        "id": row.id,
        "offer": row.offer_id,
        "starts": row.starts_at.astimezone(AMSTERDAM).isoformat(),
        "ends": row.ends_at.astimezone(AMSTERDAM).isoformat(),
        "place": row.place,
        "trainer": row.trainer,
        "capacity": row.capacity,
        "taken": found.taken,
        "waiting": found.waiting,
        "cancelled": row.cancelled_at is not None,
    }
