"""The bands of one thing that is true of some people and not of others, per place and group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questionnaires.disclosure_bands import THIRDS, band_of, scale_of_place
from questionnaires.disclosure_earlier import told_before
from questionnaires.disclosure_people import (
    ORGANISATION,
    Earlier,
    Member,
    Respondent,
    Setting,
)
from questionnaires.disclosure_tree import People, members_below, shown_groups, shown_places

UPTAKE = "uptake"


@dataclass(frozen=True, slots=True)
class Count:
    """Something that is true of ``yes`` and not of the others among ``members``.

    ``told`` are the people of each figure that was published about the same before.
    """

    members: Sequence[Member]
    yes: frozenset[str]
    told: Sequence[People] = ()

    def figure(self, members: Collection[Member], scale: str) -> dict[str, Any]:
        """The size of a part of the members, and the band of the share of which it is true."""
        yes = sum(member.person in self.yes for member in members)
        band = band_of(Fraction(yes, len(members)), scale)
        return {"n": len(members), "band": band.document()}


def skill_count(
    setting: Setting, respondents: Sequence[Respondent], skill: str, earlier: Sequence[Earlier]
) -> Count:
    """Who is below the minimum, among those of whom the skill asks something."""
    assessed = setting.assessed([r.member for r in respondents], skill)
    below = frozenset(r.member.person for r in respondents if skill in r.below)
    return Count(assessed, below, told_before(earlier, skill))


def uptake_count(respondents: Sequence[Respondent]) -> Count:
    """Who finished at least one offer; never split by what was required."""
    finished = frozenset(r.member.person for r in respondents if r.finished)
    return Count([r.member for r in respondents], finished)


def place_figures(count: Count, k: int) -> list[dict[str, Any]]:
    """A figure per shown place, the organisation first: ``path``, ``n``, ``band``."""
    figures = []
    here = members_below(count.members)
    for place in sorted(shown_places(count.members, k, count.told)):
        scale = scale_of_place(len(here[place]), whole=place == ORGANISATION)
        figures.append({"path": list(place), **count.figure(here[place], scale)})
    return figures


def group_figures(count: Count, k: int) -> list[dict[str, Any]]:
    """A figure per shown function group of the organisation: ``group``, ``n``, ``band``.

    Always in thirds, whatever the size: function groups cut across the places, and with finer
    steps the audit found people who could be worked out from the two together.
    """
    figures = []
    for group in sorted(shown_groups(count.members, k, count.told)):
        here = [m for m in count.members if m.group == group]
        figures.append({"group": group, **count.figure(here, THIRDS)})
    return figures
