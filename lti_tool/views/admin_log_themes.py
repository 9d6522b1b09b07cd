"""Lines of the log of changes about writing themes, in words."""

from __future__ import annotations

import re
from re import Match

from lti_tool.i18n import _


def theme_words(what: str) -> str:
    """A line in words; empty when it is about something else."""
    for pattern, say in ((DRAFT, _draft), (ASKED, _asked), (PUBLISHED, _published), (CAME, _came)):
        found = pattern.fullmatch(what)
        if found is not None:
            return say(found)
    return ""


def _draft(found: Match[str]) -> str:
    table = {
        "begun": _("Aan thema %(theme)s begonnen.", theme=found[1]),
        "thrown away": _("Thema in de maak weggegooid: %(theme)s.", theme=found[1]),
        "found good": _("Meegekeken met %(theme)s: het is goed zo.", theme=found[1]),
        "sent back": _("Meegekeken met %(theme)s: er moet nog iets anders.", theme=found[1]),
    }
    return table[found[2]]


def _asked(found: Match[str]) -> str:
    return _("Gevraagd om mee te kijken met %(theme)s.", theme=found[1])


def _published(found: Match[str]) -> str:
    theme, version, reason = found.group(1, 2, 3)
    if reason:
        return _(
            "Thema %(theme)s %(version)s gepubliceerd zonder meekijken. Reden: %(reason)s",
            theme=theme,
            version=version,
            reason=reason,
        )
    return _("Thema %(theme)s %(version)s gepubliceerd.", theme=theme, version=version)


def _came(found: Match[str]) -> str:
    parts, theme, version = found.group(1, 2, 3)
    if parts:
        return _("Overgenomen uit thema %(theme)s %(version)s.", theme=theme, version=version)
    return _("Thema %(theme)s %(version)s bewaard uit een bestand.", theme=theme, version=version)


DRAFT = re.compile(r"draft of theme (\S+) (begun|thrown away|found good|sent back)")
ASKED = re.compile(r"review of theme (\S+) asked")
PUBLISHED = re.compile(r"theme (\S+) (\S+) published, (?:reviewed|not reviewed: (.+))", re.DOTALL)
CAME = re.compile(r"(parts of )?theme (\S+) (\S+) (?:imported|taken over)")
