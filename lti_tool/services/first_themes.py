"""The themes that come with Themascan, for an organisation that has yet to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.i18n import language
from lti_tool.models import ThemePackRow
from lti_tool.services.hand import Hand
from lti_tool.services.themes import import_theme
from questionnaires.model import ThemePack
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.timing import estimated_minutes


@dataclass(frozen=True, slots=True)
class Shipped:
    """A theme to choose; ``minutes`` is for the function group that takes longest."""

    id: str
    title: str
    summary: str
    minutes: int
    language: str
    taken: bool


@cache
def _packs() -> dict[str, ThemePack]:
    return {key: load_pack(text) for key, text in shipped_packs().items()}


def shipped_themes(session: Session, organisation_id: int) -> Sequence[Shipped]:
    """Each theme that comes with Themascan, and whether the organisation has it."""
    mine = select(ThemePackRow.pack_id).where(ThemePackRow.organisation_id == organisation_id)
    taken = set(session.scalars(mine))
    return [_shown(pack.in_language(language()), taken) for pack in _packs().values()]


def _shown(pack: ThemePack, taken: set[str]) -> Shipped:
    minutes = estimated_minutes(pack)
    return Shipped(pack.id, pack.title, pack.summary, minutes, pack.language, pack.id in taken)


def take_theme(session: Session, hand: Hand, theme: str) -> bool:
    """Import one of those themes, with a line in the log; False when there is no such."""
    text = shipped_packs().get(theme)
    if text is None:
        return False
    session.add(hand.line(f"theme {theme} taken into use"))
    import_theme(session, hand.organisation_id, text, theme, hand.now)
    session.commit()
    return True
