"""What a coordinator fills in for a session, and what is wrong with it in Dutch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from flask import request

from lti_tool.i18n import _
from lti_tool.models import WorkshopSession, db
from lti_tool.services.faults import Faults
from lti_tool.services.sessions import LONGEST_TEXT, LONGEST_URL, Plan
from lti_tool.views.frame import visit
from questionnaires.calendar import AMSTERDAM
from questionnaires.waiting_list import TooSmall

Errors = Sequence[tuple[str, str]]
FIELDS = ("what", "day", "starts", "ends", "capacity", "place", "meeting_url", "trainer")
LARGEST_ID = 2**31 - 1


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


def plan_in(fields: Mapping[str, str]) -> tuple[Plan | None, Errors]:
    """The plan, or what is missing in it."""
    day = _day(fields["day"])
    starts, ends = (_moment(day, fields[name]) for name in ("starts", "ends"))
    number = fields["capacity"]
    capacity = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None
    errors: list[tuple[str, str]] = []
    if day is None:
        errors.append(("day", _("Vul een datum in.")))
    elif starts is None or ends is None:
        name = "starts" if starts is None else "ends"
        errors.append((name, _("Vul een tijd in, zoals 10:00.")))
    if capacity is None:
        errors.append(("capacity", said("capacity")))
    if errors or starts is None or ends is None or capacity is None:
        return None, errors
    texts = {name: fields[name] for name in ("place", "meeting_url", "trainer")}
    return Plan(starts, ends, capacity, **texts), []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _moment(day: date | None, text: str) -> datetime | None:
    try:
        at = time.fromisoformat(text)
    except ValueError:
        return None
    return None if day is None or at.tzinfo else datetime.combine(day, at, AMSTERDAM)


def errors_of(fault: Faults) -> Errors:
    """What a service refused, at the fields that it is about."""
    if isinstance(fault.__cause__, TooSmall):
        taken = fault.__cause__.taken
        return [("capacity", _("Er zijn al %(taken)s plekken vergeven.", taken=taken))]
    return [(_field(line), said(_field(line))) for line in fault.lines]


def _field(line: str) -> str:
    name = line.partition(":")[0].replace("-", "_")
    return {"starts": "day"}.get(name, name) if name in FIELDS else "what"


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
