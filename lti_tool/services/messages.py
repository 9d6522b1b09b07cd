"""Making messages: each moment of a cycle, and what follows on somebody's own scan.

A message stands in the outbox as a name, a person and a cycle, all of one length and sealed;
its words are found when it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from random import SystemRandom

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Organisation, Person, Platform, Scan
from lti_tool.services.mail_hours import next_mail_moment
from lti_tool.services.message_people import (
    AUDIENCES,
    MAKES_SENSE,
    NUDGED_AFTER,
    NUDGED_WITHIN,
    THANKED_WITHIN,
    People,
)
from lti_tool.services.outbox import Parcel, Sender, queue
from lti_tool.toolbox import Toolbox
from questionnaires.calendar import next_working_moment

CHANCE = SystemRandom()
A_BATCH = 500
MAIL = "mail"
NOBODY = 0
TO_MANY = ("kit", "invite", "remind_1", "remind_2", "feedback", "evaluate")
SAID = {"thanks": "thanked", "nudge": "nudged"}
Handler = Callable[[Session, Toolbox, Cycle, datetime], int]


def mail_parcel(message: str, person_id: int, cycle_id: int, not_before: datetime) -> Parcel:
    """A message to one person, or to the organisation's contact when that is ``NOBODY``."""
    return Parcel(
        kind=MAIL,
        identity=(message, person_id, cycle_id),
        payload={"message": message, "person": person_id, "cycle": cycle_id},
        not_before=not_before,
        topic=message,
    )


def through_lms(platform: Platform) -> bool:
    """Whether people of this LMS get messages there instead of by mail: `messages=ADAPTER`."""
    chosen = platform.api_options.get("messages")
    return bool(chosen) and chosen == platform.api_adapter


def reached(session: Session, tools: Toolbox, organisation_id: int) -> ColumnElement[bool]:
    """Whom a message can reach: by the LMS where that is chosen, else at a mail address."""
    platforms = session.scalars(select(Platform).where(Platform.organisation_id == organisation_id))
    by_lms = sorted(platform.id for platform in platforms if through_lms(platform))
    there = and_(Person.platform_id.in_(by_lms), Person.lms_user_id.is_not(None))
    if tools.mailer is None:
        return there
    return or_(there, and_(Person.platform_id.not_in(by_lms), Person.email_sealed.is_not(None)))


def announce(session: Session, tools: Toolbox, cycle: Cycle, now: datetime) -> int:
    """The text for the intranet: to coordinators, or to the contact when none can be reached."""
    made = _to_all("announce", session, tools, cycle, now)
    organisation = session.get_one(Organisation, cycle.organisation_id)
    if made or tools.mailer is None or not organisation.contact_email:
        return made
    ours = Platform.organisation_id == organisation.id
    platform = session.scalar(select(Platform.id).where(ours).order_by(Platform.id).limit(1))
    if platform is None:
        return 0
    sender = Sender(organisation.id, platform, cycle.id)
    parcel = mail_parcel("announce", NOBODY, cycle.id, next_mail_moment(now))
    return queue(session, tools.vault, sender, [parcel], now).new


def _to_all(message: str, session: Session, tools: Toolbox, cycle: Cycle, now: datetime) -> int:
    """To everybody for whom it is meant, from the first moment at which mail goes out."""
    return _make(message, session, tools, cycle, now, next_mail_moment)


def _moment(message: str) -> Handler:
    return lambda session, tools, cycle, now: _to_all(message, session, tools, cycle, now)


# What a moment of a cycle brings about; each works in the session and does not commit.
MOMENTS: Mapping[str, Handler] = {
    "announce": announce,
    **{name: _moment(name) for name in TO_MANY},
}


def follow_up(session: Session, tools: Toolbox, now: datetime) -> Iterator[str]:
    """What follows on people's own scans: thanks, and two weeks later a nudge. Commits.

    Each at a random moment of the next working hours, which tells nobody when somebody was
    done. A line for each cycle and message of which there was something new.
    """
    states = [state for state in MAKES_SENSE["thanks"] if state in MAKES_SENSE["nudge"]]
    running = select(Cycle.id).where(Cycle.state.in_(states)).order_by(Cycle.closes, Cycle.id)
    for cycle_id in session.scalars(running).all():
        cycle = session.get_one(Cycle, cycle_id)
        for message, recent in (
            ("thanks", Scan.submitted_at > now - THANKED_WITHIN),
            ("nudge", Scan.submitted_at.between(now - NUDGED_WITHIN, now - NUDGED_AFTER)),
        ):
            count = _make(message, session, tools, cycle, now, _by_chance, recent)
            session.commit()
            if count:
                yield f"cycle {cycle_id} ({cycle.quarter}): {SAID[message]}: {count}"


def _by_chance(now: datetime) -> datetime:
    return next_working_moment(now, CHANCE)


def _make(
    message: str,
    session: Session,
    tools: Toolbox,
    cycle: Cycle,
    now: datetime,
    when: Callable[[datetime], datetime],
    only: ColumnElement[bool] | None = None,
) -> int:
    """Queue a message for its audience; what was made before stays as it is. How many are new."""
    people = AUDIENCES[message](session, cycle, now)
    people = people.where(reached(session, tools, cycle.organisation_id))
    count = 0
    for platform_id, persons in _batches(session, people if only is None else people.where(only)):
        sender = Sender(cycle.organisation_id, platform_id, cycle.id)
        parcels = [mail_parcel(message, person, cycle.id, when(now)) for person in persons]
        count += queue(session, tools.vault, sender, parcels, now).new
    return count


def _batches(session: Session, people: People) -> Iterator[tuple[int, list[int]]]:
    """The platform and the people of it, a limited number at a time."""
    rows = sorted((platform, person) for person, platform in session.execute(people).all())
    for platform, group in groupby(rows, key=lambda row: row[0]):
        persons = [person for _, person in group]
        for start in range(0, len(persons), A_BATCH):
            yield platform, persons[start : start + A_BATCH]
