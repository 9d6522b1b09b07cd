"""Importing a roster: all or nothing, in a number of statements that does not grow with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.lms import LmsApi, LmsPerson
from lti_tool.models import RosterSetting
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform
from lti_tool.services.roster.applying import Figures, Hand, apply_draft
from lti_tool.services.roster.drafting import (
    Authority,
    Draft,
    Place,
    Reading,
    leads_of,
    make_draft,
)
from lti_tool.services.roster.facts import Reader
from lti_tool.services.roster.holding import hold_roster
from lti_tool.services.roster.matching import look_up, match_people
from lti_tool.services.roster.reading import RosterFile
from lti_tool.services.roster.teams import known_nodes, managed
from lti_tool.services.roster.words import Vocabulary, take_down, vocabulary
from lti_tool.services.roster.wrongs import RosterFaults, Wrong
from lti_tool.vault import Vault

CSV = "csv"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people came, stayed and left.

    Who had everything erased and stays away counts as who stayed, so that nobody is told apart.
    ``without_group`` of those on the roster choose their function group at the scan;
    ``unknown_groups`` counts what the LMS calls their work, where that is no group here.
    """

    added: int
    updated: int
    left: int
    without_group: int
    unknown_groups: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Office:
    """What an import works with; ``api`` is None where the LMS cannot be asked."""

    session: Session
    vault: Vault
    api: LmsApi | None
    now: datetime


def import_roster(
    office: Office,
    platform_id: int,
    file: RosterFile,
    *,
    anyway: bool = False,
    actor: str = "command line",
) -> Imported:
    """Make the platform's roster what the file says; raises :class:`Faults` or LMS errors.

    People who are not in the file leave the roster; during an open cycle they are excused.
    A column that the file does not have changes nothing. When so many would leave that it
    looks like a mistake, only ``anyway`` does it.
    """
    draft = draft_file(office, platform_id, file, hold=True)
    refuse_unknown(office, file, draft)
    if draft.guarded and not anyway:
        office.session.rollback()
        raise Faults(guard_line(draft))
    return summary(draft, apply_draft(office.session, Hand(office.vault, office.now, actor), draft))


def guard_line(draft: Draft) -> str:
    """What is said when too many would leave."""
    return (
        f"{len(draft.gone)} of {draft.people_now} people would leave the roster: "
        "see whether the file is whole, or add --anyway"
    )


def looked_up(office: Office, file: RosterFile) -> dict[int, LmsPerson]:
    """Per line whom the LMS knows; no transaction stays open while it is asked."""
    office.session.rollback()
    return look_up(office.api, file) if office.api else {}


def draft_file(
    office: Office,
    platform_id: int,
    file: RosterFile,
    found: Mapping[int, LmsPerson] | None = None,
    *,
    hold: bool = False,
) -> Draft:
    """What HR's file would do; writes nothing. Raises :class:`Faults` or LMS errors.

    ``found`` is what :func:`looked_up` gave earlier. ``hold``: nobody comes in between before
    the draft is applied in the same transaction. To look at one takes no lock.
    """
    session = office.session
    place = Place(platform_id, find_platform(session, platform_id).organisation_id)
    found = looked_up(office, file) if found is None else found
    if hold:
        hold_roster(session, place.organisation_id)
    setting = session.get(RosterSetting, platform_id, populate_existing=True)
    authority = Authority(hr=True, decides=setting is None or setting.source == CSV)
    matched = match_people(session, office.vault, platform_id, file, found, hold=hold)
    known = known_nodes(session, place.organisation_id)
    led, wrongs = managed(file, known)
    if wrongs:
        session.rollback()
        raise RosterFaults(file.source, wrongs)
    words = vocabulary(session, place.organisation_id)
    reader = reader_of(office, place, file.columns, words, hr=True)
    return make_draft(Reading(place, matched, reader, authority, led, known))


def reader_of(
    office: Office, place: Place, columns: frozenset[str], words: Vocabulary, *, hr: bool
) -> Reader:
    """What reads facts off the rows of a source."""
    known = known_nodes(office.session, place.organisation_id)
    nodes = {number: node for node, number in known.items()}
    leads = leads_of(office.session, place, nodes)
    return Reader(office.vault, words, columns, hr, nodes, leads)


def refuse_unknown(office: Office, file: RosterFile, draft: Draft) -> None:
    """Refuse a file with words for functions that nobody mapped; an admin finds them listed."""
    if "function_group" not in file.columns or not draft.unknown:
        return
    words, session = draft.read.reader.words, office.session
    session.rollback()
    take_down(session, draft.read.place.organisation_id, words, draft.unknown, office.now)
    session.commit()
    choices = ", ".join(sorted(group.code for group in words.groups))
    raise RosterFaults(
        file.source,
        [
            Wrong(row.line, "no_group", {"cell": row.cells["function_group"], "choices": choices})
            for row in file.rows
            if row.cells["function_group"] in draft.unknown
        ],
    )


def summary(draft: Draft, figures: Figures) -> Imported:
    """What the command tells."""
    return Imported(
        added=figures.added,
        updated=len(draft.lines) - figures.added + draft.away,
        left=len(draft.gone),
        without_group=sum(not line.after.function_group for line in draft.lines),
        unknown_groups=draft.unknown,
    )
