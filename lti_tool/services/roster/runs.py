"""How the last run of a platform's roster went, in codes and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.models import RosterSetting
from lti_tool.services.roster.drafting import Place

# done: as it should; guarded: a person must look; empty, down and refused: nothing changed.
RESULTS = ("done", "guarded", "empty", "down", "refused", "back")


def setting_of(session: Session, platform_id: int) -> RosterSetting:
    """The platform's setting, added with the defaults when there is none yet."""
    setting = session.get(RosterSetting, platform_id)
    if setting is None:
        setting = RosterSetting(
            platform_id=platform_id,
            source="csv",
            cohorts="",
            course="",
            last_source="",
            last_result="",
            figures={},
        )
        session.add(setting)
    return setting


def note_run(
    session: Session,
    place: Place,
    source: str,
    result: str,
    now: datetime,
    figures: Mapping[str, int] | None = None,
    *,
    moved: bool = False,
) -> None:
    """Write down how a run went; the caller commits. ``moved``: there is a step back now."""
    setting = setting_of(session, place.platform_id)
    setting.last_source, setting.last_result, setting.last_at = source, result, now
    setting.figures = dict(figures or {})
    if moved:
        setting.step_back_from = now
