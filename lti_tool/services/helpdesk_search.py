"""Looking somebody up for the helpdesk: by number, mail address, username or name.

No LMS is asked for a surname: that takes a right that an enrolling account need not have. A whole
name is found by its first name, of the roster, and then held against what the LMS calls them.
What was typed is kept nowhere, and names of the LMS only as long as a page takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.lms import LmsApi, LmsPerson, PersonKey
from lti_tool.models import Person, Platform, Team
from lti_tool.services.people import match_key
from lti_tool.vault import SealBroken, Vault

Ask = Callable[[Platform], LmsApi | None]
LONGEST = 200
MOST, ASKED = 20, 100
ROSTER_KEYS: tuple[PersonKey, ...] = ("email", "idnumber", "username")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who was found; ``name`` is the LMS's, or what the roster says, or empty.

    ``from_lms`` says which. ``email`` is the LMS's, or empty.
    """

    person: Person
    name: str
    team: str
    email: str = ""
    from_lms: bool = False

    @property
    def number(self) -> str:
        """Under which the LMS knows the person, or empty."""
        return self.person.lms_user_id or self.person.lti_sub or ""


def look_up(
    session: Session, vault: Vault, organisation_id: int, text: str, ask: Ask
) -> list[Caller]:
    """People with this number, mail address, username or name; at most some tens."""
    text = " ".join(text.split())[:LONGEST]
    if not text:
        return []
    platforms = session.scalars(
        select(Platform).where(Platform.organisation_id == organisation_id).order_by(Platform.id)
    ).all()
    found = _known(session, vault, organisation_id, text)
    session.commit()
    if not found:
        accounts = [(row.id, user) for row in platforms for user in _accounts(ask, row, text)]
        found = _with_accounts(session, organisation_id, accounts)
    if found:
        return callers(session, vault, found[:MOST], platforms, ask)
    named = _called(session, vault, organisation_id, text)[:ASKED]
    found_by_name = callers(session, vault, named, platforms, ask)
    return [row for row in found_by_name if _goes_by(vault, row, text)][:MOST]


def _goes_by(vault: Vault, caller: Caller, text: str) -> bool:
    # An LMS that is away gives no more than the first name: better one too many than nobody.
    first = _first_name(vault, caller.person).casefold() == text.casefold()
    return first or not caller.from_lms or text.casefold() in caller.name.casefold()


def _known(session: Session, vault: Vault, organisation_id: int, text: str) -> list[Person]:
    digests = [
        match_key(vault, kind, value)[1] for kind in ROSTER_KEYS for value in {text, text.lower()}
    ]
    return list(
        session.scalars(
            select(Person)
            .where(
                Person.organisation_id == organisation_id,
                Person.erased_at.is_(None),
                or_(
                    Person.lms_user_id == text,
                    Person.lti_sub == text,
                    Person.match_value.in_(digests),
                ),
            )
            .order_by(Person.id)
        )
    )


def _accounts(ask: Ask, platform: Platform, text: str) -> Iterator[str]:
    try:
        api = ask(platform)
        for key in ROSTER_KEYS:
            if api is None or (key == "email") != ("@" in text):
                continue
            yield from (person.id for person in api.find_people(key, [text]).values())
    except (Refused, Unavailable, SealBroken):
        # The own list is still there to look in.
        return


def _with_accounts(
    session: Session, organisation_id: int, accounts: Sequence[tuple[int, str]]
) -> list[Person]:
    if not accounts:
        return []
    users = {user for _platform, user in accounts}
    rows = session.scalars(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            Person.erased_at.is_(None),
            Person.lms_user_id.in_(users),
        )
        .order_by(Person.id)
    )
    return [row for row in rows if (row.platform_id, row.lms_user_id) in set(accounts)]


def _called(session: Session, vault: Vault, organisation_id: int, text: str) -> list[Person]:
    # First names are sealed: each is opened, for as long as this takes, and none is kept.
    rows = session.scalars(
        select(Person)
        .where(
            Person.organisation_id == organisation_id,
            Person.erased_at.is_(None),
            Person.first_name_sealed.is_not(None),
        )
        .order_by(Person.id)
    )
    typed = f"{text} ".casefold()
    return [
        row
        for row in rows
        if (first := _first_name(vault, row)) and typed.startswith(f"{first} ".casefold())
    ]


def _first_name(vault: Vault, person: Person) -> str:
    try:
        return vault.open_text(person.first_name_sealed) if person.first_name_sealed else ""
    except SealBroken:
        return ""


def callers(
    session: Session,
    vault: Vault,
    people: Sequence[Person],
    platforms: Sequence[Platform],
    ask: Ask,
) -> list[Caller]:
    """These people with their names and teams. No transaction is open while the LMS is asked."""
    teams = select(Team.id, Team.name).where(Team.id.in_({row.team_id for row in people}))
    named = {row.id: row.name for row in session.execute(teams)}
    session.commit()
    known = _known_to_lms(people, platforms, ask)
    return [
        Caller(
            row,
            account.name if account and account.name else _first_name(vault, row),
            named.get(row.team_id, "") if row.team_id else "",
            account.email or "" if account else "",
            bool(account and account.name),
        )
        for row in people
        for account in [known.get(row.id)]
    ]


def _known_to_lms(
    people: Sequence[Person], platforms: Sequence[Platform], ask: Ask
) -> dict[int, LmsPerson]:
    found: dict[int, LmsPerson] = {}
    for platform in platforms:
        theirs = {
            row.lms_user_id: row.id
            for row in people
            if row.platform_id == platform.id and row.lms_user_id
        }
        try:
            api = ask(platform) if theirs else None
            accounts = api.find_people("id", list(theirs)) if api is not None else {}
        except (Refused, Unavailable, SealBroken):
            continue
        found |= {theirs[key]: row for key, row in accounts.items() if key in theirs}
    return found
