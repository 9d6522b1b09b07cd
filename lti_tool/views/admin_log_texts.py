"""Lines of the log of changes about texts and the logo of an organisation, in words."""

from __future__ import annotations

import re

from lti_tool.i18n import _, language
from lti_tool.services.text_rules import text_names
from lti_tool.views.text_words import name_and_moment

TEXT = re.compile(r"text (\w+) in (nl|en) (changed|is the standard again)")


def text_words(what: str) -> str:
    """A line in words; empty when it is about something else."""
    if what in ("logo put up", "logo taken away"):
        return _("Logo geplaatst.") if what == "logo put up" else _("Logo weggehaald.")
    found = TEXT.fullmatch(what)
    if found is None or found[1] not in text_names():
        return ""
    name = name_and_moment(found[1], language())[0]
    table = {
        ("nl", "changed"): _("Nederlandse tekst veranderd: %(name)s.", name=name),
        ("en", "changed"): _("Engelse tekst veranderd: %(name)s.", name=name),
    }
    again = {
        "nl": _("Terug naar de Nederlandse standaardtekst: %(name)s.", name=name),
        "en": _("Terug naar de Engelse standaardtekst: %(name)s.", name=name),
    }
    return table.get((found[2], found[3]), again[found[2]])
