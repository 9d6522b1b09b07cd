"""What the employee's templates get: small frozen rows, made from pack and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lti_tool.services.scanning import Sheet
from lti_tool.views.fields import field_value
from lti_tool.views.shop import OfferView, Shop
from lti_tool.views.wording import status_text
from questionnaires.advice import SkillAdvice, advise
from questionnaires.answering import shuffled
from questionnaires.model import Item, Outcome, ThemePack


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its options, as (field value, text), in this person's order."""

    id: str
    text: str
    skill_title: str
    options: Sequence[tuple[str, str]]
    chosen: str
    error: str | None


@dataclass(frozen=True, slots=True)
class SkillView:
    """One skill of the result, in words."""

    title: str
    description: str
    level: int | None
    level_name: str | None
    minimum: int
    minimum_name: str
    status: str
    label: str
    text: str
    explanation: str
    belongs: Sequence[OfferView]
    free: Sequence[OfferView]

    @property
    def look(self) -> str:
        """The class of the label: what asks for attention is warm, never red."""
        looks = {"onder": "badge--belongs", "op": "badge--fine", "boven": "badge--fine"}
        return looks.get(self.status, "")

    @property
    def shows_level(self) -> bool:
        """Whether there is a level to tell; with too few questions there is none."""
        return self.level is not None and self.status != "onbekend"

    @property
    def first(self) -> OfferView | None:
        """The offer that belongs to the work and can be started at once, if any can."""
        return next((row for row in self.belongs if row.linked), next(iter(self.belongs), None))

    @property
    def invites(self) -> OfferView | None:
        """The free offer that stands open on the page."""
        return None if self.belongs else next(iter(self.free), None)

    @property
    def more(self) -> Sequence[OfferView]:
        """All other offers."""
        shown = (self.first, self.invites)
        return [row for row in (*self.belongs, *self.free) if row not in shown]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do now: an offer, and the skills that it belongs to."""

    offer: OfferView
    skills: Sequence[str]


def steps(skills: Iterable[SkillView]) -> list[Step]:
    """What belongs to the work, each offer once, in the order of the skills."""
    found: dict[str, tuple[OfferView, list[str]]] = {}
    for skill in skills:
        if skill.first is not None:
            found.setdefault(skill.first.id, (skill.first, []))[1].append(skill.title)
    return [Step(offer, titles) for offer, titles in found.values()]


def questions(sheet: Sheet, items: Iterable[Item], errors: Mapping[str, str]) -> list[Question]:
    """The questions of a page, with the answers that were saved and errors by item id."""
    pack = sheet.pack
    seed = sheet.scan.seed if sheet.scan is not None else ""
    return [
        Question(
            id=item.id,
            text=item.text,
            skill_title=pack.skill(item.skill).title,
            options=[
                (field_value(option.id, pack), option.text) for option in shuffled(item, seed)
            ],
            chosen=field_value(sheet.answered.answers.get(item.id, ""), pack),
            error=errors.get(item.id),
        )
        for item in items
    ]


def level_name(pack: ThemePack, level: int | None) -> str | None:
    """What a pack calls a level; None for none."""
    return next((entry.name for entry in pack.levels if entry.id == level), None)


def skill_views(outcome: Outcome, shop: Shop) -> list[SkillView]:
    """The result per skill, in the order of the pack."""
    return [_skill_view(shop, outcome, advice) for advice in advise(shop.pack, outcome)]


def _skill_view(shop: Shop, outcome: Outcome, advice: SkillAdvice) -> SkillView:
    pack = shop.pack
    skill, result = pack.skill(advice.skill), outcome.skill(advice.skill)
    words = status_text(result.status)
    return SkillView(
        title=skill.title,
        description=skill.description,
        level=result.level,
        level_name=level_name(pack, result.level),
        minimum=result.minimum,
        minimum_name=level_name(pack, result.minimum) or "",
        status=result.status,
        label=words.label,
        text=words.text,
        explanation=next(
            (level.description for level in pack.levels if level.id == result.level), ""
        ),
        belongs=shop.views(advice.belongs),
        free=shop.views(advice.free),
    )
