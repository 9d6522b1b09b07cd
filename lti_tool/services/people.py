"""Who launches: find the person, bind what the roster left open, or take down a new one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import Coordinator, DataLink, Person, Platform, TeamManager
from lti_tool.services.joining import take_place
from lti_tool.vault import Vault

SOMEBODY_ELSE = 9


@dataclass(frozen=True, slots=True)
class Identity:
    """What an LMS says about somebody: ids only, no name.

    ``lms_user_id`` is given where it is known to be the REST id; ``pending`` holds
    (kind, value) pairs that may match a row of the roster that waits to be bound. Mails to a
    stranger come in ``language``. ``told_id`` is a REST id that recognises nobody: it is kept
    for whoever has none yet, unless somebody else has it. Empty when there is none.
    """

    sub: str
    lms_user_id: str | None = None
    pending: tuple[tuple[str, str], ...] = field(default=())
    language: str | None = None
    told_id: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A person, which roles the database gives, and what was asked on paper (or nothing)."""

    person: Person
    coordinator: bool
    manager: bool
    asked: str | None = None


# Built once: a launch runs it each time. A match key is a digest that holds its kind too.
SLOTS = ("key_1", "key_2", "key_3", "key_4")
WHO = select(
    Person,
    exists().where(Coordinator.person_id == Person.id),
    exists().where(TeamManager.person_id == Person.id),
    select(func.min(DataLink.kind))
    .where(DataLink.person_id == Person.id, DataLink.expires_at > bindparam("now"))
    .scalar_subquery(),
).where(
    Person.platform_id == bindparam("platform"),
    or_(
        Person.lti_sub == bindparam("sub"),
        Person.lms_user_id == bindparam("lms_user_id"),
        and_(
            Person.lti_sub.is_(None),
            Person.match_value.in_([bindparam(slot) for slot in SLOTS]),
        ),
    ),
)


def new_opaque_id() -> str:
    """An id that pages may show: it says nothing, and is used nowhere else."""
    return secrets.token_hex(8)


def match_key(vault: Vault, kind: str, value: str) -> tuple[str, str]:
    """A key by which somebody may be recognised, as it is stored: a keyed digest.

    So no mail address or staff number stands in the database, and it still matches.
    """
    return kind, vault.fingerprint("person", kind, value)


def _wanted(
    identity: Identity, platform: Platform, vault: Vault, now: datetime
) -> dict[str, object]:
    """The values of ``WHO``; a slot that is not needed holds what nobody has."""
    keys = [match_key(vault, kind, value)[1] for kind, value in identity.pending]
    slots = dict(zip(SLOTS, [*keys, *[""] * len(SLOTS)], strict=False))
    ids = {"sub": identity.sub, "lms_user_id": identity.lms_user_id}
    return {"platform": platform.id, "now": now, **ids, **slots}


def _rank(identity: Identity, person: Person) -> int:
    if person.lti_sub == identity.sub:
        return 0
    if person.lti_sub is not None:
        return SOMEBODY_ELSE  # by now, whatever the roster says
    return 1 if person.lms_user_id is not None else 2


def _find(
    session: Session, vault: Vault, platform: Platform, identity: Identity, now: datetime
) -> Known | None:
    rows = session.execute(WHO, _wanted(identity, platform, vault, now)).all()
    best = min(rows, key=lambda row: _rank(identity, row[0]), default=None)
    if best is None or _rank(identity, best[0]) == SOMEBODY_ELSE:
        return None
    known = Known(*best)
    waiting = [row for row in rows if row[0].lti_sub is None and row[0].on_roster]
    if waiting and not known.person.on_roster and known.person.erased_at is None:
        place = Known(*waiting[0])
        take_place(session, known.person, place.person)
        return replace(known, manager=place.manager, asked=known.asked or place.asked)
    return known


def _bind(person: Person, identity: Identity, vault: Vault) -> None:
    if person.lti_sub is None:
        # The match key stays: the next roster recognises the person by it.
        person.lti_sub = identity.sub
    if person.lms_user_id is None and identity.lms_user_id is not None:
        person.lms_user_id = identity.lms_user_id
    if person.wrapped_key is None:
        person.wrapped_key = vault.new_person_key()


def _with_told_id(
    session: Session, platform: Platform, identity: Identity, person: Person | None = None
) -> Identity:
    """The same with the told id for its REST id, where one is wanting and nobody has this one."""
    has_one = identity.lms_user_id or (person is not None and person.lms_user_id)
    if has_one or not identity.told_id:
        return identity
    mine = (Person.platform_id == platform.id, Person.lms_user_id == identity.told_id)
    if session.scalar(select(Person.id).where(*mine)) is not None:
        return identity
    return replace(identity, lms_user_id=identity.told_id)


def person_at_launch(
    session: Session, vault: Vault, platform: Platform, identity: Identity, now: datetime
) -> Known:
    """The person who launches; a stranger is added, outside the roster. The caller commits."""
    known = _find(session, vault, platform, identity, now)
    if known is not None:
        _bind(known.person, _with_told_id(session, platform, identity, known.person), vault)
        return known
    person = Person(
        organisation_id=platform.organisation_id,
        platform_id=platform.id,
        opaque_id=new_opaque_id(),
        lti_sub=identity.sub,
        lms_user_id=_with_told_id(session, platform, identity).lms_user_id,
        language=identity.language,
        wrapped_key=vault.new_person_key(),
        created_at=now,
    )
    session.add(person)
    session.flush()
    return Known(person, coordinator=False, manager=False)
