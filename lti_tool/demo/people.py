"""The people of Gemeente Voorbeeldstad: 364 in 38 teams of 6 departments, always the same."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from lti_tool.demo.departments import TEAMS
from lti_tool.demo.names import first_names, last_names

SEED = 20261
COLUMNS = (
    "lms_user_id",
    "department",
    "team",
    "function_group",
    "manages_team",
    "excused",
    "first_name",
)
FIRST_ID = 101
LEADS_FROM = 4


@dataclass(frozen=True, slots=True)
class MadePerson:
    """Somebody who does not exist. ``leads`` are teams or departments, as the roster has them."""

    id: int
    given: str
    family: str
    department: str
    team: str
    group: str
    work: str
    leads: tuple[str, ...] = field(default=())

    @property
    def username(self) -> str:
        """The name of the account; several people can share a name, so the number is in it."""
        plain = unicodedata.normalize("NFKD", f"{self.given}.{self.family}".replace("ı", "i"))
        letters = plain.encode("ascii", "ignore").decode().lower()
        return f"{re.sub(r'[^a-z.]', '', letters)}{self.id}"

    @property
    def email(self) -> str:
        """An address that cannot exist."""
        return f"{self.username}@voorbeeldstad.example"

    @property
    def idnumber(self) -> str:
        """The staff number."""
        return f"V{self.id:04}"


@dataclass(frozen=True, slots=True)
class Cast:
    """One of the few whom a visitor can be; ``number`` counts within the team, from 0."""

    team: str
    number: int
    given: str
    family: str
    shelf: str
    key: str


EMPLOYEES = "Een medewerker die de scan nog niet deed"
OTHERS = "Een andere rol"
CAST = (
    Cast("Publieksbalie", 3, "Fatima", "El Amrani", EMPLOYEES, "balie-kcc"),
    Cast("Groen", 3, "Henk", "Verhoeven", EMPLOYEES, "buitendienst"),
    Cast("Ruimtelijk beleid", 3, "Sanne", "de Wit", EMPLOYEES, "beleid"),
    Cast("Wmo", 3, "Marloes", "Janssen", EMPLOYEES, "sociaal-domein"),
    Cast("Toezicht", 3, "Tarik", "Yıldız", EMPLOYEES, "vergunning-handhaving"),
    Cast("Jeugd", 0, "Ingrid", "Peeters", EMPLOYEES, "leidinggevende"),
    Cast("Functioneel beheer", 3, "Daan", "Bakker", EMPLOYEES, "ict-informatie"),
    Cast("Financiën", 3, "Yvonne", "Smeets", EMPLOYEES, "bestuur-ondersteuning"),
    Cast("Klantcontactcentrum", 3, "Rachid", "Benali", EMPLOYEES, "halfway"),
    Cast("Wegen en riool", 3, "Lotte", "van Dijk", OTHERS, "done"),
    Cast("Wmo", 0, "Karin", "Hendriks", OTHERS, "manager"),
    Cast("HR", 1, "Mila", "Kuijpers", OTHERS, "coordinator"),
)
NOT_DONE = frozenset(cast.key for cast in CAST if cast.shelf == EMPLOYEES)


def _teams() -> Iterator[tuple[str, int, MadePerson]]:
    """(team, number in the team, person without a name)."""
    number = FIRST_ID
    for department, teams in TEAMS.items():
        for position, (team, size, group, work) in enumerate(teams):
            for place in range(size):
                leads = _leads(department, team, position, place, size)
                yield (
                    team,
                    place,
                    MadePerson(
                        id=number,
                        given="",
                        family="",
                        department=department,
                        team=team,
                        group="leidinggevende" if leads else group,
                        work=_work(leads, team, department, work),
                        leads=leads,
                    ),
                )
                number += 1


def _leads(department: str, team: str, position: int, place: int, size: int) -> tuple[str, ...]:
    # The head of a department sits in its first team; small teams have no leader of their own.
    head = (department,) if position == 0 and place == 0 else ()
    first = 1 if position == 0 else 0
    leader = (f"{department}/{team}",) if place == first and size >= LEADS_FROM else ()
    return head + leader


def _work(leads: tuple[str, ...], team: str, department: str, work: str) -> str:
    if department in leads:
        return f"afdelingshoofd {department}"
    return f"teamleider {team}" if leads else work


def everybody() -> tuple[MadePerson, ...]:
    """All 364, in a fixed order with fixed names."""
    chance = Random(SEED)
    firsts, lasts = first_names(), last_names()
    cast = {(entry.team, entry.number): entry for entry in CAST}
    people = []
    for team, place, person in _teams():
        given, family = chance.choice(firsts), chance.choice(lasts)
        known = cast.get((team, place))
        if known is not None:
            given, family = known.given, known.family
        people.append(replace(person, given=given, family=family))
    return tuple(people)


def cast_ids() -> dict[str, int]:
    """Who of the cast has which account."""
    numbers = {(team, place): person.id for team, place, person in _teams()}
    return {entry.key: numbers[entry.team, entry.number] for entry in CAST}


def roster_csv(people: Iterable[MadePerson], excused: frozenset[int]) -> bytes:
    """The roster file that an L&D colleague would upload."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for person in people:
        away = "ja" if person.id in excused else ""
        led = "|".join(person.leads)
        rows.writerow(
            [person.id, person.department, person.team, person.group, led, away, person.given]
        )
    return text.getvalue().encode()
