"""What the pages of the theme editor are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.draft_parts import ROWS, Part, used_sets
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
    if part.kind == "set":
        return _title_of_set(document, part.row)
    table = {
        "basis": _("Waar het thema over gaat"),
        "minima": _("Wat elke functiegroep nodig heeft"),
        "kit": _("Het teamgesprek"),
        "levels": _("De vier niveaus"),
    }
    return Title(table[part.kind])


def _title_of_set(document: Mapping[str, Any], name: str) -> Title:
    sets = used_sets(document)
    answers = [row["tekst"] for row in document["optiesets"][name] if row["tekst"]]
    if len(sets) < 2:
        return Title(_("Gedeelde antwoorden"))
    number = sets.index(name) + 1 if name in sets else len(sets) + 1
    return Title(_("Gedeelde antwoorden %(number)s", number=number), " / ".join(answers))
