"""What is wrong with a draft, and what could be plainer, in words for who writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.views.draft_fields import OTHER, Spec
from questionnaires.finding import Finding, Path
from questionnaires.readability import Hint

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Teller:
    """``names`` are what ids of skills and function groups are called."""

    names: Names

    def told(self, one: Finding) -> str:
        """One finding: what is wrong, and what to do."""
        given = {key: self.names.get(str(value), value) for key, value in one.given.items()}
        if one.code == "shape":
            return _shape(str(one.given["what"]))
        return WORDS[one.code](given)


def _shape(what: str) -> str:
    if what.startswith("write 1 to 200"):
        return _("Maak dit korter: hoogstens 200 tekens.")
    if what.startswith("write 1 to 2000"):
        return _("Maak dit korter: hoogstens 2000 tekens.")
    if what == "Not a valid URL.":
        return _("Dit is geen adres. Het begint met https://.")
    if what.startswith("name at least one skill"):
        return _("Kies minstens één vaardigheid.")
    return _("Dit klopt nog niet. Vul het opnieuw in.")


Given = Mapping[str, Any]
WORDS: Mapping[str, Callable[[Given], str]] = {
    "empty": lambda g: _("Vul dit nog in."),
    "no_answers": lambda g: _("Deze vraag heeft geen antwoorden. Voeg ze toe."),
    "no_set": lambda g: _("Deze gedeelde antwoorden zijn er niet meer. Kies andere."),
    "id_twice": lambda g: _("Dit staat er twee keer. Haal er een weg."),
    "skill_count": lambda g: _("Een thema heeft drie of vier vaardigheden."),
    "levels": lambda g: _("De vier niveaus zijn niet compleet."),
    "from_above_to": lambda g: _("Het eerste niveau is hoger dan het laatste. Wissel ze om."),
    "for_nobody": lambda g: _(
        "Deze vraag is voor niemand. Vink alles uit als hij voor iedereen is."
    ),
    "group_without_minima": lambda g: _(
        "%(group)s doet niet mee in dit thema. Vink deze groep uit, of geef haar minima.", **g
    ),
    "no_skill": lambda g: _("Deze vaardigheid is er niet meer. Kies een andere."),
    "minimum_missing": lambda g: _("Kies ook een minimum voor %(skill)s.", **g),
    "minimum_extra": lambda g: _("%(skill)s is geen vaardigheid van dit thema.", **g),
    "no_minima": lambda g: _("Geef minstens één functiegroep minima."),
    "cuts": lambda g: _("De grenzen tussen de niveaus kloppen niet."),
    "weight": lambda g: _("De weging van de vragen klopt niet."),
    "margin": lambda g: _("De marge onder de grens klopt niet."),
    "core_too_high": lambda g: _(
        "Een vraag die iedereen krijgt, gaat tot niveau 2. Kies een lager niveau, of maak er een "
        "extra vraag van."
    ),
    "few_core": lambda g: _(
        "%(group)s krijgt hier %(count)s gewone vragen. Het moeten er minstens 3 zijn.", **g
    ),
    "few_objective": lambda g: _(
        "%(group)s heeft minstens 2 gewone vragen nodig over kennis of een situatie.", **g
    ),
    "few_always": lambda g: _(
        "Kiest iemand van %(group)s 'Dit komt in mijn werk niet voor'? Dan blijft het niveau "
        "onbekend. Zet dat antwoord bij minder vragen.",
        **g,
    ),
    "extra_count": lambda g: _(
        "%(group)s heeft hier %(count)s extra vragen. Het moet er precies 1 zijn.", **g
    ),
    "no_training": lambda g: _(
        "Geen korte training brengt iemand van niveau 0 naar %(minimum)s. Maak er een, of kies "
        "een lager minimum.",
        **g,
    ),
    "option_twice": lambda g: _("Twee antwoorden zijn hetzelfde. Haal er een weg."),
    "no_dont_know": lambda g: _("'Weet ik niet' mist. Bewaar deze pagina opnieuw."),
    "few_answers": lambda g: _("Geef minstens twee antwoorden."),
    "dont_know_points": lambda g: _("'Weet ik niet' geeft altijd 0 punten."),
    "nvt_points": lambda g: _("'Dit komt in mijn werk niet voor' geeft geen punten."),
    "points_range": lambda g: _("Kies bij elk antwoord punten van 0 tot 1."),
    "one_best": lambda g: _("Precies één antwoord is het beste. Kies welk."),
    "kennis_points": lambda g: _("Bij een kennisvraag is een antwoord goed of niet goed."),
    "situatie_points": lambda g: _(
        "Bij een situatie is een antwoord goed, deels goed of niet goed."
    ),
    "too_long": lambda g: _(
        "De scan duurt %(took)s voor %(group)s. Maak hem korter dan %(limit)s minuten.", **g
    ),
    "long_sentence": lambda g: _("Een zin van %(count)s woorden. Maak er twee van.", **g),
    "own_language": lambda g: _("Het thema is al in deze taal."),
    "untranslated": lambda g: _("Het Engels mist nog."),
    "no_such_text": lambda g: _("Deze vertaling hoort nergens meer bij."),
    "no_text": lambda g: _("Vul het Engels in."),
    "text_length": lambda g: _("Vul het Engels in, hoogstens %(most)s tekens.", **g),
}


def hinted(hint: Hint) -> str:
    """A hint for plain Dutch."""
    table = {
        "sentence": _("Lange zin: “%(what)s …” Kan het in twee zinnen?", what=hint.what),
        "word": _("Lang woord: “%(what)s”. Is er een korter woord?", what=hint.what),
        "negation": _("Twee keer nee in één zin: “%(what)s …” Zeg wat wel kan.", what=hint.what),
        "passive": _("“%(what)s”: zeg liever wie het doet.", what=hint.what),
        "stiff": _("“%(what)s” is een stijf woord. Kies een gewoner woord.", what=hint.what),
    }
    return table[hint.kind]


def beside(spec: Spec, findings: Sequence[Finding], first: Sequence[Spec]) -> list[Finding]:
    """What is wrong with one field; a fault of a whole row stands with the row's first field."""
    return [one for one in findings if _is_beside(spec, one.path, first)]


def _is_beside(spec: Spec, path: Path, fields: Sequence[Spec]) -> bool:
    if path[0] == "vertalingen":
        return False
    if path[: len(spec.path)] == spec.path:
        return True
    return next((row for row in fields if row.path[: len(path)] == path), None) is spec


def beside_other(spec: Spec, findings: Sequence[Finding]) -> list[Finding]:
    """What is wrong with the translation of one field."""
    at = ("vertalingen", OTHER)
    mine = spec.key.split("/")
    return [
        one
        for one in findings
        if spec.key
        and one.path[:2] == at
        and [str(part) for part in one.path[2 : 2 + len(mine)]] == mine
    ]
