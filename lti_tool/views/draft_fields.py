"""The fields of a page of the theme editor: where each stands in the draft, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from questionnaires.draft_edits import LISTS
from questionnaires.drafting import at
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

    ``optional`` values are left out of the draft when nothing is filled in. ``content`` says
    that the options, ``labelled`` that the label are words of the theme itself.
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
    alias: str = ""
    content: bool = False
    labelled: bool = False

    @property
    def name(self) -> str:
        """The name in the form: the same wherever in its list a row stands by now."""
        own = self.path[2:] if self.path[0] in LISTS else self.path
        return self.alias or ".".join(map(str, own))

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The options as a form has them."""
        return [(form_value(value), words) for value, words in self.options]


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

    @property
    def about(self) -> str:
        """The ids of all that is said about the field, for who hears the page."""
        name = self.spec.name
        said = [f"{name}-error-{n}" for n, _text in enumerate(self.faults, 1)]
        said += [f"{name}-hint"] if self.spec.hint else []
        return " ".join([*said, *(f"{name}-plain-{n}" for n, _text in enumerate(self.hints, 1))])

    @property
    def other_about(self) -> str:
        """The same for the translation."""
        count = enumerate(self.other_faults, 1)
        return " ".join(f"{self.spec.name}.{OTHER}-error-{n}" for n, _text in count)


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


def typed(before: Typed, form: Mapping[str, str], ticks: Sequence[str]) -> Typed:
    """A field as somebody just filled it in; what the form does not have stays as it is."""
    name = before.spec.name
    other = before.other
    if other is not None:
        other = form.get(f"{name}.{OTHER}", other)
    if before.spec.kind in ("checks", "yes"):
        return replace(before, value=form.get(name, ""), ticked=frozenset(ticks), other=other)
    return replace(before, value=form.get(name, before.value), other=other)


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


def form_value(value: Any) -> str:
    """An option as a form has it."""
    if value is None:
        return ""
    return shortest(value) if isinstance(value, Fraction) else str(value)
