"""Made-up organisations for Hypothesis: awkward ones rather than usual ones."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from questionnaires.disclosure_people import Member
from tests.disclosure.town import LEAD, Post, pack

SKILLS = tuple(skill.id for skill in pack().skills)
GROUPS = tuple(group for group in pack().minima if group != LEAD)
TEAM_SIZES = (1, 2, 3, 5, 7, 8, 9, 10, 12, 16, 24, 31)
PREVALENCES = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
Below = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Team:
    """A team of one kind of work, with a manager who may be the only one of that group."""

    department: int
    number: int
    size: int
    group: str
    led: bool

    def posts(self) -> list[Post]:
        """Where each of its people stands on the roster."""
        path = (f"afdeling {self.department}", f"team {self.number}")
        lead = [Post(path, LEAD)] if self.led else []
        return lead + [Post(path, self.group)] * (self.size - len(lead))


@st.composite
def posts(draw: st.DrawFn, departments: int = 3, teams: int = 5) -> list[Post]:
    """Everybody's place: heads at departments, people without a group or team, odd jobs."""
    found: list[Post] = []
    for department in range(draw(st.integers(1, departments))):
        usual = draw(st.sampled_from(GROUPS))
        for number in range(draw(st.integers(0, teams))):
            group = draw(st.sampled_from([usual, usual, usual, *GROUPS]))
            size = draw(st.sampled_from(TEAM_SIZES))
            found += Team(department, number, size, group, draw(st.booleans())).posts()
        heads = draw(st.sampled_from([0, 1, 1, 9]))
        found += [Post((f"afdeling {department}",), LEAD)] * heads
    found += [Post((), draw(st.sampled_from(GROUPS)))] * draw(st.integers(0, 2))
    return found + [Post(p.path, None, p.group or "") for p in found[: draw(st.integers(0, 2))]]


def members(found: list[Post]) -> list[Member]:
    """A member at each post, with keys that stay the same over quarters."""
    return [post.member(f"p{number}") for number, post in enumerate(found)]


@st.composite
def results(draw: st.DrawFn, people: list[Member]) -> Below:
    """Who is below in which skill: by chance, and whole teams that are alike."""
    rng = Random(draw(st.integers(0, 2**32)))
    below: dict[str, set[str]] = {member.person: set() for member in people}
    for skill in SKILLS:
        prevalence = draw(st.sampled_from(PREVALENCES))
        alike = draw(st.booleans())
        teams = {path: rng.random() < prevalence for path in sorted({m.path for m in people})}
        for member in people:
            own = rng.random() < (0.05 if alike else prevalence)
            if own or (alike and teams[member.path]):
                below[member.person].add(skill)
    return {person: frozenset(skills) for person, skills in below.items()}


@st.composite
def reorganised(draw: st.DrawFn, before: list[Post]) -> list[Member]:
    """The next time the pack is there: some moved, some left, some are new."""
    rng = Random(draw(st.integers(0, 2**32)))
    moves = draw(st.sampled_from([0.0, 0.05, 0.3]))
    leaves = draw(st.sampled_from([0.0, 0.03, 0.2]))
    paths = sorted({post.path for post in before})
    found = []
    for number, post in enumerate(before):
        if rng.random() >= leaves:
            path = rng.choice(paths) if rng.random() < moves else post.path
            found.append(Post(path, post.group, post.works_as).member(f"p{number}"))
    new = range(draw(st.integers(0, 12)) if before else 0)
    return found + [rng.choice(before).member(f"new{number}") for number in new]
