"""The own results over the quarters, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.services.own_data import Round
from lti_tool.views.models import level_name
from lti_tool.views.wording import quarter_name, status_text
from questionnaires.model import SkillOutcome, ThemePack


@dataclass(frozen=True, slots=True)
class PastSkill:
    """One skill of a quarter; ``level`` is empty where there is none to tell."""

    title: str
    level: str
    needed: str
    label: str


@dataclass(frozen=True, slots=True)
class PastQuarter:
    """One quarter; without ``skills`` when the outcome has had its time."""

    name: str
    theme: str
    theme_lang: str
    done_at: datetime
    skills: Sequence[PastSkill]


def past_quarters(rounds: Iterable[Round]) -> list[PastQuarter]:
    """The scans that were done, the latest first."""
    found = []
    for row in rounds:
        scan = row.sheet.scan
        if scan is not None and scan.submitted_at is not None:
            found.append(_quarter(row, scan.submitted_at))
    return found[::-1]


def _quarter(row: Round, done_at: datetime) -> PastQuarter:
    pack = row.sheet.pack
    return PastQuarter(
        name=quarter_name(row.sheet.cycle.quarter),
        theme=pack.title,
        theme_lang=pack.language,
        done_at=done_at,
        skills=[_skill(pack, skill) for skill in row.outcome.skills] if row.outcome else [],
    )


def _skill(pack: ThemePack, outcome: SkillOutcome) -> PastSkill:
    unknown = outcome.status == "onbekend"
    return PastSkill(
        title=pack.skill(outcome.skill).title,
        level="" if unknown else level_name(pack, outcome.level) or "",
        needed=level_name(pack, outcome.minimum) or "" if outcome.minimum else "",
        label=status_text(outcome.status).label,
    )
