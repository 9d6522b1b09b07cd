"""Importing a roster: all or nothing, in a number of statements that does not grow with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.lms import LmsApi
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import find_platform
from lti_tool.services.roster.fields import Describer, Fields, function_groups
from lti_tool.services.roster.matching import Matched, look_up, match_people
from lti_tool.services.roster.reading import RosterFile
from lti_tool.services.roster.teams import Node, known_nodes, make_nodes, managed, nodes_of
from lti_tool.services.roster.writing import Place, Plan, excuse, write_managers, write_people
from lti_tool.vault import Vault


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people came, stayed and left; ``erased`` ones stay away from the running cycle.

    ``without_group`` of those on the roster choose their function group at the scan;
    ``unknown_groups`` counts what the LMS calls their work, where that is no group here.
    """

    added: int
    updated: int
    left: int
    erased: int
    without_group: int
    unknown_groups: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Office:
    """What an import works with; ``api`` is None where the LMS cannot be asked."""

    session: Session
    vault: Vault
    api: LmsApi | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A file without faults: who its rows are, what they say, and who leads which team."""

    place: Place
    matched: Matched
    describer: Describer
    led: Mapping[int, set[Node]]
    known: Mapping[Node, int]


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
    matched = match_people(session, office.vault, platform_id, file, found)
    read = _read(office, place, file, matched)
    nodes = make_nodes(session, place.organisation_id, read.known, nodes_of(file.rows))
    plan = _plan(office, read, nodes)
    write_people(session, place, plan)
    if "manages_team" in file.columns:
        write_managers(session, place, matched, read.led, nodes)
    excuse(session, place)
    session.commit()
    return _summary(plan, read)


def _read(office: Office, place: Place, file: RosterFile, matched: Matched) -> Reading:
    session = office.session
    known = known_nodes(session, place.organisation_id)
    led, faults = managed(file, known)
    describer = Describer(file, office.vault, function_groups(session, place.organisation_id))
    faults += describer.faults(matched.matches)
    if faults:
        session.rollback()
        raise Faults(faults)
    return Reading(place, matched, describer, led, known)


def _plan(office: Office, read: Reading, nodes: Mapping[Node, int]) -> Plan:
    new: list[Fields] = []
    old: list[Fields] = []
    for match in read.matched.matches:
        fields = {} if match.erased else read.describer.fields(match, nodes)
        if fields and match.known is None:
            new.append(_new_person(office, read.place) | fields)
        elif fields and match.known is not None:
            old.append({"id": match.known.id} | fields)
    staying = {fields["id"] for fields in old}
    gone = [
        person.id for person in read.matched.people if person.on_roster and person.id not in staying
    ]
    return Plan(tuple(new), tuple(old), tuple(gone), read.matched.losers)


def _new_person(office: Office, place: Place) -> Fields:
    return {
        "organisation_id": place.organisation_id,
        "platform_id": place.platform_id,
        "opaque_id": secrets.token_hex(16),
        "wrapped_key": office.vault.new_person_key(),
        "created_at": office.now,
    }


def _summary(plan: Plan, read: Reading) -> Imported:
    present = [match for match in read.matched.matches if not match.erased]
    return Imported(
        added=len(plan.new),
        updated=len(plan.old),
        left=len(plan.gone),
        erased=len(read.matched.matches) - len(present),
        without_group=sum(not fields["function_group"] for fields in (*plan.new, *plan.old)),
        unknown_groups=read.describer.unknown_groups(present),
    )
