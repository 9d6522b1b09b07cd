"""A theme's own texts in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.i18n import SOURCE, language
from lti_tool.models import ThemePackRow
from questionnaires.packs import pack_from_document


@dataclass(frozen=True, slots=True)
class Title:
    """What a theme is called, and the language that this is in."""

    text: str
    language: str


def theme_title(row: ThemePackRow) -> Title:
    """The title in the language of this request, or the pack's own without a translation."""
    try:
        pack = pack_from_document(row.document).in_language(language())
    except (LookupError, TypeError, ValueError):
        # Older than this version can read: what is said about the cycle is that.
        return Title(row.title, SOURCE)
    return Title(pack.title, pack.language)
