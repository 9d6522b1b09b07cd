"""What a roster would do, before anything is written: who comes, who changes, who leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Person, TeamManager
from lti_tool.services.roster.facts import Difference, Facts, Reader, differences, profile_field
from lti_tool.services.roster.matching import Known, Match, Matched
from lti_tool.services.roster.teams import Node
from lti_tool.services.roster.words import Vocabulary
from lti_tool.vault import Vault

# More leave at once than an ordinary month brings: then a person looks first.
GUARD_PEOPLE = 10
GUARD_SHARE = 5  # one in five


@dataclass(frozen=True, slots=True)
class Place:
    """Whose roster it is."""

    platform_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Authority:
    """What rows may do. ``hr``: they are HR's own. ``decides``: who is not in them leaves."""

    hr: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows without faults, matched, with who leads which team by line, and the tree as it is."""

    place: Place
    matched: Matched
    reader: Reader
    authority: Authority
    led: Mapping[int, set[Node]]
    known: Mapping[Node, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the roster: the facts as they are and as they would be."""

    match: Match
    before: Facts
    after: Facts

    @property
    def comes(self) -> bool:
        """Whether the person is not on the roster now."""
        return self.match.known is None or not self.match.known.on_roster

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What would change for who stays."""
        return () if self.comes else differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Draft:
    """All of it. ``outside`` counts rows of people whom another source would have to add;
    ``away`` those of people who had everything erased and stay away, a number that is told to
    nobody; ``unknown`` is what nobody has mapped, with how many people.
    """

    read: Reading
    lines: tuple[Line, ...]
    gone: tuple[Known, ...]
    away: int
    outside: int
    unknown: Counter[str]

    @property
    def comers(self) -> tuple[Line, ...]:
        """Who is new on the roster."""
        return tuple(line for line in self.lines if line.comes)

    @property
    def changed(self) -> tuple[Line, ...]:
        """Who stays and changes."""
        return tuple(line for line in self.lines if line.differences)

    @property
    def same(self) -> int:
        """How many rows change nothing.

        With those who stay away among them: told apart, a file of one line would be the way to
        ask whether somebody had everything erased.
        """
        return len(self.lines) - len(self.comers) - len(self.changed) + self.away

    @property
    def people_now(self) -> int:
        """How many are on the roster now."""
        return sum(person.on_roster for person in self.read.matched.people)

    @property
    def guarded(self) -> bool:
        """Whether so many would leave that a person must say that it is meant."""
        leaving = len(self.gone)
        return leaving >= GUARD_PEOPLE and leaving * GUARD_SHARE > self.people_now

    def fingerprint(self, vault: Vault) -> str:
        """The same for two drafts that would do the same."""
        lines = [
            (line.match.row.line, line.comes, [change.stable for change in line.differences])
            for line in self.lines
            if line.comes or line.differences
        ]
        return vault.fingerprint("draft", lines, [person.id for person in self.gone])


def make_draft(read: Reading) -> Draft:
    """What the rows would do; computes only."""
    away = [match for match in read.matched.matches if match.erased]
    matches = [match for match in read.matched.matches if not match.erased]
    inside = [match for match in matches if read.authority.decides or _is_on(match)]
    staying = {match.known.id for match in inside if match.known}
    gone = [person for person in read.matched.people if person.on_roster]
    return Draft(
        read=read,
        lines=tuple(_lines(read, inside)),
        gone=tuple(person for person in gone if person.id not in staying)
        if read.authority.decides
        else (),
        away=len(away),
        outside=len(matches) - len(inside),
        unknown=unknown_words(read.reader.words, said(read, [*inside, *away])),
    )


def _is_on(match: Match) -> bool:
    return match.known is not None and match.known.on_roster


def _lines(read: Reading, matches: Iterable[Match]) -> Iterator[Line]:
    for match in matches:
        before = read.reader.before(match.known)
        led = frozenset(read.led.get(match.row.line, ()))
        yield Line(match, before, read.reader.after(match, before, led))


def said(read: Reading, matches: Iterable[Match]) -> Iterator[str]:
    """What each row calls the person's work."""
    named = "function_group" in read.reader.columns
    for match in matches:
        yield match.row.cells["function_group"] if named else profile_field(match)


def unknown_words(words: Vocabulary, told: Iterable[str]) -> Counter[str]:
    """Words that nobody has mapped, with the number of people they are about."""
    return Counter(word for word in told if word and not words.knows(word))


def leads_of(
    session: Session, place: Place, nodes: Mapping[int, Node]
) -> dict[int, frozenset[Node]]:
    """Who of a platform leads which teams; one statement."""
    rows = session.execute(
        select(TeamManager.person_id, TeamManager.team_id)
        .join(Person, Person.id == TeamManager.person_id)
        .where(Person.platform_id == place.platform_id)
    )
    found: dict[int, set[Node]] = {}
    for person, team in rows:
        found.setdefault(person, set()).add(nodes[team])
    return {person: frozenset(led) for person, led in found.items()}
