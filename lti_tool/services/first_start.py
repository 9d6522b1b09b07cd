"""Setting up a municipality: which steps are done, by what there is and what an admin marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
from lti_tool.services.hand import Hand
from lti_tool.services.organisations import is_mail_address, set_values

STEPS = (
    "organisation",
    "groups",
    "roster",
    "managers",
    "coordinator",
    "platform",
    "messages",
    "privacy",
    "theme",
    "year",
    "place",
)
# These say by themselves that they were looked at; the others follow from what there is.
MARKED = frozenset({"groups", "managers", "platform", "privacy", "messages"})
OPENED = ("open", "closed", "published", "archived")
ORGANISATION_FIELDS = ("name", "contact_name", "contact_email", "contact_phone", "privacy_email")


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of an organisation, as far as setting up goes.

    ``heard``: messages reach people, by mail or in the LMS.
    """

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
    heard: bool

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
            # To go without is a choice, which nobody made by having opened a scan.
            "messages": self.heard or step in self.marks,
            "privacy": seen,
            "theme": self.themes,
            "year": self.planned,
            "place": self.placed,
        }
        return table[step]

    def missing(self) -> Iterator[str]:
        """The steps that are not done, in their order."""
        return (step for step in STEPS if not self.done(step))


def goes_without(session: Session, organisation_id: int) -> bool:
    """Whether an admin chose to do without messages."""
    chosen = exists().where(
        SetupMark.organisation_id == organisation_id, SetupMark.step == "messages"
    )
    return bool(session.scalar(select(chosen)))


def standing_of(session: Session, organisation_id: int, heard: bool) -> Standing:
    """How far an organisation is; two statements. ``heard``: messages reach people."""
    person = Person.organisation_id == organisation_id
    cycle = (Cycle.organisation_id == organisation_id, Cycle.state != "draft")
    there = {
        "people": (person, Person.on_roster, Person.erased_at.is_(None)),
        "managers": (TeamManager.person_id == Person.id, person),
        "coordinators": (Coordinator.person_id == Person.id, person),
        "api": (Platform.organisation_id == organisation_id, Platform.api_adapter != ""),
        "themes": (ThemePackRow.organisation_id == organisation_id,),
        "planned": cycle,
        "placed": (*cycle, Cycle.scan_url != ""),
        "opened": (*cycle, Cycle.state.in_(OPENED)),
    }
    found = [exists().where(*wanted).label(name) for name, wanted in there.items()]
    contact = (Organisation.contact_email != "").label("contact")
    row = session.execute(select(contact, *found).where(Organisation.id == organisation_id)).one()
    marked = select(SetupMark.step).where(SetupMark.organisation_id == organisation_id)
    return Standing(**row._mapping, marks=frozenset(session.scalars(marked)), heard=heard)


def mark(session: Session, hand: Hand, step: str) -> None:
    """A step was looked at and is right; twice is once. Commits. Raises ``KeyError``."""
    if step not in MARKED:
        raise KeyError(step)
    owner = hand.organisation_id
    session.add(SetupMark(organisation_id=owner, step=step, marked_at=hand.now))
    session.add(hand.line(f"setting up: {step} looked at"))
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
    session: Session, hand: Hand, organisation: Organisation, given: Mapping[str, str]
) -> list[Wrong]:
    """Name and contact of an organisation; only what changed is logged. Commits when right."""
    wrong = [*_wrong(given)]
    if not wrong:
        changed = {
            key: given[key]
            for key in ORGANISATION_FIELDS
            if given[key] != getattr(organisation, key)
        }
        set_values(session, organisation.id, changed, hand.now, hand.actor)
    return wrong


def _wrong(given: Mapping[str, str]) -> Iterator[Wrong]:
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
