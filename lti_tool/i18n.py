"""Translating, typed: the library's own functions have no types."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask_babel import gettext

SOURCE = "nl"
CATALOGS = Path(__file__).parent / "translations"


def _(text: str, **values: object) -> str:
    """The text in the language of this request, with ``%(name)s`` filled in from ``values``."""
    return str(gettext(text, **values))


@cache
def _translated() -> frozenset[str]:
    return frozenset(path.parts[-3] for path in CATALOGS.glob("*/LC_MESSAGES/messages.mo"))


def spoken(locale: str) -> str:
    """The language in which the tool answers a locale: one that it has texts in."""
    language = locale[:2].lower()
    return language if language in _translated() else SOURCE
