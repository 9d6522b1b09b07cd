"""The jobs themselves: each calls one service and says what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from jobs.crew import Crew, Said
from jobs.journal import empty_journal
from lti_tool.lti import keys
from lti_tool.services import (
    advancing,
    completion_sync,
    levelling,
    mirroring,
    moments,
    postroom,
    resealing,
    retention,
    rewrapping,
    sweeping,
)
from lti_tool.services.booking_mails import tell_bookings
from lti_tool.services.enrolling import enrol
from lti_tool.services.evaluation_forms import mix_forms
from lti_tool.services.mailing import mail
from lti_tool.services.marking import mark
from lti_tool.services.messages import follow_up
from lti_tool.services.mirror_erased import take_out
from lti_tool.services.roster import Office
from lti_tool.services.roster.doors import doors_of
from lti_tool.services.roster.syncing import nightly
from lti_tool.services.scanning import Desk

HANDLERS: Mapping[str, postroom.Handler] = {
    "enrol": enrol,
    "mark": mark,
    "mail": mail,
    "group": take_out,
}


def advance(crew: Crew, now: datetime) -> Said:
    """Every cycle to the state that the calendar asks for, its moments, and the set for all."""
    tools = crew.tools
    diary = advancing.advance(crew.session, tools.vault, crew.api_of, now)
    settled = moments.settle_moments(crew.session, tools, now)
    levelled = levelling.level(Desk(crew.session, tools.vault, tools.shelf, now))
    followed = follow_up(crew.session, tools, now)
    return Said((*diary.done, *settled, *levelled, *followed), diary.missing)


def deliver(crew: Crew, now: datetime) -> Said:
    """What is to be told of places at workshops, and the outbox."""
    told = tuple(tell_bookings(crew.session, crew.tools, now))
    return Said((*told, *postroom.deliver(crew.post(), HANDLERS, now)))


def sync_completions(crew: Crew, now: datetime) -> Said:
    """Where the courses are and who finished them, as the LMS tells, and who was there."""
    round_ = completion_sync.Round(crew.session, crew.api_of, lambda: crew.pause(0), now)
    news = completion_sync.sync(round_)
    return Said(news.done, news.missing)


def mirror_sessions(crew: Crew, now: datetime) -> Said:
    """Sessions of workshops in the groups and the calendar of the LMS, as they stand now."""
    round_ = mirroring.Round(
        crew.session, crew.tools.vault, crew.api_of, lambda: crew.pause(0), now
    )
    return Said(tuple(mirroring.mirror(round_)))


def sync_roster(crew: Crew, now: datetime) -> Said:
    """Who is on the rosters of which an LMS is a source; whatever fails changes nothing."""
    office = Office(crew.session, crew.tools.vault, None, now)
    done, missing = [], []
    for outcome in nightly(office, doors_of(crew.session, crew.tools)):
        if outcome.figures is None:
            missing.append(outcome.line)
        elif outcome.figures.moved:
            done.append(outcome.line)
    return Said(tuple(done), tuple(missing))


def rotate_keys(crew: Crew, now: datetime) -> Said:
    """The tool's own signing keys, which the LMS sees long before they sign; and the data keys."""
    # Keys and what browsers leave behind live by the real clock, whatever the business time.
    retired = keys.rotate_keys(crew.session, crew.tools.vault, crew.clock())
    anew = rewrapping.rewrap_all(crew.session, crew.tools.vault)
    told = [f"{retired} signing keys retired"] if retired else []
    if anew.done:
        told.append(f"sealed with the newest data key: {rewrapping.told(anew.done)}")
    lost = f"no data key opens {rewrapping.told(anew.lost)}: see `themascan key status`"
    return Said(tuple(told), (lost,) if anew.lost else ())


def retain(crew: Crew, now: datetime) -> Said:
    """What has been kept as long as was promised."""
    gone = retention.retain(crew.session, crew.tools.vault, now)
    told = ", ".join(f"{count} {kind}" for kind, count in gone.items() if count)
    return Said((f"kept long enough: {told}",) if told else ())


def reseal(crew: Crew, now: datetime) -> Said:
    """All scans in other bytes, so that none of them shows that somebody came back to it.

    And the forms of the evaluation, so that none of them shows whose it was.
    """
    mix_forms(crew.session, crew.tools.vault)
    lost = resealing.reseal_all(crew.session, crew.tools.vault)
    told = f"{lost} scans do not open with their person's key: see `themascan key status`"
    return Said((), (told,) if lost else ())


def sweep(crew: Crew, now: datetime) -> Said:
    """What has had its time."""
    gone = sweeping.sweep(crew.session, crew.clock())
    empty_journal(crew.session)
    told = ", ".join(f"{count} {kind}" for kind, count in gone.items() if count)
    return Said((f"swept {told}",) if told else ())
