"""Writing a roster: all or nothing, in a number of statements that does not grow with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, not_, or_, select, update
from sqlalchemy.orm import Session

from adapters.lms import LmsApi
from lti_tool.models import Cycle, Person, RosterEntry, Scan, TeamManager
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform
from lti_tool.services.roster.fields import Describer, Fields, function_groups
from lti_tool.services.roster.matching import Match, Matched, look_up, match_people
from lti_tool.services.roster.reading import RosterFile
from lti_tool.services.roster.teams import Node, known_nodes, make_nodes, managed, nodes_of
from lti_tool.vault import Vault


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people came, stayed and left; ``erased`` ones stay away and are only counted."""

    added: int
    updated: int
    left: int
    erased: int


@dataclass(frozen=True, slots=True)
class Office:
    """What an import works with; ``api`` is None where the LMS cannot be asked."""

    session: Session
    vault: Vault
    api: LmsApi | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Whose roster it is."""

    platform_id: int
    organisation_id: int


def import_roster(office: Office, platform_id: int, file: RosterFile) -> Imported:
    """Make the platform's roster what the file says; raises :class:`Faults` or LMS errors.

    People who are not in the file leave the roster; during an open cycle they are excused.
    A column that the file does not have changes nothing.
    """
    session = office.session
    place = Place(platform_id, find_platform(session, platform_id).organisation_id)
    # No transaction stays open while the LMS is asked.
    session.rollback()
    found = look_up(office.api, file) if office.api else {}
    matched = match_people(session, platform_id, file, found)
    known = known_nodes(session, place.organisation_id)
    led, faults = managed(file, known)
    describer = Describer(file, office.vault, function_groups(session, place.organisation_id))
    faults += describer.faults(matched.matches)
    if faults:
        session.rollback()
        raise Faults(faults)
    nodes = make_nodes(session, place.organisation_id, known, nodes_of(file.rows))
    imported = _write_people(office, place, matched, describer, nodes)
    if "manages_team" in file.columns:
        _write_managers(session, place, matched, led, nodes)
    _excuse(session, place)
    session.commit()
    return imported


def _write_people(
    office: Office,
    place: Place,
    matched: Matched,
    describer: Describer,
    nodes: Mapping[Node, int],
) -> Imported:
    new, old, erased = [], [], 0
    for match in matched.matches:
        if match.erased:
            erased += 1
        elif match.known is None:
            new.append(_new_person(office, place) | describer.fields(match, nodes))
        else:
            old.append({"id": match.known.id} | describer.fields(match, nodes))
    staying = {fields["id"] for fields in old}
    gone = [
        {"id": person.id, "on_roster": False}
        for person in matched.people
        if person.on_roster and person.id not in staying
    ]
    free = [{"id": number, "match_kind": None, "match_value": None} for number in matched.losers]
    for rows in (free, gone, old):
        if rows:
            office.session.execute(update(Person), rows)
    if new:
        office.session.execute(insert(Person), new)
    return Imported(len(new), len(old), len(gone), erased)


def _new_person(office: Office, place: Place) -> Fields:
    return {
        "organisation_id": place.organisation_id,
        "platform_id": place.platform_id,
        "opaque_id": secrets.token_hex(16),
        "wrapped_key": office.vault.new_person_key(),
        "created_at": office.now,
    }


def _write_managers(
    session: Session,
    place: Place,
    matched: Matched,
    led: Mapping[int, set[Node]],
    nodes: Mapping[Node, int],
) -> None:
    ours = select(Person.id).where(Person.platform_id == place.platform_id)
    session.execute(delete(TeamManager).where(TeamManager.person_id.in_(ours)))
    leaders = [match for match in matched.matches if match.row.line in led and not match.erased]
    ids = _ids(session, place, leaders)
    rows = [
        {"person_id": ids[match.row.line], "team_id": nodes[node]}
        for match in leaders
        for node in sorted(led[match.row.line])
    ]
    if rows:
        session.execute(insert(TeamManager), rows)


def _ids(session: Session, place: Place, matches: Sequence[Match]) -> dict[int, int]:
    people = session.execute(
        select(Person.id, Person.lms_user_id, Person.match_kind, Person.match_value).where(
            Person.platform_id == place.platform_id, Person.on_roster
        )
    ).all()
    by_lms = {row.lms_user_id: row.id for row in people}
    by_key = {(row.match_kind, row.match_value): row.id for row in people}
    return {
        match.row.line: by_lms[match.lms_user_id]
        if match.lms_user_id
        else by_key[match.row.key, match.row.value]
        for match in matches
    }


def _excuse(session: Session, place: Place) -> None:
    # Who leaves or is excused during a cycle counts as excused (DESIGN 4), who comes back
    # does not; whoever has taken the scan stays as they are.
    running = select(Cycle.id).where(
        Cycle.organisation_id == place.organisation_id, Cycle.state == "open"
    )
    ours = select(Person.id).where(
        Person.platform_id == place.platform_id, Person.erased_at.is_(None)
    )
    done = exists().where(
        Scan.cycle_id == RosterEntry.cycle_id,
        Scan.person_id == RosterEntry.person_id,
        Scan.submitted_at.is_not(None),
    )
    away = select(or_(Person.excused, not_(Person.on_roster)))
    session.execute(
        update(RosterEntry)
        .where(RosterEntry.cycle_id.in_(running), RosterEntry.person_id.in_(ours), not_(done))
        .values(excused=away.where(Person.id == RosterEntry.person_id).scalar_subquery())
        .execution_options(synchronize_session=False)
    )
