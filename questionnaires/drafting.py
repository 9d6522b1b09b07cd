"""A theme in the making: a pack document that may be incomplete, and what it lacks.

A draft has every key of a pack file, so that only texts can be missing. That keeps its meaning
and its minutes computable from the first hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from questionnaires.finding import Finding
from questionnaires.model import ThemePack
from questionnaires.packs import Examined, examine
from questionnaires.timing import group_seconds

Document = dict[Any, Any]
BLANK = "…"
EMPTY = "empty"
SHORTEST_LIMIT = 200
SKILLS = 3
# The kinds of the four questions with which a skill begins; the last one is the extra.
BEGINNING = (("zelf", 1), ("kennis", 1), ("situatie", 2), ("situatie", 2))
LEVELS = (
    ("Starter", "Je begint net, of je twijfelt nog vaak."),
    ("Basis", "Je kent het belangrijkste en weet waar je hulp krijgt."),
    ("Zelfstandig", "Je doet het in je eigen werk zonder hulp."),
    ("Gevorderd", "Je helpt anderen en denkt mee."),
)
OWN_WORDS = (
    ("a", "Ja, altijd", Fraction(1)),
    ("b", "Meestal wel", Fraction(67, 100)),
    ("c", "Soms", Fraction(33, 100)),
    ("d", "Nee, nog niet", Fraction(0)),
)
DONT_KNOW: Document = {"id": "weet_niet", "tekst": "Weet ik niet", "punten": Fraction(0)}
NOT_APPLICABLE: Document = {
    "id": "nvt",
    "tekst": "Dit komt in mijn werk niet voor",
    "punten": None,
}


def new_document(pack_id: str, title: str, groups: Sequence[str]) -> Document:
    """A theme of three skills and twelve questions whose texts are still to be written."""
    own = [{"id": key, "tekst": text, "punten": points} for key, text, points in OWN_WORDS]
    document: Document = {
        "schema": "ihart-thema/1",
        "id": pack_id,
        "versie": "1.0.0",
        "status": "concept",
        "taal": "nl",
        "taalniveau": "B1",
        "licentie": "CC-BY-4.0",
        "auteurs": [],
        "programmas": [],
        "titel": title,
        "korte_uitleg": "",
        "waarom": "",
        "tijd_maximum_minuten": 10,
        "niveaus": [
            {"id": number, "naam": name, "omschrijving": text}
            for number, (name, text) in enumerate(LEVELS)
        ],
        "opties_schudden": True,
        "score": {
            "minimum_hoogste_niveau": 2,
            "grensmarge": 10,
            "weging": {"zelf": Fraction(1), "objectief": Fraction(3, 2)},
            "drempels": {1: 40, 2: 65, 3: 85},
            "weet_niet_punten": 0,
        },
        "optiesets": {
            "zelf": [*own, DONT_KNOW],
            "zelf_nvt": [*own, DONT_KNOW, NOT_APPLICABLE],
        },
        "vaardigheden": [],
        "minima": {group: {} for group in groups},
        "items": [],
        "aanbod": [],
        "teamoverleg": {
            "duur_minuten": 15,
            "doel": "",
            "vragen": [""],
            "voorbeeld_leidinggevende": "",
        },
        "vertalingen": {},
    }
    for _number in range(SKILLS):
        document = with_skill(document)
    return deepcopy(document)


def free_id(document: Mapping[str, Any], before: str) -> str:
    """An id that nothing in the draft has: ``before`` and the lowest free number."""
    rows = (*document["vaardigheden"], *document["items"], *document["aanbod"])
    taken = {row["id"] for row in rows}
    return next(name for n in range(1, 10_000) if (name := f"{before}-{n}") not in taken)


def with_skill(document: Document) -> Document:
    """One more skill, with four questions, a short training, and minimum 1 for each group."""
    made = deepcopy(document)
    skill = free_id(made, "vaardigheid")
    made["vaardigheden"].append({"id": skill, "titel": "", "omschrijving": ""})
    for row in made["minima"].values():
        row[skill] = 1
    for number, (kind, level) in enumerate(BEGINNING):
        role = "extra" if number == len(BEGINNING) - 1 else "kern"
        made["items"].append(new_item(made, skill, kind, level, role))
    made["aanbod"].append(new_offer(made, skill))
    return made


def new_item(
    document: Mapping[str, Any], skill: str, kind: str = "situatie", level: int = 1, role: str = ""
) -> Document:
    """A question to be written; of kind zelf with the shared answers."""
    item: Document = {
        "id": free_id(document, "vraag"),
        "vaardigheid": skill,
        "soort": kind,
        "niveau": level,
        "rol": role or "kern",
        "tekst": "",
    }
    if kind == "zelf" and "zelf" in document["optiesets"]:
        item["optieset"] = "zelf"
    else:
        item["opties"] = new_options()
    item["uitleg"] = ""
    return item


def new_options() -> list[Document]:
    """Three answers to be written, the first being the best, and "weet ik niet"."""
    rows = [(key, Fraction(int(key == "a"))) for key in "abc"]
    written: list[Document] = [{"id": key, "tekst": "", "punten": points} for key, points in rows]
    return [*written, deepcopy(DONT_KNOW)]


def new_offer(document: Mapping[str, Any], skill: str) -> Document:
    """A short training that reaches every minimum, to be written."""
    return {
        "id": free_id(document, "aanbod"),
        "soort": "microlearning",
        "titel": "",
        "vaardigheden": [skill],
        "van_niveau": 0,
        "naar_niveau": 2,
        "duur_minuten": 12,
        "verplicht_geschikt": True,
        "beschrijving": "",
        "leerdoelen": [],
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """``pack`` has dots where texts are missing; ``seconds`` per function group.

    ``findings`` are those of the draft as it stands; without errors it can be published.
    """

    pack: ThemePack | None
    findings: tuple[Finding, ...]
    seconds: Mapping[str, Fraction]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the draft from being published."""
        return tuple(one for one in self.findings if not one.warning)


