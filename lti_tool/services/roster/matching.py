"""Who the rows of a roster are: in the LMS, and among the people we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.lms import LmsPerson
from lti_tool.models import Person
from lti_tool.services.people import match_key
from lti_tool.services.roster.reading import RosterFile, Row
from lti_tool.services.roster.wrongs import Wrong
from lti_tool.services.staying_away import digest_of, staying_away
from lti_tool.vault import Vault

StoredKey = tuple[str, str] | tuple[None, None]


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds of one person, as far as a roster needs it.

    ``match_value`` is the digest of :func:`lti_tool.services.people.match_key`.
    """

    id: int
    lms_user_id: str | None
    lti_sub: str | None
    match_kind: str | None
    match_value: str | None
    function_group: str | None
    team_id: int | None
    on_roster: bool
    excused: bool
    from_lms: str
    first_name_sealed: bytes | None
    email_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Match:
    """A row with the LMS id and the person that belong to it, as far as known.

    ``key`` is how the row's own key is stored; (None, None) for an LMS id. ``erased`` tells
    that the person had everything erased in a cycle that still runs: an import does not undo
    that, not even for somebody who has launched again since. ``lti_sub`` is the id under which
    an LMS launches people, where that is another than the REST id.
    """

    row: Row
    key: StoredKey
    lms_user_id: str | None
    function_field: str | None
    known: Known | None
    erased: bool
    lti_sub: str | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """All rows matched. ``losers`` had the key that the LMS says is somebody else's.

    ``wrongs`` tells where two rows are one person.
    """

    matches: tuple[Match, ...]
    people: tuple[Known, ...]
    losers: tuple[int, ...] = field(default=())
    wrongs: tuple[Wrong, ...] = field(default=())


def match_people(
    session: Session,
    vault: Vault,
    platform_id: int,
    file: RosterFile,
    found: Mapping[int, LmsPerson],
    *,
    hold: bool = False,
) -> Matched:
    """Tie rows to people of the platform; one that does not say who it is, is left out.

    ``hold`` as of :func:`known_people`.
    """
    people = known_people(session, platform_id, hold=hold)
    away = staying_away(session, platform_id)
    by_lms = {person.lms_user_id: person for person in people if person.lms_user_id}
    by_key = keyed(people)
    matches: list[Match] = []
    losers: list[int] = []
    for row in filter(lambda row: row.key, file.rows):
        lms_person, key = found.get(row.line), stored_key(vault, row)
        lms_id, pending = _lms_id(row, lms_person), by_key.get(key)
        known = by_lms.get(lms_id or "") or _same(pending, lms_id)
        if pending is not None and known is not pending:
            losers.append(pending.id)
        group = lms_person.function_field if lms_person else None
        erased = is_away(vault, away, (key, ("lms_user_id", lms_id)))
        matches.append(Match(row, key, lms_id, group, known, erased))
    return Matched(tuple(matches), people, tuple(losers), tuple(_doubles(matches)))


def keyed(people: Iterable[Known]) -> dict[tuple[str | None, str | None], Known]:
    """People by the key that recognises them, as it is stored."""
    return {
        (person.match_kind, person.match_value): person for person in people if person.match_kind
    }


def _same(pending: Known | None, lms_id: str | None) -> Known | None:
    # A number that another account of the LMS has by now does not hand over what the first
    # one did: that one leaves, and the other begins anew.
    if pending is None or lms_id is None or pending.lms_user_id in (None, lms_id):
        return pending
    return None


def stored_key(vault: Vault, row: Row) -> StoredKey:
    """The row's key as the database holds it; an LMS id has a column of its own."""
    return (None, None) if row.key == "lms_user_id" else match_key(vault, row.key, row.value)


def is_away(
    vault: Vault, away: frozenset[str], keys: Iterable[tuple[str | None, str | None]]
) -> bool:
    """Whether one of somebody's keys, as stored, is that of an erased person who stays away."""
    return bool(away) and any(
        kind and value and digest_of(vault, kind, value) in away for kind, value in keys
    )


def _lms_id(row: Row, found: LmsPerson | None) -> str | None:
    if row.key == "lms_user_id":
        return row.value
    return found.id if found else None


def known_people(session: Session, platform_id: int, *, hold: bool = False) -> tuple[Known, ...]:
    """Everybody of a platform who is not erased; one statement.

    ``hold``: what was read is written back, so until then a launch or an erasure waits.
    """
    columns = [getattr(Person, name) for name in Known.__dataclass_fields__]
    here = (Person.platform_id == platform_id, Person.erased_at.is_(None))
    wanted = select(*columns).where(*here).order_by(Person.id)
    rows = session.execute(wanted.with_for_update(key_share=True) if hold else wanted)
    return tuple(Known(*row) for row in rows)


def _doubles(matches: Sequence[Match]) -> list[Wrong]:
    seen: dict[object, int] = {}
    wrongs = []
    for match in matches:
        who = match.known.id if match.known else match.lms_user_id
        first = seen.setdefault(who or ("line", match.row.line), match.row.line)
        if first != match.row.line:
            wrongs.append(Wrong(match.row.line, "double", {"first": first}))
    return wrongs
