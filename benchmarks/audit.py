"""How long it takes to count and to audit a quarter, by the number of respondents.

Made-up people in teams of 1 to 9 within departments, answers drawn by chance, the shipped
pack about Teams. Counting is what closing does after unsealing; the audit is what stands
between closing and publishing. One process, no database; the time is that of the wall.

    python -m benchmarks.audit [--people 350 2000 10000] [--below 0.3] [--back]

`--back` audits a second quarter with the same pack, in which one in ten people changed.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Sequence
from random import Random
from time import perf_counter

from questionnaires.audit import audit
from questionnaires.audit_certificate import Case
from questionnaires.disclosure import candidate_snapshot
from questionnaires.disclosure_people import Earlier, Respondent
from tests.disclosure.town import Post, pack, places, respondent, setting

GROUPS = tuple(pack().minima)
SKILLS = tuple(skill.id for skill in pack().skills)
A_TEAM, A_DEPARTMENT = 9, 20
FIRST, SECOND = "2026-Q3", "2026-Q4"


def staff(size: int, chance: Random) -> list[Post]:
    """Where everybody works: teams of unequal size, six departments or more."""
    teams = max(size // A_TEAM, 1)
    departments = max(teams // A_DEPARTMENT, 6)
    sizes = [team % A_TEAM + 1 for team in range(teams)]
    drawn = chance.choices(range(teams), sizes, k=size)
    return [
        Post((f"afdeling {team % departments}", f"team {team}"), chance.choice(GROUPS))
        for team in drawn
    ]


def people(posts: Sequence[Post], first: int, below: float, chance: Random) -> list[Respondent]:
    """Somebody at every post; keys count from ``first``."""
    found = []
    for number, post in enumerate(posts, start=first):
        wrong = [skill for skill in SKILLS if chance.random() < below]
        member = post.member(f"p{number}")
        found.append(respondent(member, wrong, chance, chance.random() < 0.5))
    return found


def measure(found: list[Respondent], quarter: str, earlier: Sequence[Earlier]) -> Earlier:
    """Count, audit, and print what each took."""
    now, members = setting(quarter=quarter), [person.member for person in found]
    began = perf_counter()
    document = candidate_snapshot(now, places(list(members)), found, earlier)
    counted = perf_counter()
    done = audit(Case(document, now, members, earlier), perf_counter)
    took = perf_counter() - counted
    checked = done.certificate["checked"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(found)} respondents, {quarter}: counted in {counted - began:.1f} s, "
        f"audited in {took:.1f} s ({done.certificate['verdict']}, "
        f"{max(row['classes'] for row in checked)} classes, "
        f"{sum(row['worlds'] for row in checked)} worlds, "
        f"{len(done.certificate['places']['shown'])} places shown, "
        f"{len(done.certificate['places']['hidden'])} hidden, peak {peak:.0f} MB)",
        flush=True,
    )
    return Earlier(done.snapshot, now, tuple(members))


def changed(found: list[Respondent], below: float, chance: Random) -> list[Respondent]:
    """The same posts a year later: one in ten has somebody new, and all answer anew."""
    members = [person.member for person in found]
    posts = [Post(m.path, m.group, m.works_as) for m in members]
    later = people(posts, len(found), below, chance)
    return [
        new if number % 10 == 0 else respondent(old, new.below, chance, new.finished)
        for number, (old, new) in enumerate(zip(members, later, strict=True))
    ]


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[350, 2000, 10_000])
    parser.add_argument("--below", type=float, default=0.3)
    parser.add_argument("--back", action="store_true")
    asked = parser.parse_args()
    for size in asked.people:
        chance = Random(size)
        found = people(staff(size, chance), 0, asked.below, chance)
        first = measure(found, FIRST, ())
        if asked.back:
            measure(changed(found, asked.below, chance), SECOND, [first])


if __name__ == "__main__":
    main()
