"""What needs somebody in an organisation, whatever the quarter: mail, jobs, what got stuck.

Nothing is counted out of what did not arrive: under `targeted` a small number would tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from lti_tool.models import Organisation
from lti_tool.services.first_start import goes_without
from lti_tool.services.health import QUIET, LastRun, last_runs
from lti_tool.services.message_overview import inside_of, unreached
from lti_tool.services.messages import MAIL
from lti_tool.services.stuck_desk import piles


class Need(StrEnum):
    """What is the matter, the most pressing first."""

    JOBS = "jobs"
    SILENT = "silent"
    NO_MAIL = "no_mail"
    UNSENT = "unsent"
    UNDELIVERED = "undelivered"
    CONTACT = "contact"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Notice:
    """One of those; ``count`` of people, ``since`` None for jobs that have never run."""

    need: Need
    count: int = 0
    since: datetime | None = None


def notices(
    session: Session, organisation: Organisation, can_mail: bool, now: datetime
) -> list[Notice]:
    """Everything that needs somebody now; six statements at most."""
    return [
        *_of_jobs(last_runs(session), now),
        *_of_mail(session, organisation, can_mail),
        *_of_deliveries(session, organisation),
        *_of_contact(organisation),
        *_of_addresses(session, organisation, can_mail),
    ]


def can_reach(session: Session, organisation_id: int, can_mail: bool) -> bool:
    """Whether anybody gets messages: by mail, or in an LMS where that was chosen."""
    return can_mail or bool(inside_of(session, organisation_id))


def _of_jobs(runs: list[LastRun], now: datetime) -> Iterator[Notice]:
    last = max((run.finished_at for run in runs), default=None)
    if last is None or now - last > QUIET:
        yield Notice(Need.JOBS, since=last)


def _of_mail(session: Session, organisation: Organisation, can_mail: bool) -> Iterator[Notice]:
    if not can_reach(session, organisation.id, can_mail):
        if not goes_without(session, organisation.id):
            yield Notice(Need.SILENT)
    elif not can_mail:
        yield Notice(Need.NO_MAIL)


def _of_deliveries(session: Session, organisation: Organisation) -> Iterator[Notice]:
    asking = [pile for pile in piles(session, organisation) if pile.needs_person]
    if any(pile.kind == MAIL for pile in asking):
        yield Notice(Need.UNSENT)
    if any(pile.kind != MAIL for pile in asking):
        yield Notice(Need.UNDELIVERED)


def _of_contact(organisation: Organisation) -> Iterator[Notice]:
    if not organisation.contact_email:
        yield Notice(Need.CONTACT)


def _of_addresses(session: Session, organisation: Organisation, can_mail: bool) -> Iterator[Notice]:
    inside = inside_of(session, organisation.id)
    # Without any message there is nothing that one without an address would miss.
    if (can_mail or inside) and (count := unreached(session, organisation.id, inside)):
        yield Notice(Need.ADDRESSES, count)
