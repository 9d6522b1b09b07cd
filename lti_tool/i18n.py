"""Translating, typed: the library's own functions have no types."""

from __future__ import annotations

from flask_babel import gettext


def _(text: str, **values: object) -> str:
    """The text in the language of this request, with ``%(name)s`` filled in from ``values``."""
    return str(gettext(text, **values))
