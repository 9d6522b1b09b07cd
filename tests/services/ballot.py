"""People who take the scan of a cycle by the services, with results that a test chooses."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.models import Person, Scan, Team
from lti_tool.services.cycles import open_cycle, plan_cycle
from lti_tool.services.scanning import (
    Answered,
    Desk,
    Sheet,
    find_sheet,
    save_again,
    save_answers,
    start,
)
from lti_tool.services.shelf import PackShelf
from lti_tool.services.submitting import seal_result
from questionnaires.answering import core_items
from questionnaires.calendar import AMSTERDAM
from questionnaires.redo import grade_with_redo
from tests.hall import NOW, THEME, Hall, vault
from tests.town import pick

OPENING = datetime(2026, 10, 12, tzinfo=AMSTERDAM)
CLOSING = datetime(2026, 11, 9, tzinfo=AMSTERDAM)
A_DAY = timedelta(days=1)


@dataclass
class Ballot:
    """An organisation whose people are put in teams, and take part with a chosen result."""

    hall: Hall
    shelf: PackShelf = field(default_factory=PackShelf)

    @property
    def session(self) -> Session:
        return self.hall.session

    def team(self, name: str, above: int | None = None) -> int:
        """A department, or a team of one."""
        made = Team(organisation_id=self.hall.organisation_id, parent_id=above, name=name)
        self.session.add(made)
        self.session.commit()
        return made.id

    def people(self, count: int, team: int | None = None, **fields: object) -> list[Person]:
        """Colleagues on the roster."""
        shared = {
            "organisation_id": self.hall.organisation_id,
            "platform_id": self.hall.platform_id,
            "function_group": "beleid",
            "team_id": team,
            "on_roster": True,
            "created_at": NOW,
        }
        made = [
            Person(
                opaque_id=secrets.token_hex(8),
                wrapped_key=vault().new_person_key(),
                **{**shared, **fields},
            )
            for _ in range(count)
        ]
        self.session.add_all(made)
        self.session.commit()
        return made

    def opened(self, quarter: str = "2026-Q4", opening: datetime = OPENING) -> int:
        """A cycle with everybody who is on the roster by now."""
        first, url = opening.date(), "https://lms.example.nl/scan"
        cycle = plan_cycle(
            self.session, self.hall.organisation_id, THEME, quarter, first, None, url, NOW
        )
        assert open_cycle(self.session, cycle, opening)
        return cycle

    def desk(self, now: datetime = OPENING + A_DAY) -> Desk:
        return Desk(self.session, vault(), self.shelf, now)

    def take(self, people: Iterable[Person], best: bool, group: str | None = None) -> None:
        """All best or all worst answers, submitted."""
        for person in people:
            desk = self.desk()
            sheet = start(desk, self.sheet(person), group)
            items = core_items(sheet.pack, str(sheet.group))
            sheet = save_answers(desk, sheet, {item.id: pick(item, best) for item in items})
            assert seal_result(desk, sheet)
            self.session.commit()

    def again(self, person: Person) -> bool:
        """Do every skill again, all best; False when that is not possible any more."""
        sheet = self.sheet(person)
        items = core_items(sheet.pack, str(sheet.group))
        redo = {
            skill.id: {item.id: pick(item, True) for item in items if item.skill == skill.id}
            for skill in sheet.pack.skills
        }
        answers = sheet.answered.answers
        outcome = grade_with_redo(sheet.pack, str(sheet.group), answers, redo, sheet.minima)
        done = save_again(self.desk(), sheet, Answered(answers, redo), outcome)
        self.session.commit()
        return done

    def sheet(self, person: Person) -> Sheet:
        """Somebody's place in the cycle that takes scans."""
        found = find_sheet(self.desk(), person)
        assert found is not None
        return found

    def scan(self, person: Person) -> Scan:
        """Somebody's scan."""
        found = self.sheet(person).scan
        assert found is not None
        return found
