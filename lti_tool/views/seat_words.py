"""Words for places at workshops, in one place so that every page says the same."""

from __future__ import annotations

from lti_tool.i18n import _


def seat_text(state: str) -> str:
    """What somebody has at a session."""
    table = {
        "placed": _("je hebt een plek"),
        "waiting": _("je staat op de wachtlijst"),
        "left": _("je hebt je afgemeld of je plek geruild"),
    }
    return table[state]


def told_text(kind: str) -> str:
    """What somebody was told about a place."""
    table = {
        "placed": _("Bericht: je hebt een plek"),
        "waiting": _("Bericht: je staat op de wachtlijst"),
        "promoted": _("Bericht: er kwam een plek vrij"),
        "changed": _("Bericht: tijd of plaats is veranderd"),
        "cancelled": _("Bericht: het gaat niet door"),
    }
    return table[kind]
