"""What can be done to a draft as a whole: add, remove, put in order, translate, number anew.

Each function returns another document and leaves the one it was given as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from questionnaires.draft_words import known_words
from questionnaires.drafting import Document, new_item, new_offer, with_skill
from questionnaires.finding import Path
from questionnaires.texts import KIT, ROWS, WHOLE, path_of

ROWS_OF_TEXT = ("leerdoelen", "vragen")
LISTS = ("vaardigheden", "items", "aanbod")
LEAST_SKILLS, MOST_SKILLS, MOST_ROWS = 3, 4, 60


def row_of(document: Mapping[str, Any], where: str, row_id: str) -> int:
    """The place of a row in its list; raises ``LookupError``."""
    for number, row in enumerate(document[where]):
        if row["id"] == row_id:
            return number
    raise LookupError(row_id)


def with_item(document: Document, skill: str) -> Document:
    """One more question, at the end of its skill."""
    made = deepcopy(document)
    made["items"].append(new_item(made, skill))
    return translations_in_step(made)


def with_skill_of(document: Document) -> Document:
    """One more skill with its questions and training; the same draft when it has four."""
    if len(document["vaardigheden"]) >= MOST_SKILLS:
        return document
    return translations_in_step(with_skill(document))


def with_offer(document: Document) -> Document:
    """One more offer, for the first skill."""
    made = deepcopy(document)
    made["aanbod"].append(new_offer(made, made["vaardigheden"][0]["id"]))
    return translations_in_step(made)


def without(document: Document, where: str, row_id: str) -> Document:
    """Without a question, an offer, or a skill and all that is only about that skill."""
    made = deepcopy(document)
    del made[where][row_of(made, where, row_id)]
    if where == "vaardigheden":
        made["items"] = [row for row in made["items"] if row["vaardigheid"] != row_id]
        for row in made["aanbod"]:
            row["vaardigheden"] = [skill for skill in row["vaardigheden"] if skill != row_id]
        made["aanbod"] = [row for row in made["aanbod"] if row["vaardigheden"]]
        for minima in made["minima"].values():
            minima.pop(row_id, None)
    return translations_in_step(made)


def moved(document: Document, where: str, row_id: str, step: int) -> Document:
    """A row one place up (-1) or down (1); a question keeps within its skill."""
    made = deepcopy(document)
    rows = made[where]
    here = row_of(made, where, row_id)
    skill = rows[here].get("vaardigheid")
    mine = [n for n, row in enumerate(rows) if row.get("vaardigheid") == skill]
    other = mine.index(here) + step
    if 0 <= other < len(mine):
        there = mine[other]
        rows[here], rows[there] = rows[there], rows[here]
    return made


def numbered(version: str) -> str:
    """The next version: a new theme may differ in any question."""
    first, second, _third = (int(part) for part in version.split("."))
    return f"{first}.{second + 1}.0"


def words_of(document: Mapping[str, Any], language: str) -> dict[str, str]:
    """The translated texts by key; empty without a translation."""
    return dict(_flat(document["vertalingen"].get(language, {}), ()))


def _flat(value: Any, path: Path) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping | list):
        rows = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, below in rows:
            yield from _flat(below, (*path, key))
    else:
        yield "/".join(map(str, path)), str(value)


def with_words(document: Document, language: str, words: Mapping[str, str]) -> Document:
    """With these translated texts, as far as the draft has a text under their key."""
    made = deepcopy(document)
    nested: Document = {}
    for key in keys_of(document):
        *before, last = path_of(key)
        inner = nested
        for part in before:
            inner = inner.setdefault(part, {})
        inner[last] = words.get(key, "")
    made["vertalingen"][language] = _listed(nested)
    return made


def _listed(value: Any, name: str | int = "") -> Any:
    if not isinstance(value, dict):
        return value
    if name in ROWS_OF_TEXT:
        return list(value.values())
    return {key: _listed(below, key) for key, below in value.items()}


def with_translation(document: Document, language: str) -> Document:
    """Begin a translation: what every theme has in common is filled in, the rest is empty."""
    known, old = known_words(language), words_of(document, language)
    words = {key: old.get(key, known.get(text, "")) for key, text in sources(document)}
    return with_words(document, language, words)


def translations_in_step(document: Document) -> Document:
    """Each translation without texts that are gone, and with room for those that are new."""
    made = document
    for language in document["vertalingen"]:
        made = with_translation(made, language)
    return made


def without_translations(document: Document) -> Document:
    """In its own language alone."""
    return {**document, "vertalingen": {}}


def keys_of(document: Mapping[str, Any]) -> list[str]:
    """The key of each text that a translation must have, in the order of the file."""
    return [key for key, _text in sources(document)]


def sources(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text that people read, by the key of its translation; a set of options once."""
    yield from _row(document, "", list(WHOLE))
    used = {row.get("optieset") for row in document["items"]}
    for where, (_attribute, fields) in ROWS.items():
        for row in document[where]:
            yield from _row(row, f"{where}/{row['id']}/", list(fields))
            for option in row.get("opties") or ():
                yield f"{where}/{row['id']}/opties/{option['id']}", option["tekst"]
    for name, options in document.get("optiesets", {}).items():
        for option in options if name in used else ():
            yield f"optiesets/{name}/{option['id']}", option["tekst"]
    yield from _row(document["teamoverleg"], "teamoverleg/", list(KIT))


def _row(row: Mapping[str, Any], before: str, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = row.get(field)
        if isinstance(value, list):
            yield from ((f"{before}{field}/{number}", text) for number, text in enumerate(value))
        elif value is not None:
            yield before + field, value
