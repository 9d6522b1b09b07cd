"""How the messages of a round stand, what somebody must look at, and an example of each.

Counts come from what stands open in the outbox: which message, and what became of it. Nothing
is opened for them, and they name nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from lti_tool.i18n import _
from lti_tool.models import Cycle, Delivery, Organisation, Person, Platform
from lti_tool.services.message_letters import Reader, Round, message_to, round_of
from lti_tool.services.message_texts import Written, message_names, phrase, template_of
from lti_tool.services.messages import MAIL, through_lms
from lti_tool.services.own_texts import own_texts
from lti_tool.services.stuck import retry
from questionnaires.calendar import local_date
from questionnaires.model import ThemePack
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.quarters import Quarter, default_dates

SHOWN_AS = {"sending": "waiting", "delivered": "sent", "refused": "failed"}
EXAMPLE_THEME = "teams-samenwerken"
EXAMPLE_LINK = "https://leerplatform.example/scan"
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a round: when it goes, and how many of it stand where."""

    message: str
    name: str
    when: str
    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that somebody must look at; whose it is, only the sending job knows."""

    id: int
    name: str
    uncertain: bool
    code: str
    reason: str
    made_at: datetime


def running_round(session: Session, organisation_id: int) -> Cycle | None:
    """The cycle that messages are about now: the open one, else the next, else the last."""
    first = case(
        (Cycle.state == "open", 0), (Cycle.state.in_(("planned", "ready", "closed")), 1), else_=2
    )
    asked = select(Cycle).where(Cycle.organisation_id == organisation_id, Cycle.state != "draft")
    return session.scalars(asked.order_by(first, Cycle.opens.desc(), Cycle.id).limit(1)).first()


def lines_of(session: Session, cycle: Cycle | None, language: str) -> list[Line]:
    """All messages in their order; one statement."""
    counts = _counts(session, cycle.id) if cycle else {}
    return [
        Line(name, template.name, template.when, **counts.get(name, {}))
        for name in message_names()
        for template in [template_of(name, language)]
    ]


def _counts(session: Session, cycle_id: int) -> Mapping[str, dict[str, int]]:
    rows = session.execute(
        select(Delivery.topic, Delivery.state, func.count(Delivery.id))
        .where(Delivery.cycle_id == cycle_id, Delivery.kind == MAIL)
        .group_by(Delivery.topic, Delivery.state)
    )
    found: dict[str, dict[str, int]] = {}
    for topic, state, count in rows:
        line, shown = found.setdefault(topic, {}), SHOWN_AS.get(state, state)
        line[shown] = line.get(shown, 0) + count
    return found


def stuck_messages(session: Session, organisation_id: int, language: str) -> list[Stuck]:
    """What is uncertain, then what failed, the newest first; no more than can be read."""
    rows = session.scalars(
        select(Delivery)
        .where(
            Delivery.organisation_id == organisation_id,
            Delivery.kind == MAIL,
            Delivery.state.in_(("uncertain", "refused")),
        )
        .order_by(Delivery.state.desc(), Delivery.id.desc())
        .limit(MOST)
    )
    return [
        Stuck(
            id=row.id,
            name=template_of(row.topic, language).name,
            uncertain=row.state == "uncertain",
            code=row.code,
            reason=row.reason,
            made_at=row.created_at,
        )
        for row in rows
        if row.topic in message_names()
    ]


def send_again(session: Session, organisation_id: int, delivery_id: int, now: datetime) -> bool:
    """Put one message back in line because a person says so; commits. False when it is not there.

    One that is uncertain may then arrive twice: that is what the person decides.
    """
    ours = session.scalar(
        select(Delivery.id).where(
            Delivery.id == delivery_id,
            Delivery.organisation_id == organisation_id,
            Delivery.kind == MAIL,
        )
    )
    return ours is not None and retry(session, [ours], now) == 1


def warnings(session: Session, organisation: Organisation, can_mail: bool) -> list[str]:
    """What keeps messages from people, in words; three statements at most."""
    inside = inside_of(session, organisation.id)
    if not can_mail and not inside:
        return [_("Er is geen mailserver ingesteld. Er gaat geen enkel bericht uit.")]
    found = []
    if can_mail and not organisation.contact_email:
        found.append(_("Er is nog geen mailadres van een contactpersoon (contact_email)."))
    if without := unreached(session, organisation.id, inside):
        found.append(
            _("Op de lijst zonder mailadres, en dus zonder berichten: %(count)s.", count=without)
        )
    return found


def inside_of(session: Session, organisation_id: int) -> list[int]:
    """The platforms whose people get messages there instead of by mail."""
    mine = select(Platform).where(Platform.organisation_id == organisation_id)
    rows = session.scalars(mine.order_by(Platform.id))
    return [platform.id for platform in rows if through_lms(platform)]


def unreached(session: Session, organisation_id: int, inside: Sequence[int]) -> int:
    """How many on the list have no mail address and get nothing in the LMS either."""
    asked = select(func.count(Person.id)).where(
        Person.organisation_id == organisation_id,
        Person.on_roster,
        Person.erased_at.is_(None),
        Person.rehearsal.is_(False),
        Person.platform_id.not_in(inside),
        Person.email_sealed.is_(None),
    )
    return session.scalar(asked) or 0


def example_of(
    session: Session, organisation: Organisation, cycle: Cycle | None, message: str
) -> Sequence[Written]:
    """A message to a made-up reader in each language; the round's own theme and dates."""
    at = example_round(session, organisation, cycle)
    return [
        message_to(message, at, Reader(phrase("example_name", language, {}), "", language))
        for language in ("nl", "en")
    ]


def example_round(session: Session, organisation: Organisation, cycle: Cycle | None) -> Round:
    """The round itself, or one made up around what is known of it."""
    found = round_of(session, cycle.id) if cycle else None
    if found is not None and found.cycle.scan_url:
        return found
    quarter = Quarter.parse(cycle.quarter) if cycle else _this_quarter(organisation)
    opens, closes = (cycle.opens, cycle.closes) if cycle else default_dates(quarter)
    made_up = Cycle(quarter=str(quarter), opens=opens, closes=closes, scan_url=EXAMPLE_LINK)
    own = own_texts(session, organisation.id)
    return Round(made_up, organisation, found.pack if found else _example_pack(), own=own)


def _this_quarter(organisation: Organisation) -> Quarter:
    return Quarter.of(local_date(organisation.created_at)).following


@cache
def _example_pack() -> ThemePack:
    return load_pack(shipped_packs()[EXAMPLE_THEME])
