"""What the employee's templates get: small frozen rows, made from pack and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lti_tool.models import OfferLink
from lti_tool.services.scanning import Sheet
from lti_tool.views.fields import field_value
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
class OfferView:
    """An offer as the person sees it; ``state`` as :func:`start_state`, None before a click."""

    id: str
    title: str
    kind: str
    minutes: int
    description: str
    goals: Sequence[str]
    state: str | None
    course_url: str | None
    linked: bool
    bookable: bool = False


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


def start_state(delivery: str | None) -> str:
    """What an enrolment's state in the outbox means to the person.

    "ready", "waiting", or "stuck" when somebody has to look at it first.
    """
    table = {"delivered": "ready", "refused": "stuck", "uncertain": "stuck"}
    return table.get(delivery or "", "waiting")


def level_name(pack: ThemePack, level: int | None) -> str | None:
    """What a pack calls a level; None for none."""
    return next((entry.name for entry in pack.levels if entry.id == level), None)


@dataclass(frozen=True, slots=True)
class _Shop:
    """Turns offer ids into views."""

    pack: ThemePack
    links: Mapping[str, OfferLink]
    states: Mapping[str, str]
    bookable: Collection[str]

    def views(self, ids: Iterable[str]) -> list[OfferView]:
        return [self._view(key) for key in ids]

    def _view(self, key: str) -> OfferView:
        offer, link = self.pack.offer(key), self.links.get(key)
        state = self.states.get(key)
        return OfferView(
            id=key,
            title=offer.title,
            kind=offer.kind,
            minutes=offer.minutes,
            description=offer.description,
            goals=offer.goals,
            state=None if state is None else start_state(state),
            course_url=link.course_url or None if link else None,
            linked=link is not None,
            bookable=key in self.bookable,
        )


def skill_views(
    pack: ThemePack,
    outcome: Outcome,
    links: Mapping[str, OfferLink],
    states: Mapping[str, str],
    bookable: Collection[str] = (),
) -> list[SkillView]:
    """The result per skill, in the order of the pack; ``bookable`` offers have sessions."""
    shop = _Shop(pack, links, states, bookable)
    return [_skill_view(pack, outcome, advice, shop) for advice in advise(pack, outcome)]


def _skill_view(pack: ThemePack, outcome: Outcome, advice: SkillAdvice, shop: _Shop) -> SkillView:
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
