"""What the answers say about the questions, and what to do about a weak one.

Notes are those of :mod:`questionnaires.item_statistics`. Where their thresholds come from:
a correlation under 0.2 marks a question to rewrite or to leave out (Ebel & Frisbie, Essentials
of Educational Measurement, 1991, who also call questions with nearly all or nearly none right
of little use); 0.7 for alpha is Nunnally's rule of thumb for early research (Psychometric
Theory, 1978), which four questions seldom reach. 90 and 20 % right and 30 % "weet ik niet"
are choices of this tool, to be looked at again after a pilot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti_tool.i18n import _
from lti_tool.services.report_tables import Cell, Column, Table, table
from lti_tool.services.report_words import NO_FIGURE, Names, band_words
from lti_tool.services.reports import Published
from questionnaires.disclosure_bands import band_from_document
from questionnaires.model import Item

Figures = Mapping[str, Any]
ALPHA_ENOUGH = 0.7
NOTES = ("easy", "hard", "unknown_to_many", "apart")


def decimal(value: float | None) -> str:
    """A correlation or alpha with its one decimal, in the manner of the page's language."""
    if value is None:
        return NO_FIGURE
    return _("0,%(digit)s", digit=round(value * 10))


def _text(names: Names, item_id: str) -> str:
    try:
        return names.pack.item(item_id).text
    except KeyError:
        return item_id


def _seconds(value: int | None) -> str:
    return NO_FIGURE if value is None else f"{value}\N{NO-BREAK SPACE}s"


def note_name(note: str) -> str:
    """What stands out, in a few words."""
    words = {
        "easy": _("bijna iedereen goed"),
        "hard": _("bijna niemand goed"),
        "unknown_to_many": _("vaak 'weet ik niet'"),
        "apart": _("past slecht bij de rest"),
    }
    return words[note]


def note_names(figures: Figures) -> str:
    """All that stands out about a question."""
    return ", ".join(note_name(note) for note in NOTES if note in figures["notes"])


def _row(names: Names, figures: Figures) -> tuple[Cell, ...]:
    return (
        _text(names, figures["item"]),
        names.skill(figures["skill"]),
        _("minstens %(count)s", count=figures["answers"]),
        band_words(band_from_document(figures["points"])),
        band_words(band_from_document(figures["dont_know"])),
        decimal(figures["item_rest"]),
        note_names(figures) or _("niets bijzonders"),
    )


def item_table(found: Published, names: Names) -> Table:
    """A row per question, over the whole organisation. Empty when nothing was published.

    With the median time at the end where times were measured.
    """
    columns = [
        Column(_("Vraag"), "own"),
        Column(_("Onderdeel"), "own"),
        Column(_("Antwoorden")),
        Column(_("Goed")),
        Column(_("Weet ik niet")),
        Column(_("Samenhang")),
        Column(_("Valt op")),
    ]
    items = (found.document["items"] or {"items": ()})["items"]
    rows = [_row(names, figures) for figures in items]
    if any(figures["seconds"] is not None for figures in items):
        columns.append(Column(_("Tijd")))
        times = [_seconds(figures["seconds"]) for figures in items]
        rows = [(*row, time) for row, time in zip(rows, times, strict=True)]
    return table("items", _("De vragen"), columns, rows)


def alpha_table(found: Published, names: Names) -> Table:
    """Alpha per skill: whether its questions belong together."""
    columns = [Column(_("Onderdeel"), "own"), Column(_("Alfa")), Column(_("Wat dat zegt"))]
    alphas = (found.document["items"] or {"alpha": {}})["alpha"]
    rows = (
        (skill.title, decimal(alphas[skill.id]), _alpha_words(alphas[skill.id]))
        for skill in names.pack.skills
        if skill.id in alphas
    )
    return table("alpha", _("Horen de vragen van een onderdeel bij elkaar?"), columns, rows)


def _alpha_words(alpha: float | None) -> str:
    if alpha is None:
        return _("te weinig antwoorden om iets te zeggen")
    if alpha >= ALPHA_ENOUGH:
        return _("de vragen meten samen hetzelfde")
    return _("de vragen meten deels iets anders; met vier vragen is dat gewoon")


def _asked_of_oneself(note: str) -> str:
    """What to do about a question in which people judge themselves."""
    words = {
        "easy": _(
            "Bijna iedereen zegt dit te kunnen. Vraag naar iets wat lastiger is, of laat de "
            "vraag weg."
        ),
        "hard": _(
            "Bijna niemand zegt dit te kunnen. Gebruiken jullie dit wel? Zo ja: zet dit "
            "bovenaan in de training. Zo nee: laat de vraag weg."
        ),
    }
    return words.get(note, "")


def _asked_to_know(note: str) -> str:
    """What to do about a question with right and wrong answers."""
    words = {
        "easy": _(
            "Te makkelijk, of het goede antwoord valt te raden. Maak de foute antwoorden "
            "geloofwaardiger, of vraag naar iets wat lastiger is."
        ),
        "hard": _(
            "Te moeilijk, of het antwoord dat goed heet is bij jullie niet de afspraak. Laat "
            "een kenner meekijken. Klopt de vraag? Zet dit dan bovenaan in de training."
        ),
    }
    return words.get(note, "")


def advice(note: str, item: Item | None) -> str:
    """What to do about a question of which something stands out, in plain words."""
    words = {
        "unknown_to_many": _(
            "Veel collega's kennen het woord of het onderwerp niet. Schrijf het woord uit of "
            "geef een voorbeeld. Kennen ze het dan nog niet, dan is er iets te leren."
        ),
        "apart": _(
            "Wie hier goed scoort, doet het op de rest niet beter. Vaak is de vraag onduidelijk, "
            "zijn er twee antwoorden goed, of gaat de vraag over iets anders. Lees haar voor aan "
            "drie collega's en vraag wat zij denken dat er staat."
        ),
    }
    other = _asked_to_know if item is None or item.objective else _asked_of_oneself
    return words.get(note) or other(note)


def advice_table(found: Published, names: Names) -> Table:
    """A row per question and thing that stands out."""
    columns = [Column(_("Vraag"), "own"), Column(_("Valt op")), Column(_("Wat kun je doen?"))]
    items = {item.id: item for item in names.pack.items}
    statistics = found.document["items"] or {"items": ()}
    rows = (
        (_text(names, f["item"]), note_name(note), advice(note, items.get(f["item"])))
        for f in statistics["items"]
        for note in NOTES
        if note in f["notes"]
    )
    return table("advice", _("Wat kun je aan een vraag doen?"), columns, rows)
