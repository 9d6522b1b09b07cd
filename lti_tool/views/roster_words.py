"""What is said about a roster: what is wrong in a file, what would change, how a run went."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from flask_babel import format_datetime

from lti_tool.i18n import _
from lti_tool.models import RosterSetting
from lti_tool.services.roster.columns import DUTCH, KEYS
from lti_tool.services.roster.facts import TEXTS, Difference
from lti_tool.services.roster.teams import Node
from lti_tool.services.roster.words import Vocabulary
from lti_tool.services.roster.wrongs import Wrong
from questionnaires.calendar import AMSTERDAM


def wrong_text(wrong: Wrong) -> str:
    """A fault of a line, and what to do."""
    table = {
        "not_utf8": _("Dit bestand is niet te lezen. Bewaar het als 'CSV UTF-8'."),
        "stray_quote": _("Een cel sluit niet, of er staat een los aanhalingsteken in."),
        "no_people": _("Er staat niemand in. Zet elke collega op een eigen regel."),
        "unknown_column": _("De kolom ‘%(head)s’ kennen we niet. Kies uit: %(columns)s."),
        "column_twice": _("De kolom ‘%(head)s’ staat er twee keer. Laat er een staan."),
        "no_key": _("Er is geen kolom die zegt wie iemand is. Gebruik een van: %(keys)s."),
        "cells": _("Hier staan %(given)s cellen en in de eerste regel %(wanted)s."),
        "too_long": _(
            "Bij ‘%(head)s’ staat te veel of geen gewone tekst: hooguit %(most)s tekens."
        ),
        "nobody": _("Er staat niet wie dit is. Vul dit in: %(heads)s."),
        "no_address": _("Bij ‘%(head)s’ staat %(cell)s. Dat is geen e-mailadres."),
        "excused": _("Bij ‘%(head)s’ staat %(cell)s. Schrijf ja of nee."),
        "double": _("Dit is dezelfde collega als op regel %(first)s. Laat er een staan."),
        "not_in_lms": _("Bij ‘%(head)s’ staat %(cell)s. Zo kent het leerplatform niemand."),
        "no_group": _("De functiegroep %(cell)s kennen we niet. Kies uit: %(choices)s."),
        "no_team": _("Bij ‘%(head)s’ staat %(cell)s. Zo heet geen team of afdeling."),
        "which_team": _(
            "Bij ‘%(head)s’ staat %(cell)s. Zo heten meer teams. Schrijf: %(choices)s."
        ),
    }
    # Names stand in a list here, whatever the language; the command writes a sentence.
    lists = {
        "choices": str(wrong.values.get("choices", "")).replace(" or ", ", "),
        "columns": ", ".join(DUTCH.values()),
        "keys": ", ".join(DUTCH[key] for key in KEYS),
    }
    return table[wrong.code] % {**wrong.values, **lists}


def unreadable_text(code: str) -> str:
    """Why a file is no list, and what to do."""
    table = {
        "empty": _("Kies een bestand waar iets in staat."),
        "too_large": _(
            "Dit bestand is te groot: hooguit 4 MB. Laat kolommen weg die niet nodig zijn."
        ),
        "workbook": _("Dit is een Excel-werkmap. Kies in Excel 'Opslaan als' en dan 'CSV UTF-8'."),
        "utf16": _("Dit bestand heeft een andere codering. Bewaar het als 'CSV UTF-8'."),
        "no_text": _("Dit is geen tekst. Bewaar de lijst als 'CSV UTF-8'."),
    }
    return table[code]


def difference_text(difference: Difference, words: Vocabulary) -> str:
    """One change: what it was, and what it becomes. Names and addresses are not told."""
    name = fact_name(difference.name)
    if difference.name in TEXTS:
        return _("%(fact)s: anders", fact=name)
    shown = _shown(difference.name, words)
    before, after = shown(difference.before), shown(difference.after)
    return _("%(fact)s: van %(before)s naar %(after)s", fact=name, before=before, after=after)


def fact_name(name: str) -> str:
    """What people call a fact."""
    table = {
        "function_group": _("functiegroep"),
        "node": _("team"),
        "excused": _("hoeft niet mee te doen"),
        "first_name": _("voornaam"),
        "email": _("e-mailadres"),
        "leads": _("leidinggevende van"),
    }
    return table[name]


def _shown(name: str, words: Vocabulary) -> Callable[[object], str]:
    table: dict[str, Callable[[object], str]] = {
        "function_group": lambda fact: words.name(cast("str | None", fact)) or _("niets"),
        "node": lambda fact: node_name(cast("Node | None", fact)) or _("niets"),
        "excused": lambda fact: _("ja") if fact else _("nee"),
        "leads": lambda fact: _nodes(cast("Iterable[Node]", fact)) or _("niets"),
    }
    return table[name]


def node_name(node: Node | None) -> str:
    """A team with its department."""
    return " / ".join(filter(None, node)) if node else ""


def _nodes(nodes: Iterable[Node]) -> str:
    return ", ".join(map(node_name, sorted(nodes)))


def source_name(source: str) -> str:
    """What people call a source."""
    table = {
        "csv": _("Het bestand van HR"),
        "moodle": _("Cohorten in Moodle"),
        "nrps": _("De cursus van de scan"),
    }
    return table[source]


def run_text(setting: RosterSetting | None) -> str:
    """How the last run went; empty when there was none."""
    if setting is None or setting.last_at is None:
        return ""
    return f"{_result(setting)} ({moment_text(setting)})"


def moment_text(setting: RosterSetting) -> str:
    """When the last run was."""
    if setting.last_at is None:
        return ""
    local = setting.last_at.astimezone(AMSTERDAM)
    return str(format_datetime(local, "d MMMM yyyy, HH:mm", rebase=False))


def _result(setting: RosterSetting) -> str:
    if setting.last_result == "back":
        return _("De vorige lijst is teruggezet.")
    source = source_name(setting.last_source)
    figures = setting.figures
    table = {
        "down": _("%(source)s: het leerplatform gaf geen antwoord. Er is niets veranderd."),
        "refused": _("%(source)s: dit lukt zo niet, iemand moet kijken. Er is niets veranderd."),
        "empty": _("%(source)s: de lijst was leeg. Er is niets veranderd."),
        "guarded": _(
            "%(source)s: er zouden %(left)s van de %(people)s mensen weggaan. Er is niets "
            "veranderd."
        ),
        "done": _("%(source)s: %(came)s nieuw, %(changed)s gewijzigd, %(left)s weg."),
    }
    return table[setting.last_result] % {"source": source, **figures}
