"""What a coordinator fills in for a session, and what is wrong with it in Dutch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from flask import request

from lti_tool.i18n import _
from lti_tool.models import WorkshopSession, db
from lti_tool.services.faults import Faults
from lti_tool.services.sessions import LONGEST_TEXT, LONGEST_URL, Plan, check
from lti_tool.services.timetable import Filled
from lti_tool.views.frame import visit
from questionnaires.calendar import AMSTERDAM, local_date
from questionnaires.waiting_list import TooSmall

Errors = Sequence[tuple[str, str]]
FIELDS = ("what", "day", "starts", "ends", "capacity", "place", "meeting_url", "trainer")
LARGEST_ID = 2**31 - 1
LAST_MINUTE = time(23, 59)


def own_session(number: int) -> WorkshopSession | None:
    """A session of the visitor's organisation."""
    row = db.session.get(WorkshopSession, number) if number <= LARGEST_ID else None
    ours = row is not None and row.organisation_id == visit().organisation.id
    return row if ours else None


def given() -> dict[str, str]:
    """What stands in the fields."""
    return {name: request.form.get(name, "").strip() for name in FIELDS}


def shown(row: WorkshopSession) -> dict[str, str]:
    """The fields of a session as it is."""
    starts, ends = row.starts_at.astimezone(AMSTERDAM), row.ends_at.astimezone(AMSTERDAM)
    return {
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "capacity": str(row.capacity),
        "place": row.place,
        "meeting_url": row.meeting_url,
        "trainer": row.trainer,
    }


def plan_in(fields: Mapping[str, str], now: datetime) -> tuple[Plan | None, Errors]:
    """The plan, or everything that is missing or wrong in it, in the order of the form.

    In the place of what is missing stands something else, so that the rest is judged by the same
    rule as a plan that is complete.
    """
    day, capacity = _day(fields["day"]), _capacity(fields["capacity"])
    starts, ends = _time(fields["starts"]), _time(fields["ends"])
    typed = {"day": day, "starts": starts, "ends": ends, "capacity": capacity}
    missing = [name for name, value in typed.items() if value is None]
    on = day or local_date(now) + timedelta(days=1)
    first = datetime.combine(on, starts or LAST_MINUTE, AMSTERDAM)
    last = datetime.combine(on, ends or LAST_MINUTE, AMSTERDAM)
    texts = {name: fields[name] for name in ("place", "meeting_url", "trainer")}
    plan = Plan(first, last, 1 if capacity is None else capacity, **texts)
    unjudged = {*missing, "ends"} if starts is None else set(missing)
    wrong = [row for row in _judged(plan, now) if row[0] not in unjudged]
    errors = in_order([*((name, missed(name)) for name in missing), *wrong])
    return None if errors else plan, errors


def in_order(errors: Errors) -> Errors:
    """What is wrong in the order in which the fields stand."""
    return sorted(errors, key=lambda error: FIELDS.index(error[0]))


def _judged(plan: Plan, now: datetime) -> Errors:
    try:
        check(plan, now)
    except Faults as fault:
        return errors_of(fault)
    return []


def too_few(fields: Mapping[str, str], filled: Filled) -> Errors:
    """Fewer places than are taken, said together with all else that is wrong."""
    capacity = _capacity(fields["capacity"])
    less = capacity is not None and 1 <= capacity < min(filled.row.capacity, filled.taken)
    return [("capacity", _taken(filled.taken))] if less else []


def _taken(taken: int) -> str:
    return _("Er zijn al %(taken)s plekken vergeven.", taken=taken)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo else at


def _capacity(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def errors_of(fault: Faults) -> Errors:
    """What a service refused, at the fields that it is about."""
    if isinstance(fault.__cause__, TooSmall):
        return [("capacity", _taken(fault.__cause__.taken))]
    return [(_field(line), said(_field(line))) for line in fault.lines]


def _field(line: str) -> str:
    name = line.partition(":")[0].replace("-", "_")
    return {"starts": "day"}.get(name, name) if name in FIELDS else "what"


def missed(field: str) -> str:
    """What to fill in where nothing usable stands."""
    table = {
        "day": _("Vul een datum in."),
        "starts": _("Vul in hoe laat het begint, zoals 10:00."),
        "ends": _("Vul in hoe laat het eindigt, zoals 11:30."),
        "capacity": said("capacity"),
    }
    return table[field]


def said(field: str) -> str:
    """What has to be in a field."""
    table = {
        "what": _("Kies wat er gegeven wordt."),
        "day": _("Kies een moment dat nog komt."),
        "ends": _("Kies een einde na het begin, hooguit 12 uur later."),
        "capacity": _("Vul een aantal plekken in, van 1 tot 1000."),
        "place": _("Hooguit %(longest)s tekens.", longest=LONGEST_TEXT),
        "trainer": _("Hooguit %(longest)s tekens.", longest=LONGEST_TEXT),
        "meeting_url": _(
            "Vul het hele adres in, met https:// ervoor en hooguit %(longest)s tekens.",
            longest=LONGEST_URL,
        ),
    }
    return table[field]
