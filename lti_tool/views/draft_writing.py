"""What somebody filled in on a page of the theme editor, written into the draft."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lti_tool.views.draft_fields import OTHER, Spec, Typed, form_value, plain
from questionnaires.draft_edits import with_words, words_of
from questionnaires.drafting import Document, at


def written(document: Document, rows: Sequence[Typed]) -> Document:
    """The draft with what was filled in, in both languages."""
    made = deepcopy(document)
    words = words_of(document, OTHER)
    for row in rows:
        value = _value(row, at(made, row.spec.path))
        _set(made, row.spec, value)
        if row.other is not None:
            words.update(_words(row, value))
    return with_words(made, OTHER, words) if OTHER in made["vertalingen"] else made


def _set(document: Document, spec: Spec, value: Any) -> None:
    *before, last = spec.path
    inner: Any = document
    for part in before:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
    if value is None and spec.optional:
        inner.pop(last, None)
    else:
        inner[last] = value


def _value(row: Typed, before: Any) -> Any:
    spec = row.spec
    if spec.kind == "lines":
        return plain(row.value, lines=True).split("\n") if row.value.strip() else []
    if spec.kind == "links":
        return [_link(line) for line in plain(row.value, lines=True).split("\n") if line]
    if spec.kind == "checks":
        allowed = [value for value, _words in spec.options if str(value) in row.ticked]
        return allowed or (None if spec.optional else [])
    if spec.kind == "yes":
        return bool(row.value)
    if spec.kind == "choice":
        known = {form_value(value): value for value, _words in spec.options}
        return known.get(row.value, before)
    if spec.kind == "number":
        return int(row.value) if row.value.strip() else None
    text = plain(row.value)
    return None if spec.optional and not text else text


def _link(line: str) -> dict[str, str]:
    title, bar, url = (part.strip() for part in line.partition("|"))
    return {"titel": title, "link": url} if bar and url else {"titel": title}


def _words(row: Typed, value: Any) -> dict[str, str]:
    other = row.other or ""
    if row.spec.kind != "lines":
        return {row.spec.key: plain(other)}
    given = plain(other, lines=True).split("\n")
    return {
        f"{row.spec.key}/{number}": given[number] if number < len(given) else ""
        for number, _line in enumerate(value)
    }
