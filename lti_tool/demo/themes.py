"""Which theme belongs to which round; each is read once."""

from __future__ import annotations

from functools import cache

from questionnaires.model import ThemePack
from questionnaires.packs import load_pack, shipped_packs

THEMES = {"last": "veilig-digitaal", "running": "teams-samenwerken", "coming": "ai-geletterdheid"}


@cache
def theme(which: str) -> ThemePack:
    """The theme of the "last", the "running" or the "coming" round."""
    return load_pack(shipped_packs()[THEMES[which]])
