"""The fields of a page of the theme editor: where each stands in the draft, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from questionnaires.draft_edits import with_words, words_of
from questionnaires.drafting import Document, at
from questionnaires.finding import Path
from questionnaires.pack_writing import decimal

Kind = Literal["line", "text", "lines", "links", "number", "choice", "checks", "yes"]
OTHER = "en"
LONGEST = 4000
SPACES = str.maketrans(dict.fromkeys("\xa0\u2007\u202f\u2009\u2003\u2002\u3000\t", " "))
UNSEEN = str.maketrans(dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\r"))


@dataclass(frozen=True, slots=True)
class Spec:
    """One field. ``key`` is that of its translation; ``options`` are (value, words).

    ``optional`` values are left out of the draft when nothing is filled in.
    """

    path: Path
    kind: Kind
    label: str
    hint: str = ""
    key: str = ""
    options: Sequence[tuple[Any, str]] = ()
    optional: bool = False
    limits: tuple[int, int] = (0, 0)
    group: str = ""

    @property
    def name(self) -> str:
        """The name in the form."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class Typed:
    """A field as a form shows it: text, ticks, and the translation beside it (None: none)."""

    spec: Spec
    value: str
    ticked: frozenset[str] = frozenset()
    other: str | None = None
    faults: Sequence[str] = field(default=())
    other_faults: Sequence[str] = field(default=())
    hints: Sequence[str] = field(default=())


def plain(text: str, lines: bool = False) -> str:
    """What was typed or pasted, without signs that nobody sees; one line unless ``lines``."""
    seen = text.translate(UNSEEN).translate(SPACES)
    kept = "".join(sign for sign in seen if sign.isprintable() or sign == "\n")
    rows = [" ".join(row.split()) for row in kept.split("\n")]
    return "\n".join(row for row in rows if row) if lines else " ".join(" ".join(rows).split())


def shown(spec: Spec, document: Mapping[Any, Any], words: Mapping[str, str] | None) -> Typed:
    """A field with what the draft has; ``words`` is the translation, or None without one."""
    value = at(document, spec.path)
    other = None
    if words is not None and spec.key:
        other = _other(spec, value, words)
    if spec.kind == "checks":
        return Typed(spec, "", frozenset(map(str, value or ())))
    return Typed(spec, text_of(spec, value), other=other)


def _other(spec: Spec, value: Any, words: Mapping[str, str]) -> str:
    if spec.kind != "lines":
        return words.get(spec.key, "")
    return "\n".join(words.get(f"{spec.key}/{number}", "") for number, _row in enumerate(value))


def text_of(spec: Spec, value: Any) -> str:
    """A value of the draft as a form has it."""
    if value is None:
        return ""
    if spec.kind == "lines":
        return "\n".join(value)
    if spec.kind == "links":
        return "\n".join(" | ".join(filter(None, [row["titel"], row.get("link")])) for row in value)
    if isinstance(value, bool):
        return "1" if value else ""
    return shortest(value) if isinstance(value, Fraction) else str(value)


def shortest(value: Fraction) -> str:
    """Points as people write them: 1, 0.5."""
    return decimal(value).removesuffix(".0")


def typed(spec: Spec, form: Mapping[str, str], ticks: Sequence[str], translated: bool) -> Typed:
    """A field as somebody just filled it in."""
    other = form.get(f"{spec.name}.{OTHER}", "") if translated and spec.key else None
    return Typed(spec, form.get(spec.name, ""), frozenset(ticks), other)


def unusable(row: Typed) -> Literal["", "long", "number"]:
    """Why what was typed cannot be kept at all: far too much, or no number within its limits."""
    if max(len(row.value), len(row.other or "")) > LONGEST:
        return "long"
    if row.spec.kind != "number" or (row.spec.optional and not row.value.strip()):
        return ""
    low, high = row.spec.limits
    value = row.value.strip()
    fits = value.isdecimal() and len(value) < 7 and low <= int(value) <= high
    return "" if fits else "number"


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
        known = {_form_value(value): value for value, _words in spec.options}
        return known.get(row.value, before)
    if spec.kind == "number":
        return int(row.value) if row.value.strip() else None
    text = plain(row.value)
    return None if spec.optional and not text else text


def _form_value(value: Any) -> str:
    if value is None:
        return ""
    return shortest(value) if isinstance(value, Fraction) else str(value)


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
