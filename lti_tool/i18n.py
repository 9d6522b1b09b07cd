"""Translating, typed: the library's own functions have no types."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import g
from flask_babel import get_locale, gettext, refresh
from werkzeug.datastructures import LanguageAccept

SOURCE = "nl"
CATALOGS = Path(__file__).parent / "translations"
# Each language in its own words, so that whoever reads no other finds it.
NAMES = {"nl": "Nederlands", "en": "English"}


def _(text: str, **values: object) -> str:
    """The text in the language of this request, with ``%(name)s`` filled in from ``values``."""
    return str(gettext(text, **values))


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are texts in, the source first."""
    made = {path.parts[-3] for path in CATALOGS.glob("*/LC_MESSAGES/messages.mo")}
    return (SOURCE, *sorted(made))


def spoken(locale: str) -> str:
    """The language in which the tool answers a locale: one that it has texts in."""
    language = locale[:2].lower()
    return language if language in languages() else SOURCE


def wished(accepted: LanguageAccept) -> str:
    """The language that suits the ``Accept-Language`` of a browser best."""
    return accepted.best_match(languages(), default=SOURCE)


def speak(locale: str) -> None:
    """Answer this request in the language of a locale, for somebody who has no visit yet."""
    g.spoken = spoken(locale)
    refresh()


def language() -> str:
    """The language of this request; outside a request that of the source."""
    locale = get_locale()
    return SOURCE if locale is None else str(locale.language)
