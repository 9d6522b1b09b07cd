"""What has been kept long enough goes (DESIGN 6.8): whole blobs, and nothing is unsealed for it.

One table says what goes and how. A term that is an organisation's own stands on its row and can
only become shorter (``services.organisations``); the others hold for everybody.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.models import (
    Base,
    Change,
    Cycle,
    DataLink,
    Delivery,
    Organisation,
    RosterEntry,
    Scan,
    Snapshot,
    TalkRequest,
)
from lti_tool.services.bookings import drop_lists
from lti_tool.services.erasing import finish_erasures
from lti_tool.services.leaving import forget_addresses, forget_leavers
from lti_tool.services.own_learning import forget_finished
from lti_tool.services.rehearsal import clean_what_ended
from lti_tool.services.roster.stepping import forget_steps
from lti_tool.services.sealed import GONE
from lti_tool.services.staying_away import forget_erasures
from lti_tool.services.worklist import forget_processed
from lti_tool.vault import Vault
from questionnaires.calendar import AMSTERDAM

TALKS_STAY = timedelta(days=30)
# What was published is about nobody in particular; it goes all the same.
SNAPSHOTS_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Keeper:
    """What a rule works with; it commits or leaves that to the end."""

    session: Session
    vault: Vault
    now: datetime


Rule = Callable[[Keeper], int]
OwnRule = Callable[[Keeper, Organisation], int]


def retain(session: Session, vault: Vault, now: datetime) -> dict[str, int]:
    """Remove what has had its time; how many of each. Commits."""
    keeper = Keeper(session, vault, now)
    counts = dict.fromkeys(OWN_RULES, 0)
    for organisation in session.scalars(select(Organisation).order_by(Organisation.id)).all():
        for name, own in OWN_RULES.items():
            counts[name] += own(keeper, organisation)
            session.commit()
    for name, rule in RULES.items():
        counts[name] = rule(keeper)
        session.commit()
    return counts


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time that many months earlier, or the last day of that month."""
    local = now.astimezone(AMSTERDAM)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def _answers(keeper: Keeper, organisation: Organisation) -> int:
    limit = keeper.now - timedelta(days=organisation.keep_answers_days)
    return _empty(keeper.session, organisation, Scan.answers_sealed, limit)


def _outcomes(keeper: Keeper, organisation: Organisation) -> int:
    limit = months_before(keeper.now, organisation.keep_outcomes_months)
    return _empty(keeper.session, organisation, Scan.outcome_sealed, limit)


def _finished(keeper: Keeper, organisation: Organisation) -> int:
    limit = months_before(keeper.now, organisation.keep_outcomes_months)
    return forget_finished(keeper.session, organisation.id, limit)


def _changes(keeper: Keeper, organisation: Organisation) -> int:
    limit = months_before(keeper.now, organisation.keep_changes_months)
    ours = Change.organisation_id == organisation.id
    return _gone(keeper.session, Change, ours & (Change.at < limit))


def _deliveries(keeper: Keeper, organisation: Organisation) -> int:
    """As long as outcomes, since a row that never arrived may still hold a course and a person.

    Never before a cycle is archived: until then a row keeps things from being sent twice.
    """
    limit = months_before(keeper.now, organisation.keep_outcomes_months)
    over = _closed_before(organisation, limit).where(Cycle.state == "archived")
    free = Delivery.cycle_id.is_(None) & (Delivery.created_at < limit)
    ours = Delivery.organisation_id == organisation.id
    return _gone(keeper.session, Delivery, ours & (Delivery.cycle_id.in_(over) | free))


def _leavers(keeper: Keeper, organisation: Organisation) -> int:
    limit = months_before(keeper.now, organisation.keep_outcomes_months)
    return forget_leavers(keeper.session, keeper.vault, organisation, limit, keeper.now)


def _rehearsals(keeper: Keeper, organisation: Organisation) -> int:
    return clean_what_ended(keeper.session, keeper.vault, organisation.id, keeper.now)


def _taking_part(keeper: Keeper, organisation: Organisation) -> int:
    """Who was invited and who took part is kept as long as the figures that are audited with it."""
    limit = months_before(keeper.now, SNAPSHOTS_MONTHS)
    over = _closed_before(organisation, limit).where(~exists().where(Snapshot.cycle_id == Cycle.id))
    rows = (_gone(keeper.session, table, table.cycle_id.in_(over)) for table in (Scan, RosterEntry))
    return sum(rows)


def _snapshots(keeper: Keeper) -> int:
    since = func.coalesce(Snapshot.published_at, Snapshot.made_at)
    return _gone(keeper.session, Snapshot, since < months_before(keeper.now, SNAPSHOTS_MONTHS))


def _talks(keeper: Keeper) -> int:
    return _gone(keeper.session, TalkRequest, TalkRequest.created_at < keeper.now - TALKS_STAY)


def _paper(keeper: Keeper) -> int:
    return _gone(keeper.session, DataLink, DataLink.expires_at < keeper.now)


# The names are those of the log; the order is that in which things depend on each other.
OWN_RULES: dict[str, OwnRule] = {
    "answers": _answers,
    "outcomes": _outcomes,
    "finished offers": _finished,
    "changes": _changes,
    "deliveries": _deliveries,
    "people who left": _leavers,
    "test accounts": _rehearsals,
    "lines of who took part": _taking_part,
}
RULES: dict[str, Rule] = {
    "names of people who left": lambda keeper: forget_addresses(keeper.session),
    "requests for a talk": _talks,
    "published figures": _snapshots,
    "requests on paper": _paper,
    "digests of the erased": lambda keeper: forget_erasures(keeper.session),
    "places at workshops": lambda keeper: drop_lists(keeper.session, keeper.now),
    "enrolments made by hand": lambda keeper: forget_processed(keeper.session, keeper.now),
    "earlier rosters": lambda keeper: forget_steps(keeper.session, keeper.now),
    "deliveries of the erased": lambda keeper: finish_erasures(
        keeper.session, keeper.vault, keeper.now
    ),
}


def _closed_before(organisation: Organisation, limit: datetime) -> Select[int]:
    # Never before a cycle has closed: its figures are made from what is sealed.
    return select(Cycle.id).where(
        Cycle.organisation_id == organisation.id, Cycle.state != "open", Cycle.closed_at < limit
    )


def _empty(
    session: Session,
    organisation: Organisation,
    blob: InstrumentedAttribute[bytes],
    limit: datetime,
) -> int:
    """Empty blobs of closed cycles; a scan that began later keeps its own from its own start."""
    closed = _closed_before(organisation, limit)
    rows = session.scalars(
        update(Scan)
        .where(Scan.cycle_id.in_(closed), Scan.started_at < limit, blob != GONE)
        .values({blob: GONE})
        .returning(Scan.id)
        .execution_options(synchronize_session=False)
    )
    return len(rows.all())


def _gone(session: Session, table: type[Base], over: ColumnElement[bool]) -> int:
    key = next(iter(table.__table__.primary_key))
    rows = session.scalars(
        delete(table).where(over).returning(key).execution_options(synchronize_session=False)
    )
    return len(rows.all())
