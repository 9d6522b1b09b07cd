"""Setting up a municipality: which steps are done, by what there is and what an admin marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import (
    Coordinator,
    Cycle,
    Organisation,
    Person,
    Platform,
    SetupMark,
    TeamManager,
    ThemePackRow,
)
from lti_tool.services.organisations import is_mail_address, set_values

STEPS = (
    "organisation",
    "groups",
    "roster",
    "managers",
    "coordinator",
    "platform",
    "privacy",
    "theme",
    "year",
    "place",
)
# These say by themselves that they were looked at; the others follow from what there is.
MARKED = frozenset({"groups", "managers", "platform", "privacy"})
OPENED = ("open", "closed", "published", "archived")
ORGANISATION_FIELDS = ("name", "contact_name", "contact_email", "contact_phone", "privacy_email")


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of an organisation, as far as setting up goes."""

    contact: bool
    people: bool
    managers: bool
    coordinators: bool
    api: bool
    themes: bool
    planned: bool
    placed: bool
    opened: bool
    marks: frozenset[str]

    def done(self, step: str) -> bool:
        """Whether a step of ``STEPS`` needs nobody any more.

        Who has opened a scan before has looked at what only a mark would tell.
        """
        seen = step in self.marks or self.opened
        table = {
            "organisation": self.contact,
            "groups": seen,
            "roster": self.people,
            "managers": self.managers or seen,
            "coordinator": self.coordinators,
            "platform": self.api and seen,
            "privacy": seen,
            "theme": self.themes,
            "year": self.planned,
            "place": self.placed,
        }
        return table[step]

    def missing(self) -> Iterator[str]:
        """The steps that are not done, in their order."""
        return (step for step in STEPS if not self.done(step))


def standing_of(session: Session, organisation_id: int) -> Standing:
    """How far an organisation is; two statements."""
    here = exists().where
    planned = Cycle.state != "draft"
    cycle = Cycle.organisation_id == organisation_id
    person = Person.organisation_id == organisation_id
    row = session.execute(
        select(
            Organisation.contact_email != "",
            here(person, Person.on_roster, Person.erased_at.is_(None)),
            here(TeamManager.person_id == Person.id, person),
            here(Coordinator.person_id == Person.id, person),
            here(Platform.organisation_id == organisation_id, Platform.api_adapter != ""),
            here(ThemePackRow.organisation_id == organisation_id),
            here(cycle, planned),
            here(cycle, planned, Cycle.scan_url != ""),
            here(cycle, Cycle.state.in_(OPENED)),
        ).where(Organisation.id == organisation_id)
    ).one()
    marked = select(SetupMark.step).where(SetupMark.organisation_id == organisation_id)
    return Standing(*row, marks=frozenset(session.scalars(marked)))


def mark(session: Session, organisation_id: int, step: str, now: datetime) -> None:
    """A step was looked at and is right; twice is once. Commits. Raises ``KeyError``."""
    if step not in MARKED:
        raise KeyError(step)
    session.add(SetupMark(organisation_id=organisation_id, step=step, marked_at=now))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field and what is wrong with it: ``empty``, ``long``, ``lines`` or ``address``."""

    field: str
    code: str


def save_organisation(
    session: Session, organisation: Organisation, given: dict[str, str], actor: str, now: datetime
) -> list[Wrong]:
    """Name and contact of an organisation; only what changed is logged. Commits when right."""
    wrong = [*_wrong(given)]
    if not wrong:
        changed = {
            key: given[key]
            for key in ORGANISATION_FIELDS
            if given[key] != getattr(organisation, key)
        }
        set_values(session, organisation.id, changed, now, actor)
    return wrong


def _wrong(given: dict[str, str]) -> Iterator[Wrong]:
    for key in ORGANISATION_FIELDS:
        value = given[key]
        if key in ("name", "contact_email") and not value:
            yield Wrong(key, "empty")
        elif len(value) > (100 if key == "contact_phone" else 255):
            yield Wrong(key, "long")
        elif not value.isprintable():
            yield Wrong(key, "lines")
        elif key.endswith("_email") and not is_mail_address(value):
            yield Wrong(key, "address")
