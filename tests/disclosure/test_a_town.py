"""A town of 350: what is shown of it, and what the audit says."""

from __future__ import annotations

import json
from itertools import count
from random import Random

import pytest

from questionnaires.audit import audit
from questionnaires.audit_certificate import Case
from questionnaires.disclosure import candidate_snapshot, organisation_only
from questionnaires.disclosure_people import Respondent
from tests.disclosure.town import Post, pack, places, respondent, setting

GROUPS = tuple(pack().minima)
SKILLS = tuple(skill.id for skill in pack().skills)


def town(prevalence: float, size: int = 350, teams: int = 38) -> list[Respondent]:
    """People in teams of unequal size, of whom about so many are below each minimum."""
    chance, rng = Random(7), Random(8)
    sizes = [min(team % 9 + 1, 25) for team in range(teams)]
    found = []
    for number in range(size):
        team = chance.choices(range(teams), sizes)[0]
        post = Post((f"afdeling {team % 6}", f"team {team}"), chance.choice(GROUPS))
        below = [skill for skill in SKILLS if rng.random() < prevalence]
        found.append(respondent(post.member(f"p{number}"), below, rng, rng.random() < 0.5))
    return found


def case(people: list[Respondent]) -> Case:
    members = [person.member for person in people]
    return Case(candidate_snapshot(setting(), places(members), people), setting(), members)


@pytest.mark.parametrize("prevalence", [0.02, 0.3, 0.98])
def test_a_usual_town_passes_whatever_the_outcomes(prevalence: float) -> None:
    seen = case(town(prevalence))
    audited = audit(seen, timer=count().__next__)
    assert audited.passed
    assert audited.snapshot == seen.document
    assert json.loads(json.dumps(audited.snapshot)) == audited.snapshot


def test_no_place_below_k_is_shown_and_no_count_of_who_is_below() -> None:
    figures = case(town(0.3)).document["skills"]
    shown = [place for skill in figures.values() for place in skill["places"]]
    assert min(place["n"] for place in shown) >= 8
    assert {"below", "count", "number"} & {key for place in shown for key in place} == set()


def test_what_is_hidden_depends_on_sizes_alone() -> None:
    few, many = (case(town(share)).document["skills"] for share in (0.02, 0.98))
    for skill in SKILLS:
        paths = [[place["path"] for place in seen[skill]["places"]] for seen in (few, many)]
        assert paths[0] == paths[1]


def test_only_the_organisation_is_left_when_the_audit_says_no() -> None:
    left = organisation_only(case(town(0.3)).document)
    assert all(place["path"] == [] for s in left["skills"].values() for place in s["places"])
    assert left["participation"]


def test_somebody_twice_is_refused() -> None:
    people = town(0.3, size=20, teams=2)
    with pytest.raises(ValueError, match="twice"):
        candidate_snapshot(setting(), [], [*people, people[0]])
