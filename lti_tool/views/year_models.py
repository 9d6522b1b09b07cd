"""What the pages of the year plan show, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date

from lti_tool.i18n import _
from lti_tool.models import Cycle
from lti_tool.services.cycles import UNOPENED, dates_of
from lti_tool.services.year_plan import YearRow, is_going
from lti_tool.views.themes import Title, theme_title
from lti_tool.views.wording import quarter_name, state_look, state_name
from questionnaires.calendar import DAY, local_date
from questionnaires.quarters import EVALUATION_LASTS, GATE_LOOKS_FROM, Quarter, State
from questionnaires.timeline import Piece, Timeline

LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """A cycle on the line: the weeks before, the scan itself, looking back."""

    label: str
    look: str
    x: float
    before: Piece
    scan: Piece
    after: Piece


def day_words(day: date) -> str:
    """A day as people say it, with the day of the week."""
    return str(format_date(day, "EEEE d MMMM yyyy", rebase=False))


@dataclass(frozen=True, slots=True)
class Card:
    """A quarter in the list."""

    row: YearRow
    name: str
    theme: Title | None
    state: str
    look: str
    line: str
    pressing: bool


def card(row: YearRow, now: datetime) -> Card:
    """A quarter in words: what runs there, or that nothing is planned."""
    pressing = row.pressing(now)
    if row.cycle is None or row.skipped:
        state = _("overgeslagen") if row.skipped else _("nog leeg")
        theme = theme_title(row.pack) if row.pack else None
        return Card(row, quarter_name(str(row.quarter)), theme, state, "inactive", "", pressing)
    return Card(
        row=row,
        name=quarter_name(str(row.quarter)),
        theme=theme_title(row.pack) if row.pack else None,
        state=state_name(row.cycle.state),
        look=state_look(row.cycle.state),
        line=cycle_line(row.cycle, now),
        pressing=pressing,
    )


def cycle_line(cycle: Cycle, now: datetime) -> str:
    """How a cycle stands in one sentence."""
    if cycle.state == State.OPEN:
        return _open_line(cycle, now)
    if cycle.state == State.CLOSED:
        return _("Gesloten. De cijfers komen op %(day)s.", day=_local(cycle, "publishing"))
    if cycle.state == State.PUBLISHED:
        day = _local(cycle, "archiving")
        return _("De cijfers staan er. Terugkijken kan tot %(day)s.", day=day)
    if cycle.state == State.ARCHIVED:
        return _("Afgerond.")
    return _coming_line(cycle, now)


def _open_line(cycle: Cycle, now: datetime) -> str:
    left, day = (cycle.closes - local_date(now)).days, day_words(cycle.closes)
    if left > 1:
        return _("Open tot en met %(day)s, nog %(left)s dagen.", day=day, left=left)
    if left == 1:
        return _("Open tot en met morgen, %(day)s.", day=day)
    return _("Open tot en met vandaag, %(day)s.", day=day)


def _coming_line(cycle: Cycle, now: datetime) -> str:
    days, day = (cycle.opens - local_date(now)).days, day_words(cycle.opens)
    if cycle.state == State.DRAFT:
        return _("Voorstel: open vanaf %(day)s.", day=day)
    if days > 1:
        return _("Gaat open op %(day)s, over %(days)s dagen.", day=day, days=days)
    if days == 1:
        return _("Gaat morgen open, op %(day)s.", day=day)
    return _("Had open moeten gaan op %(day)s.", day=day)


def _local(cycle: Cycle, name: str) -> str:
    moment: datetime = getattr(dates_of(cycle), name)
    return day_words(local_date(moment))


def said(what: str, quarter: str) -> str:
    """What has just become of a quarter; empty when nothing is told."""
    name = quarter_name(quarter).capitalize()
    table = {
        "skip": _("%(quarter)s slaan we over.", quarter=name),
        "planned": _("%(quarter)s staat weer gepland, met dezelfde data.", quarter=name),
        "draft": _(
            "%(quarter)s slaan we niet meer over. Het is een voorstel: bevestig het, of pas de "
            "data aan.",
            quarter=name,
        ),
        "free": _("%(quarter)s slaan we niet meer over.", quarter=name),
    }
    return table.get(what, "") if is_quarter(quarter) else ""


def is_quarter(text: str) -> bool:
    """Whether a text from an address names a quarter."""
    try:
        Quarter.parse(text)
    except ValueError:
        return False
    return True


def running(rows: list[YearRow]) -> list[YearRow]:
    """What has opened and is not over."""
    return [row for row in rows if row.cycle is not None and is_going(row.cycle)]


def coming(rows: list[YearRow]) -> YearRow | None:
    """The first that is still to open."""
    unopened = (State.PLANNED, State.READY)
    return next(
        (row for row in rows if row.cycle is not None and row.cycle.state in unopened), None
    )


def timeline(rows: list[YearRow]) -> Timeline:
    """The line below the quarters of these rows."""
    return Timeline(rows[0].quarter, len(rows))


def bars(rows: list[YearRow]) -> list[Bar]:
    """The cycles on it; a skipped quarter has none."""
    line = timeline(rows)
    return [_bar(line, row, row.cycle) for row in rows if row.cycle is not None and not row.skipped]


def _bar(line: Timeline, row: YearRow, cycle: Cycle) -> Bar:
    dates, title = dates_of(cycle), theme_title(row.pack).text if row.pack else ""
    label = title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1].rstrip() + "…"
    ends = min(local_date(dates.archiving), dates.evaluating + EVALUATION_LASTS) - DAY
    look = "draft" if cycle.state == State.DRAFT else "plan" if cycle.state in UNOPENED else "real"
    return Bar(
        label=label,
        look=look,
        x=line.at(Quarter.parse(cycle.quarter).begins),
        before=line.piece(cycle.opens - GATE_LOOKS_FROM, cycle.opens - DAY),
        scan=line.piece(cycle.opens, cycle.closes),
        after=line.piece(dates.evaluating, max(ends, dates.evaluating)),
    )
