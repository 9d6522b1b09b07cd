"""From outcomes to what may be published: the candidate snapshot (DESIGN 6.4, 6.5).

A snapshot is plain JSON and the only thing that reports are made from. What it holds:

- ``level``: ``full``, ``organisation`` (no places, no groups) or ``participation``;
- ``participation``: numbers per place from 5 invited;
- ``skills``: per skill of the pack the places and function groups with ``n`` (of how many
  the skill asks something) and a band of those below the minimum;
- ``uptake``: places with a band of those who finished an offer, or None;
- ``items``: item statistics of the whole organisation, or None;
- ``trends``: figures beside those of an earlier quarter.

Bands are :meth:`questionnaires.disclosure_bands.Band.document`; a place or group that is
not there is hidden, because of sizes and never because of outcomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from questionnaires.disclosure_earlier import questions_told
from questionnaires.disclosure_figures import (
    group_figures,
    place_figures,
    skill_count,
    uptake_count,
)
from questionnaires.disclosure_people import (
    ORGANISATION,
    Earlier,
    Place,
    Respondent,
    Setting,
)
from questionnaires.disclosure_tree import people_of
from questionnaires.disclosure_trends import trends
from questionnaires.item_statistics import item_statistics
from questionnaires.participation import participation

SCHEMA = 1
FULL, ORGANISATION_ONLY, PARTICIPATION_ONLY = "full", "organisation", "participation"
Snapshot = dict[str, Any]


def _check(setting: Setting, respondents: Sequence[Respondent]) -> None:
    people = {respondent.member.person for respondent in respondents}
    if len(people) < len(respondents):
        raise ValueError("somebody is among the respondents twice")
    for respondent in respondents:
        for skill in respondent.below:
            if setting.minimum(respondent.member, skill) == 0:
                raise ValueError(f"below a minimum that does not exist: {skill}")


def _skill(
    setting: Setting, respondents: Sequence[Respondent], skill: str, earlier: Sequence[Earlier]
) -> Snapshot:
    count = skill_count(setting, respondents, skill, earlier)
    return {"places": place_figures(count, setting.k), "groups": group_figures(count, setting.k)}


def _items(
    setting: Setting, respondents: Sequence[Respondent], earlier: Sequence[Earlier]
) -> Snapshot | None:
    people = people_of(respondent.member for respondent in respondents)
    if questions_told(earlier, people, setting.k):
        return None
    return item_statistics(setting.pack, [respondent.answers for respondent in respondents])


def candidate_snapshot(
    setting: Setting,
    places: Sequence[Place],
    respondents: Sequence[Respondent],
    earlier: Sequence[Earlier] = (),
    outside_roster: int = 0,
) -> Snapshot:
    """What may be published of a cycle if the audit agrees.

    ``places`` is the whole tree of the frozen roster, the organisation included; ``earlier``
    are the published snapshots of the same skills. Raises ``ValueError`` when the figures do
    not reconcile.
    """
    _check(setting, respondents)
    members = [respondent.member for respondent in respondents]
    skills = {
        skill.id: _skill(setting, respondents, skill.id, earlier) for skill in setting.pack.skills
    }
    uptake = {"places": place_figures(uptake_count(respondents), setting.k)}
    return {
        "schema": SCHEMA,
        "level": FULL,
        "quarter": setting.quarter,
        "pack": {"id": setting.pack.id, "version": setting.pack.version},
        "roster": setting.roster,
        "k": setting.k,
        "participation": participation(places, [member.path for member in members]),
        "outside_roster": outside_roster,
        "skills": skills,
        "uptake": uptake if setting.shows_uptake else None,
        "items": _items(setting, respondents, earlier),
        "trends": trends(setting, members, skills, earlier),
    }


def _whole(figures: Mapping[str, Any]) -> Snapshot:
    places = [figure for figure in figures["places"] if figure["path"] == list(ORGANISATION)]
    return {**figures, "places": places} | ({"groups": []} if "groups" in figures else {})


def organisation_only(snapshot: Snapshot) -> Snapshot:
    """What is left to publish when the audit does not agree: no places, no groups, no trends.

    Participation stays as it is: it says nothing about outcomes.
    """
    uptake = snapshot["uptake"]
    return {
        **snapshot,
        "level": ORGANISATION_ONLY,
        "skills": {skill: _whole(figures) for skill, figures in snapshot["skills"].items()},
        "uptake": uptake and _whole(uptake),
        "trends": [],
    }


def participation_only(snapshot: Snapshot) -> Snapshot:
    """What is left when not even the organisation's figures may be published."""
    return {
        **snapshot,
        "level": PARTICIPATION_ONLY,
        "skills": {skill: {"places": [], "groups": []} for skill in snapshot["skills"]},
        "uptake": None,
        "items": None,
        "trends": [],
    }
