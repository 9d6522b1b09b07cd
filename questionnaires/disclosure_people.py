"""Who took part and where they stand: what disclosure computes with (DESIGN 6.4, 6.5).

Everybody here completed in time and stands on the frozen roster. A :class:`Member` holds
nothing that a colleague could not know: it is all that the audit gets to see of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from questionnaires.model import Minima, Outcome, ThemePack

# From department to team; () is the organisation, and who sits at a department without a
# team has the department's path.
Path = tuple[str, ...]
ORGANISATION: Path = ()
K_FLOOR = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the roster's tree; ``invited`` and ``excused`` sit there and not below it."""

    path: Path
    title: str
    invited: int = 0
    excused: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A respondent without outcomes.

    ``person`` is a key that is the same in every cycle and is never published. ``group`` is
    the function group of the roster, None when there was none; ``works_as`` is the group whose
    questions and minima were used: the roster's or the one that the person chose.
    """

    person: str
    path: Path
    group: str | None
    works_as: str


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """An answered core item: points 0 to 1, None for "not in my work"; seconds when known."""

    points: Fraction | None
    dont_know: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A member with what must be forgotten after closing.

    ``below`` are the skills with status ``onder``; ``finished`` says whether at least one
    offer was finished at close.
    """

    member: Member
    below: frozenset[str] = frozenset()
    finished: bool = False
    answers: Mapping[str, ItemAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """The frozen facts of a cycle. Raises ``ValueError`` for a k under the floor of 6.

    ``minima`` is function group -> skill -> minimum, as frozen at opening; ``roster`` names
    the version of the frozen roster. ``shows_uptake`` is False under ``targeted``.
    """

    quarter: str
    roster: str
    k: int
    pack: ThemePack
    minima: Mapping[str, Minima]
    shows_uptake: bool = True

    def __post_init__(self) -> None:
        if self.k < K_FLOOR:
            raise ValueError(f"k is {self.k}: at least {K_FLOOR}")

    def minimum(self, member: Member, skill: str) -> int:
        """The minimum that was asked of a member; 0 when nothing was."""
        return self.minima.get(member.works_as, {}).get(skill, 0)

    def assessed(self, members: Iterable[Member], skill: str) -> list[Member]:
        """The members of whom a skill asks something.

        Nobody else counts in its figures: that a function group without a minimum has nobody
        below it is public, and would give away the others of a team. Who had too few items
        that apply (``onbekend``) counts, as not below, so that sizes depend on no answer.
        """
        return [member for member in members if self.minimum(member, skill) > 0]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A snapshot that was published before, with who was in it.

    ``names`` are, per skill of the cycle at hand, the skills of this snapshot that measured
    the same (:mod:`questionnaires.pack_kinship`); None where skills kept their names.
    """

    document: Mapping[str, Any]
    setting: Setting
    members: tuple[Member, ...]
    names: Mapping[str, tuple[str, ...]] | None = None

    def like(self, skill: str) -> tuple[str, ...]:
        """What a skill of the cycle at hand was called here, none or more."""
        return (skill,) if self.names is None else self.names.get(skill, ())


def skills_below(outcome: Outcome) -> frozenset[str]:
    """The skills of an outcome that belong to the work: status ``onder`` and nothing else."""
    return frozenset(skill.skill for skill in outcome.skills if skill.status == "onder")
