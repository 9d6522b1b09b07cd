"""Importing a roster: all or nothing, in a number of statements that does not grow with it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import LmsApi
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
from lti_tool.services.roster.holding import hold_roster, once_more
from lti_tool.services.roster.looking import Asked, look_up
from lti_tool.services.roster.matching import match_people
from lti_tool.services.roster.reading import RosterFile
from lti_tool.services.roster.teams import known_nodes, managed
from lti_tool.services.roster.words import Vocabulary, take_down, vocabulary
from lti_tool.services.roster.wrongs import RosterFaults, Wrong, in_order
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


@once_more
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
    draft = draft_strictly(office, platform_id, file, hold=True)
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


def looked_up(office: Office, file: RosterFile) -> Asked:
    """Whom the LMS knows; no transaction stays open while it is asked. Raises LMS errors.

    What is wrong in a file is told also when the LMS gives no answer.
    """
    office.session.rollback()
    try:
        return look_up(office.api, file) if office.api else Asked({})
    except (Unavailable, Refused):
        if file.wrongs:
            return Asked({})
        raise


def draft_file(
    office: Office,
    platform_id: int,
    file: RosterFile,
    asked: Asked | None = None,
    *,
    hold: bool = False,
) -> Draft:
    """What HR's file would do; writes nothing. Raises LMS errors.

    Raises :class:`RosterFaults` with all that is wrong: in the file itself, with whom the LMS
    does not know, with teams that nobody has. ``asked`` is what :func:`looked_up` gave earlier.
    ``hold``: nobody comes in between before the draft is applied in the same transaction. To
    look at one takes no lock.
    """
    session = office.session
    place = Place(platform_id, find_platform(session, platform_id).organisation_id)
    asked = looked_up(office, file) if asked is None else asked
    if hold:
        hold_roster(session, place.organisation_id)
    setting = session.get(RosterSetting, platform_id, populate_existing=True)
    authority = Authority(hr=True, decides=setting is None or setting.source == CSV)
    matched = match_people(session, office.vault, platform_id, file, asked.people, hold=hold)
    known = known_nodes(session, place.organisation_id)
    led, lost = managed(file, known)
    if wrongs := in_order([*file.wrongs, *asked.misses, *matched.wrongs, *lost]):
        session.rollback()
        raise RosterFaults(file.source, wrongs)
    words = vocabulary(session, place.organisation_id)
    reader = reader_of(office, place, file.columns, words, hr=True)
    return make_draft(Reading(place, matched, reader, authority, led, known))


def draft_strictly(
    office: Office, platform_id: int, file: RosterFile, *, hold: bool = False
) -> Draft:
    """As :func:`draft_file`; beside other faults, words that nobody has mapped are named too."""
    try:
        return draft_file(office, platform_id, file, hold=hold)
    except RosterFaults as fault:
        organisation_id = find_platform(office.session, platform_id).organisation_id
        words = vocabulary(office.session, organisation_id)
        office.session.rollback()
        told = [row.cells.get("function_group", "") for row in file.rows]
        unknown = {word for word in told if word and not words.knows(word)}
        wrongs = in_order([*fault.wrongs, *_unmapped(file, unknown, words)])
        raise RosterFaults(file.source, wrongs) from fault


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
    raise RosterFaults(file.source, _unmapped(file, draft.unknown, words))


def _unmapped(file: RosterFile, unknown: Container[str], words: Vocabulary) -> list[Wrong]:
    choices = ", ".join(sorted(group.code for group in words.groups))
    return [
        Wrong(row.line, "no_group", {"cell": cell, "choices": choices})
        for row in file.rows
        if (cell := row.cells.get("function_group", "")) in unknown
    ]


def summary(draft: Draft, figures: Figures) -> Imported:
    """What the command tells."""
    return Imported(
        added=figures.added,
        updated=len(draft.lines) - figures.added + draft.away,
        left=len(draft.gone),
        without_group=sum(not line.after.function_group for line in draft.lines),
        unknown_groups=draft.unknown,
    )
