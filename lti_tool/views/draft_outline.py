"""A draft at a glance: its skills with their questions, and where something is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lti_tool.i18n import _
from lti_tool.models import ThemePackRow
from lti_tool.views.draft_models import teller_of
from lti_tool.views.draft_parts import OVERVIEW, Part, part_of, used_sets
from lti_tool.views.draft_titles import Title, title_of
from questionnaires.drafting import EMPTY, Document, Standing
from questionnaires.finding import Finding
from questionnaires.timing import clock

UNWRITTEN = (EMPTY, "untranslated", "text_length")


@dataclass(frozen=True, slots=True)
class Row:
    """A part to open; ``lacks`` is how many texts are missing, ``wrong`` what else is wrong."""

    part: Part
    title: Title
    facts: str
    lacks: int
    wrong: Sequence[str]
    hints: Sequence[str]


@dataclass(frozen=True, slots=True)
class SkillRows:
    """A skill and its questions."""

    skill: Row
    items: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Group:
    """How long a function group is busy, as minutes and seconds."""

    name: str
    took: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A draft on one page; ``lacks`` and ``wrong`` are those of the whole."""

    skills: Sequence[SkillRows]
    offers: Sequence[Row]
    others: Sequence[Row]
    groups: Sequence[Group]
    lacks: int
    wrong: int

    @property
    def complete(self) -> bool:
        """Whether it can be published."""
        return not self.lacks and not self.wrong

    @property
    def unfinished(self) -> list[Row]:
        """The parts where something is missing or wrong, in the order of the page."""
        inside = [row for group in self.skills for row in (group.skill, *group.items)]
        return [row for row in (*self.others, *inside, *self.offers) if row.lacks or row.wrong]


def outline(document: Document, found: Standing, groups: Sequence[tuple[str, str]]) -> Outline:
    """The draft at a glance."""
    make = _Maker(document, found.findings, groups)
    skills = [
        SkillRows(make.row("skill", skill), [make.row("item", row) for row in _of(document, skill)])
        for skill in document["vaardigheden"]
    ]
    names = dict(groups)
    sets = [Part("set", name) for name in used_sets(document)]
    others = [Part("basis"), Part("minima"), Part("kit"), Part("levels"), *sets]
    errors = found.errors
    return Outline(
        skills=skills,
        offers=[make.row("offer", row) for row in document["aanbod"]],
        others=[make.part(part) for part in others],
        groups=[Group(names.get(code, code), clock(took)) for code, took in found.seconds.items()],
        lacks=sum(one.code in UNWRITTEN for one in errors),
        wrong=sum(one.code not in UNWRITTEN for one in errors),
    )


def _of(document: Document, skill: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [row for row in document["items"] if row["vaardigheid"] == skill["id"]]


class _Maker:
    def __init__(
        self, document: Document, findings: Iterable[Finding], groups: Sequence[tuple[str, str]]
    ) -> None:
        self._document = document
        self._teller = teller_of(document, groups)
        self._of_part: dict[Part, list[Finding]] = {}
        for one in findings:
            self._of_part.setdefault(self._where(one), []).append(one)

    def _where(self, one: Finding) -> Part:
        part = part_of(self._document, one.path)
        # What concerns all questions stands with what the theme is about.
        return Part("basis") if part.kind == OVERVIEW else part

    def row(self, kind: str, row: Mapping[str, Any]) -> Row:
        return self.part(Part(kind, row["id"]), _facts(kind, row))

    def part(self, part: Part, facts: str = "") -> Row:
        mine = self._of_part.get(part, [])
        counted = Counter(one.code in UNWRITTEN for one in mine if not one.warning)
        wrong = [one for one in mine if not one.warning and one.code not in UNWRITTEN]
        warnings = [one for one in mine if one.warning]
        return Row(
            part,
            title_of(self._document, part),
            facts,
            counted[True],
            list(dict.fromkeys(map(self._teller.told, wrong))),
            list(dict.fromkeys(map(self._teller.told, warnings))),
        )


def _facts(kind: str, row: Mapping[str, Any]) -> str:
    if kind != "item":
        return ""
    kinds = {"zelf": _("zelf ingeschat"), "kennis": _("kennis"), "situatie": _("situatie")}
    facts = [kinds[row["soort"]], _("niveau %(level)s", level=row["niveau"])]
    if row["rol"] == "extra":
        facts.append(_("extra vraag"))
    if row.get("functiegroepen"):
        facts.append(_("niet voor iedereen"))
    return ", ".join(facts)


def newest_of(rows: Iterable[ThemePackRow]) -> list[ThemePackRow]:
    """The newest version of each theme; rows come in the order in which they were imported."""
    return list({row.pack_id: row for row in rows}.values())
