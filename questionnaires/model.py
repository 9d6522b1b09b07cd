"""Theme packs and outcomes as frozen values; everything else here computes with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, Protocol, TypeVar

from questionnaires.texts import Words, translated

DONT_KNOW = "weet_niet"
NOT_APPLICABLE = "nvt"

ItemKind = Literal["zelf", "kennis", "situatie"]
ItemRole = Literal["kern", "extra"]
OfferKind = Literal["microlearning", "workshop", "tip", "inloop", "masterclass"]
Status = Literal["geen_eis", "onbekend", "boven", "op", "grens", "onder"]
Answers = Mapping[str, str]
Minima = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """A possible answer; ``points`` is None for "komt in mijn werk niet voor"."""

    id: str
    text: str
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Item:
    """One question; ``function_groups`` is None when it is meant for everybody."""

    id: str
    skill: str
    kind: ItemKind
    level: int
    role: ItemRole
    text: str
    options: tuple[Option, ...]
    explanation: str
    function_groups: frozenset[str] | None = None

    @property
    def objective(self) -> bool:
        """Whether the answer is right or wrong rather than a judgement of oneself."""
        return self.kind != "zelf"

    def applies_to(self, group: str) -> bool:
        """Whether a function group gets this question."""
        return self.function_groups is None or group in self.function_groups

    def option(self, option_id: str) -> Option:
        """An option by id; raises ``KeyError``."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class Skill:
    """What a theme is about, three or four of them."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Level:
    """A step from 0 to 3 with its name."""

    id: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to learn from; ``capacity`` None means that places are not counted."""

    id: str
    kind: OfferKind
    title: str
    skills: tuple[str, ...]
    from_level: int
    to_level: int
    minutes: int
    suits_required: bool
    description: str
    goals: tuple[str, ...] = ()
    form: str | None = None
    capacity: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """Cuts per level (0-100), weights of self-report and objective items, the margin."""

    cuts: Mapping[int, Fraction]
    weight_self: Fraction
    weight_objective: Fraction
    margin: Fraction


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme or campaign of the organisation that a theme joins."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TeamKit:
    """The 15-minute talk."""

    minutes: int
    goal: str
    questions: tuple[str, ...]
    example: str


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Named)


def _by_id(rows: Iterable[Row], wanted: str) -> Row:
    for row in rows:
        if row.id == wanted:
            return row
    raise KeyError(wanted)


@dataclass(frozen=True, slots=True)
class ThemePack:
    """A theme: versioned content that never changes once published."""

    id: str
    version: str
    title: str
    summary: str
    why: str
    language: str
    license: str
    levels: tuple[Level, ...]
    skills: tuple[Skill, ...]
    items: tuple[Item, ...]
    minima: Mapping[str, Minima]
    offers: tuple[Offer, ...]
    scoring: Scoring
    team_kit: TeamKit
    most_minutes: int = 10
    authors: tuple[str, ...] = ()
    programmes: tuple[Programme, ...] = ()
    translations: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))

    def in_language(self, language: str) -> ThemePack:
        """The pack with its texts in a language, or itself when it has no such translation.

        Ids, points, minima and cuts are the same in every language. Made anew at each call.
        """
        return translated(self, language)

    def skill(self, skill_id: str) -> Skill:
        """A skill by id; raises ``KeyError``."""
        return _by_id(self.skills, skill_id)

    def item(self, item_id: str) -> Item:
        """An item by id; raises ``KeyError``."""
        return _by_id(self.items, item_id)

    def offer(self, offer_id: str) -> Offer:
        """An offer by id; raises ``KeyError``."""
        return _by_id(self.offers, offer_id)


@dataclass(frozen=True, slots=True)
class SkillOutcome:
    """The grade of one skill; score 0-100 and level are None when nothing applied."""

    skill: str
    score: Fraction | None
    level: int | None
    minimum: int
    status: Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The grades of one scan, in the order of the pack's skills."""

    skills: tuple[SkillOutcome, ...]

    def skill(self, skill_id: str) -> SkillOutcome:
        """The grade of one skill; raises ``KeyError``."""
        for outcome in self.skills:
            if outcome.skill == skill_id:
                return outcome
        raise KeyError(skill_id)
