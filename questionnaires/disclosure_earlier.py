"""What earlier snapshots have told of the same skills, as the people whom a figure was about.

When questions come back, a new figure of nearly the same people would be a figure of the few
who came and went, for whoever takes it that the others did not change. So it is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from questionnaires.disclosure_people import Earlier
from questionnaires.disclosure_tree import People, nearly, people_of, told_apart


def _told(before: Earlier, skill: str) -> Iterator[People]:
    figures = before.document["skills"].get(skill, {"places": [], "groups": []})
    assessed = before.setting.assessed(before.members, skill)
    yield from told_apart(assessed, [tuple(figure["path"]) for figure in figures["places"]])
    for figure in figures["groups"]:
        yield people_of(member for member in assessed if member.group == figure["group"])


def told_before(earlier: Sequence[Earlier], skill: str) -> list[People]:
    """The people of every earlier figure of a skill, and of what subtraction leaves of them."""
    return [
        people
        for before in earlier
        for name in before.like(skill)
        for people in _told(before, name)
    ]


def questions_told(earlier: Sequence[Earlier], people: People, k: int) -> bool:
    """Whether item statistics were published before about nearly the same people."""
    told = [people_of(before.members) for before in earlier if before.document["items"]]
    return nearly(people, told, k)
