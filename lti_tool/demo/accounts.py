"""The accounts of the practice LMS: everybody, and the few whom a visitor can be."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lti_tool.demo.people import CAST, EMPLOYEES, OTHERS, MadePerson, cast_ids
from lti_tool.practice.tables import Account

ADMIN, TRAINER = 2, 11
ABOUT = {
    "leidinggevende": "Leidt team Jeugd en deed de scan nog niet. Kies straks 'Mijn scan'.",
    "halfway": "Was halverwege de scan toen de telefoon ging. De antwoorden zijn bewaard.",
    "done": "Deed de scan vorige week al. Zo ziet een uitslag er later uit.",
    "manager": "Leidt het Sociaal domein. Ziet cijfers over teams, nooit over een persoon.",
    "coordinator": "Regelt bij HR het aanbod en volgt de ronde.",
}
STAFF = (
    {
        "id": ADMIN,
        "username": "beheer",
        "given_name": "Bo",
        "family_name": "Beheer",
        "email": "beheer@voorbeeldstad.example",
        "work": "beheerder van het leerplein",
        "site_role": "admin",
        "group": OTHERS,
        "place": 102,
        "about": "Beheert het leerplein en de instellingen van Themascan.",
    },
    {
        "id": TRAINER,
        "username": "trainer",
        "given_name": "Joris",
        "family_name": "van Loon",
        "email": "trainer@voorbeeldstad.example",
        "work": "trainer digitale vaardigheden",
        "site_role": "trainer",
        "group": OTHERS,
        "place": 101,
        "about": "Geeft de workshops. Ziet in het leerplein wie er in een cursus zit.",
    },
)


def add_accounts(session: Session, people: Iterable[MadePerson]) -> None:
    """Everybody, the few that a visitor can be with a word about them."""
    told = {number: _told(key) for key, number in cast_ids().items()}
    rows = [_account(person, *told.get(person.id, ("", "", 0))) for person in people]
    session.execute(insert(Account), [*rows, *STAFF])


def _told(key: str) -> tuple[str, str, int]:
    place = next(number for number, entry in enumerate(CAST, start=1) if entry.key == key)
    shelf = CAST[place - 1].shelf
    usual = "Heeft de scan nog niet gedaan."
    return shelf, ABOUT.get(key, usual if shelf == EMPLOYEES else ""), place


def _account(person: MadePerson, shelf: str, about: str, place: int) -> dict[str, object]:
    return {
        "id": person.id,
        "username": person.username,
        "given_name": person.given,
        "family_name": person.family,
        "email": person.email,
        "idnumber": person.idnumber,
        "work": f"{person.work}, {person.team}",
        "function_group": person.group,
        "site_role": "person",
        "group": shelf,
        "about": about,
        "place": place,
    }
