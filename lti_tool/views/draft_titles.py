"""What the pages of the theme editor are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.draft_parts import ROWS, Part
from questionnaires.draft_edits import row_of


@dataclass(frozen=True, slots=True)
class Title:
    """What a page is called: in the language of the page, and what the theme itself says."""

    words: str
    own: str = ""


def title_of(document: Mapping[str, Any], part: Part) -> Title:
    """What a page is called."""
    if part.kind in ROWS:
        rows = document[ROWS[part.kind]]
        number = row_of(document, ROWS[part.kind], part.row)
        names = {
            "skill": _("Vaardigheid %(number)s", number=number + 1),
            "item": _("Vraag %(number)s", number=number + 1),
            "offer": _("Aanbod %(number)s", number=number + 1),
        }
        own = rows[number].get("titel") or rows[number].get("tekst") or ""
        return Title(names[part.kind], own)
    table = {
        "basis": _("Waar het thema over gaat"),
        "minima": _("Wat elke functiegroep nodig heeft"),
        "kit": _("Het teamgesprek"),
        "levels": _("De vier niveaus"),
        "set": _("Gedeelde antwoorden"),
    }
    return Title(table[part.kind])
