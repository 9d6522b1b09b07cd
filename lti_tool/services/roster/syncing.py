"""Bringing rosters up to date with what LMSs list; a source that fails changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from lti_tool.models import Platform, RosterSetting
from lti_tool.services.roster.applying import Figures, Hand, apply_draft
from lti_tool.services.roster.drafting import Authority, Draft, Place, Reading, make_draft
from lti_tool.services.roster.holding import hold_roster, once_more
from lti_tool.services.roster.importing import Office, reader_of
from lti_tool.services.roster.listing import match_listed
from lti_tool.services.roster.runs import note_run
from lti_tool.services.roster.sources import Doors, RosterSource, sources_of
from lti_tool.services.roster.teams import known_nodes
from lti_tool.services.roster.words import vocabulary
from lti_tool.vault import SealBroken

NIGHT = "nightly job"
SEALED = "a key of the tool is missing: see `themascan key status`, or give the LMS's token again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one source went: ``result`` is a code of :mod:`.runs`, ``reason`` in words."""

    platform_id: int
    source: str
    result: str
    reason: str = ""
    figures: Figures | None = None

    @property
    def line(self) -> str:
        """A line for the log of a job, without persons."""
        head = f"roster of platform {self.platform_id} from {self.source}: "
        if self.figures is None:
            return head + self.reason
        figures = self.figures
        return f"{head}{figures.came} new, {figures.changed} changed, {figures.left} left"


def platforms_to_sync(session: Session) -> list[int]:
    """Platforms whose roster has a source beside HR's file."""
    wanted = or_(
        RosterSetting.source != "csv", RosterSetting.cohorts != "", RosterSetting.course != ""
    )
    rows = session.scalars(
        select(RosterSetting.platform_id).where(wanted).order_by(RosterSetting.platform_id)
    )
    return list(rows)


def sync_platform(
    office: Office, platform_id: int, doors: Doors, *, anyway: bool = False, actor: str = NIGHT
) -> Iterator[Outcome]:
    """Ask each source of a platform, the leading one first; commits after each."""
    session = office.session
    platform = session.get_one(Platform, platform_id)
    setting = session.get_one(RosterSetting, platform_id)
    leading = setting.source
    try:
        for source in sources_of(session, platform, setting, doors):
            yield _sync(office, platform, source, source.name == leading, anyway, actor)
    except Refused as fault:
        yield _failed(office, platform, leading, "refused", fault.reason)
    except SealBroken:
        # The next LMS may be another organisation's, whose night goes on.
        yield _failed(office, platform, leading, "refused", SEALED)


@once_more
def _sync(
    office: Office,
    platform: Platform,
    source: RosterSource,
    decides: bool,
    anyway: bool,
    actor: str,
) -> Outcome:
    # No transaction stays open while the LMS is asked.
    office.session.rollback()
    try:
        draft = draft_of(office, platform, source, decides, hold=True)
    except Unavailable as fault:
        return _failed(office, platform, source.name, "down", fault.reason)
    except Refused as fault:
        return _failed(office, platform, source.name, "refused", fault.reason)
    if draft is None:
        return _failed(office, platform, source.name, "empty", "it lists nobody")
    if draft.guarded and not anyway:
        told = f"{len(draft.gone)} of {draft.people_now} people would leave, so nothing was changed"
        counts = {"left": len(draft.gone), "people": draft.people_now}
        return _failed(office, platform, source.name, "guarded", told, counts)
    hand = Hand(office.vault, office.now, actor, source.name)
    figures = apply_draft(office.session, hand, draft)
    return Outcome(platform.id, source.name, "done", figures=figures)


def draft_of(
    office: Office, platform: Platform, source: RosterSource, decides: bool, *, hold: bool = False
) -> Draft | None:
    """What a source would do, None when it lists nobody; raises LMS errors.

    ``hold`` as of :func:`~lti_tool.services.roster.importing.draft_file`.
    """
    people = source.people()
    if not people:
        return None
    session = office.session
    place = Place(platform.id, platform.organisation_id)
    if hold:
        hold_roster(session, place.organisation_id)
    matched = match_listed(session, office.vault, place.platform_id, people, hold=hold)
    words = vocabulary(session, place.organisation_id)
    reader = reader_of(office, place, source.columns, words, hr=False)
    known = known_nodes(session, place.organisation_id)
    authority = Authority(hr=False, decides=decides)
    return make_draft(Reading(place, matched, reader, authority, {}, known))


def _failed(
    office: Office,
    platform: Platform,
    source: str,
    result: str,
    reason: str,
    counts: dict[str, int] | None = None,
) -> Outcome:
    session = office.session
    session.rollback()
    place = Place(platform.id, platform.organisation_id)
    note_run(session, place, source, result, office.now, counts)
    session.commit()
    return Outcome(platform.id, source, result, reason)


def nightly(office: Office, doors: Doors) -> Iterator[Outcome]:
    """Every platform that has a source beside HR's file."""
    for platform_id in platforms_to_sync(office.session):
        yield from sync_platform(office, platform_id, doors)