def standing(document: Mapping[Any, Any]) -> Standing:
    """What a draft is worth now: both what is missing, and what is wrong with the rest."""
    found = examine(document)
    if found.pack is None:
        whole = _judged(filled(document))
        shape = tuple(_named(one, document) for one in found.findings)
        found = replace(whole, findings=(*shape, *whole.findings))
    pack = found.pack
    seconds = {group: group_seconds(pack, group) for group in pack.minima} if pack else {}
    return Standing(pack, tuple(_unique(found.findings)), seconds)


def _judged(document: Document) -> Examined:
    found = examine(document)
    # A text that is too long must not hide the rest either.
    return found if found.pack is not None else examine(_cut(document))


def _cut(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _cut(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_cut(below) for below in value]
    return value[:SHORTEST_LIMIT] if isinstance(value, str) else value


def _unique(findings: Sequence[Finding]) -> list[Finding]:
    # A fault in a set of options is found once for each question that uses the set.
    return [one for number, one in enumerate(findings) if one not in findings[:number]]


def _named(one: Finding, document: Mapping[Any, Any]) -> Finding:
    return replace(one, code=EMPTY) if at(document, one.path) in ("", []) else one


def at(document: Any, path: Sequence[str | int]) -> Any:
    """What stands at a path; None when nothing does."""
    for part in path:
        try:
            document = document[part]
        except (LookupError, TypeError):
            return None
    return document


def filled(document: Mapping[Any, Any]) -> Document:
    """The draft with dots for texts that are missing, so that the rest can be judged."""
    made: Document = _dotted({**document, "vertalingen": {}})
    made["vertalingen"] = deepcopy(document.get("vertalingen", {}))
    made["programmas"] = []
    made["teamoverleg"]["vragen"] = made["teamoverleg"]["vragen"] or [BLANK]
    for row in made["aanbod"]:
        row["vaardigheden"] = row["vaardigheden"] or [made["vaardigheden"][0]["id"]]
        row.pop("link", None)
    return made


def _dotted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _dotted(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_dotted(below) for below in value]
    return BLANK if isinstance(value, str) and not value.strip() else value
