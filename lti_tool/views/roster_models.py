"""A draft as its page shows it: the first of each kind, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.services.roster.drafting import Draft, Line
from lti_tool.services.roster.matching import Known
from lti_tool.services.roster.suggesting import suggestion
from lti_tool.services.roster.words import MOST_WORDS, Vocabulary
from lti_tool.views.roster_words import difference_text, node_name

MOST_SHOWN = 50
LATER, THEMSELVES = "", "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One person: which line, by which key, and what there is to tell.

    ``first_name`` is that of the file, which the admin has just given; who leaves has none.
    """

    line: int
    who: str
    told: Sequence[str]
    first_name: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Words of HR with how many people they are about (0: not counted) and what is chosen."""

    field: str
    words: str
    people: int
    chosen: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page of a draft shows."""

    new: Sequence[Row]
    changed: Sequence[Row]
    gone: Sequence[Row]
    counts: dict[str, int]
    words: Sequence[Word]
    people_now: int
    guarded: bool
    has_names: bool

    @property
    def nothing(self) -> bool:
        """Whether it would change nothing for anybody."""
        return not any(self.counts[name] for name in ("new", "changed", "gone"))


def preview_of(draft: Draft) -> Preview:
    """The first of each kind in their order, and the counts of all."""
    words = draft.read.reader.words
    names = {number: node_name(node) for number, node in draft.read.reader.nodes.items()}
    return Preview(
        new=[_new(line, words) for line in draft.comers[:MOST_SHOWN]],
        changed=[_changed(line, words) for line in draft.changed[:MOST_SHOWN]],
        gone=[_gone(person, words, names) for person in draft.gone[:MOST_SHOWN]],
        counts={
            "new": len(draft.comers),
            "changed": len(draft.changed),
            "gone": len(draft.gone),
            "same": draft.same,
            "outside": draft.outside,
        },
        words=unknown_of(draft),
        people_now=draft.people_now,
        guarded=draft.guarded,
        has_names="first_name" in draft.read.reader.columns,
    )


def unknown_of(draft: Draft) -> list[Word]:
    """What nobody has mapped, with a proposal where one is likely."""
    groups = draft.read.reader.words.groups
    found = []
    for number, (words, people) in enumerate(sorted(draft.unknown.items())[:MOST_WORDS]):
        likely = suggestion(words, groups)
        found.append(Word(f"word-{number}", words, people, likely or LATER, likely is not None))
    return found


def _new(line: Line, words: Vocabulary) -> Row:
    after = line.after
    said = line.match.row.cells.get("function_group", "")
    asks = bool(said) and not words.knows(said)
    group = _("%(words)s: kies hierboven", words=said) if asks else words.name(after.function_group)
    return _row(line, (node_name(after.node), group))


def _changed(line: Line, words: Vocabulary) -> Row:
    told = [difference_text(difference, words) for difference in line.differences]
    return _row(line, told)


def _row(line: Line, told: Sequence[str]) -> Row:
    row = line.match.row
    return Row(row.line, row.given, told, row.cells.get("first_name", ""))


def _gone(person: Known, words: Vocabulary, names: dict[int, str]) -> Row:
    told = (names.get(person.team_id or 0, ""), words.name(person.function_group))
    return Row(0, person.lms_user_id or person.lti_sub or "", told)
