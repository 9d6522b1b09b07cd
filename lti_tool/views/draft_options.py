"""What can be chosen on the pages of the theme editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lti_tool.i18n import _
from questionnaires.drafting import Document

Groups = Sequence[tuple[str, str]]
Options = Sequence[tuple[Any, str]]
LEVELS = range(4)


def point_words(value: Any) -> str:
    """What points mean."""
    if value == 1:
        return _("Beste antwoord (1)")
    if value == 0:
        return _("Niet goed (0)")
    return _("Deels goed (%(points)s)", points=str(float(value)).replace(".", ","))


def item_kinds() -> Options:
    """The kinds of questions."""
    return [
        ("zelf", _("Wat iemand zelf denkt te kunnen")),
        ("kennis", _("Kennis: één antwoord klopt")),
        ("situatie", _("Situatie: wat doe je?")),
    ]


def item_roles() -> Options:
    """When a question is asked."""
    return [
        ("kern", _("Altijd")),
        ("extra", _("Alleen als iemand net onder het minimum zit")),
    ]


def level_options(document: Document) -> Options:
    """The four levels."""
    names = {row["id"]: row["naam"] for row in document["niveaus"]}
    return [(level, f"{level} {names.get(level, '')}".strip()) for level in LEVELS]


def known_groups(groups: Groups, chosen: Sequence[str]) -> Options:
    """The function groups, and those that only the draft knows."""
    codes = {code for code, _name in groups}
    return [*groups, *((code, code) for code in chosen if code not in codes)]


def offer_kinds() -> Options:
    """The kinds of offers."""
    return [
        ("microlearning", _("Korte training")),
        ("workshop", _("Workshop")),
        ("tip", _("Tip")),
        ("inloop", _("Inloop")),
        ("masterclass", _("Masterclass")),
    ]
