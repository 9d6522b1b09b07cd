"""An organisation whose people have mail addresses, and a mail server that takes what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from jobs.schedule import SCHEDULE
from lti_tool.models import Cycle, Delivery, Organisation, Person, Scan
from lti_tool.services.cycles import open_cycle
from lti_tool.services.messages import MOMENTS
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.calendar import AMSTERDAM
from tests.hall import Hall, vault
from tests.jobs.conftest import Office
from tests.postbus import Postbus

OPENING = datetime(2026, 10, 12, tzinfo=AMSTERDAM)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 in Amsterdam."""
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM)


@dataclass
class Mailroom:
    """``people`` are on the roster as p1@example.nl and so on."""

    hall: Hall
    office: Office
    postbus: Postbus
    cycle_id: int

    @property
    def session(self) -> Session:
        """The test's own session."""
        return self.hall.session

    def run(self, now: datetime) -> list[str]:
        """All that is due at a moment; what mails are about is in the lines."""
        return self.office.run(now)

    def open(self) -> None:
        """The scan opens, whatever the gate says."""
        assert open_cycle(self.session, self.cycle_id, OPENING, "for the test")

    def people(self, count: int, **fields: Any) -> list[int]:
        """People with names and addresses; their ids."""
        first = len(self.session.scalars(select(Person.id)).all()) + 1
        for number in range(first, first + count):
            sealed = {
                "first_name_sealed": vault().seal_text(f"Naam{number}"),
                "email_sealed": vault().seal_text(f"p{number}@example.nl"),
                "wrapped_key": vault().new_person_key(),
                "lms_user_id": str(number),
            }
            self.hall.add_people(1, **{**sealed, **fields})
        ids = self.session.scalars(select(Person.id).order_by(Person.id)).all()
        return list(ids[-count:])

    def finish(self, person_id: int, when: datetime) -> None:
        """Somebody finishes the scan; what they answered is of no interest here."""
        row = {
            "cycle_id": self.cycle_id,
            "person_id": person_id,
            "function_group": "beleid",
            "seed": "0",
            "answers_sealed": b"",
            "outcome_sealed": b"",
            "started_at": when,
            "submitted_at": when,
        }
        self.session.execute(insert(Scan), [row])
        self.session.commit()

    def set(self, **values: Any) -> None:
        """Change the organisation."""
        self.session.execute(update(Organisation).values(values))
        self.session.commit()

    def states(self) -> dict[str, list[str]]:
        """The states of what was made, by message, in the order in which it was made."""
        rows = self.session.execute(
            select(Delivery.topic, Delivery.state)
            .where(Delivery.kind == "mail")
            .order_by(Delivery.id)
        ).all()
        self.session.rollback()
        found: dict[str, list[str]] = {}
        for topic, state in rows:
            found.setdefault(topic, []).append(state)
        return found

    def reasons(self) -> list[tuple[str, str]]:
        """Code and reason of what did not arrive."""
        rows = self.session.execute(
            select(Delivery.code, Delivery.reason)
            .where(Delivery.kind == "mail", Delivery.code != "")
            .order_by(Delivery.id)
        ).all()
        self.session.rollback()
        return [(code, reason) for code, reason in rows]

    def make(self, message: str, now: datetime) -> int:
        """What a moment of the cycle makes."""
        tools: Toolbox = self.office.app.extensions[EXTENSION]
        cycle = self.session.get_one(Cycle, self.cycle_id)
        made = MOMENTS[message](self.session, tools, cycle, now)
        self.session.commit()
        return made

    def deliver(self, now: datetime) -> None:
        """The outbox only: cycles stay as they are."""
        [job] = [job for job in SCHEDULE if job.name == "deliver"]
        assert self.office.runner.run(job, f"at {now}", now) is not None
