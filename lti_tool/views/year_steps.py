"""The moments of a cycle in words: what was done, what was skipped, what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date

from lti_tool.i18n import _, language
from lti_tool.models import Cycle, CycleMoment
from lti_tool.services.cycles import dates_of
from lti_tool.services.message_texts import template_of
from lti_tool.services.moments import history_of
from questionnaires.calendar import local_date
from questionnaires.moments import Kind, Moment, moments


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of a cycle: what, on which day in words, and how it stands."""

    words: str
    day: str
    state: str
    done: bool


def moment_name(kind: Kind) -> str:
    """What people call a moment; one that brings a message is called as that message is."""
    if kind == Kind.PROPOSE_NEXT:
        return _("Voorstel voor het volgende kwartaal")
    return template_of(kind, language()).name


def steps(cycle: Cycle, rows: dict[str, CycleMoment]) -> Iterator[Step]:
    """The moments of a cycle, done and to come, in order."""
    for moment in moments(dates_of(cycle), history_of(cycle, rows)):
        row = rows.get(moment.kind)
        happened = row is not None and row.done_at is not None and not moment.skipped
        day = format_date(_day(moment.day, row), "EEE d MMM yyyy", rebase=False)
        yield Step(moment_name(moment.kind), str(day), _state(moment, row), happened)


def _day(planned: date, row: CycleMoment | None) -> date:
    return local_date(row.done_at) if row is not None and row.done_at else planned


def _state(moment: Moment, row: CycleMoment | None) -> str:
    if moment.skipped:
        return _("overgeslagen")
    if row is None:
        return _("komt nog")
    return _("gedaan, %(made)s verstuurd", made=row.made) if row.made else _("gedaan")
