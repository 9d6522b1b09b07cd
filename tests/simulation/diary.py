"""What happened, as somebody in the office would have written it down."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from sqlalchemy import select

from lti_tool.models import Cycle, ThemePackRow, db
from lti_tool.services.cycles import cycle_status
from questionnaires.calendar import local_date
from tests.simulation.world import World

LINE = re.compile(r"cycle (\d+) \([^)]+\)(?:: | )(.*?)(?:: (\d+))?$")
Status = dict[str, Any]
STEPS: dict[str, str] = {
    "ready": "Alles staat klaar: mensen, trainingen en teksten.",
    "not ready any more": "Er ontbreekt weer iets; de scan kan zo niet open.",
    "announced": "L&D krijgt de aankondiging voor het intranet.",
    "kit to managers": "De teamkit gaat naar {people} met een eigen team.",
    "invited": "De uitnodiging gaat naar {people}.",
    "reminded": "Een herinnering voor {people} die nog niet klaar zijn.",
    "reminded for the last time": "De laatste herinnering, voor {people}.",
    "nudged": "Een zetje voor {people} die nog nergens aan begonnen.",
    "next quarter proposed": "Er ligt een voorstel voor het volgende kwartaal.",
    "told what it brought": "Wat het opleverde, gaat naar {people}.",
    "asked to look back": "De vraag hoe het kwartaal beviel, gaat naar {people}.",
    "archived": "Dit kwartaal is af. Er komen geen scans meer bij.",
}
WITH_FIGURES: dict[str, Callable[[Status], str]] = {
    "opened": lambda now: (
        f"De scan gaat open. Er staan {now['invited']} mensen op de lijst; "
        f"{now['excused']} van hen hoeven deze keer niet mee te doen."
    ),
    "closed": lambda now: (
        f"De scan is dicht: {now['completed']} mensen zijn klaar, {now['open']} niet, en "
        f"{need_not(now['excused'])}. Samen {now['invited']}."
    ),
    "published": lambda now: (
        f"De cijfers zijn gekeurd en staan online; "
        f"{now['deliveries']['delivered']} berichten en inschrijvingen kwamen aan."
    ),
}


@dataclass
class Diary:
    """Lines by the round of an organisation they belong to, in the order in which they came."""

    there: World
    _pages: dict[int, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))

    def hear(self, now: datetime, line: str) -> None:
        """A line of the jobs; what is about no round is of no interest here."""
        found = LINE.match(line)
        if found is None:
            return
        cycle, step, count = int(found[1]), found[2], int(found[3] or 0)
        if step in STEPS:
            self.write(now, cycle, STEPS[step].format(people=people(count)))
        elif step in WITH_FIGURES:
            with self.there.app.app_context():
                status = cycle_status(db.session(), cycle, now)
                db.session.remove()
            self.write(now, cycle, WITH_FIGURES[step](status))
        elif step.startswith("cannot open"):
            self.write(now, cycle, step.replace("cannot open: ", "Het kan nog niet: "))

    def write(self, now: datetime, cycle: int, words: str) -> None:
        """A line of one's own."""
        self._pages[cycle].append((local_date(now), words))

    def pages(self) -> Iterator[str]:
        """A page for each round of each organisation, in the order of the calendar."""
        with self.there.app.app_context():
            rows = db.session.execute(
                select(Cycle.id, Cycle.organisation_id, Cycle.quarter, ThemePackRow.title)
                .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
                .order_by(Cycle.organisation_id, Cycle.quarter)
            ).all()
            db.session.remove()
        for cycle, organisation, quarter, theme in rows:
            if self._pages[cycle]:
                town = self.there.town_of(organisation)
                head = f"{town.name} ({town.staff.size} mensen), {quarter}: {theme}"
                yield "\n".join([head, *_lines(self._pages[cycle])])


def people(count: int) -> str:
    """A number of people in words."""
    return "1 mens" if count == 1 else f"{count} mensen"


def need_not(count: int) -> str:
    """How many need not take part."""
    return "1 hoefde niet" if count == 1 else f"{count} hoefden niet"


def _lines(page: list[tuple[date, str]]) -> Iterator[str]:
    before = None
    for day, words in page:
        when = str(format_date(day, "EEEEEE d MMM", locale="nl")) if day != before else ""
        yield f"  {when:<10}  {words}"
        before = day
