"""From an outcome to what belongs to the work and what is a free choice, per skill."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.model import Offer, Outcome, SkillOutcome, Status, ThemePack


@dataclass(frozen=True, slots=True)
class SkillAdvice:
    """Offer ids of one skill: ``belongs`` has the shortest good way first."""

    skill: str
    status: Status
    belongs: tuple[str, ...]
    free: tuple[str, ...]


def _teaches(offer: Offer, outcome: SkillOutcome) -> bool:
    starts_low_enough = offer.from_level <= (outcome.level or 0)
    return offer.suits_required and starts_low_enough and offer.to_level >= outcome.minimum


def _advice(pack: ThemePack, outcome: SkillOutcome) -> SkillAdvice:
    offers = [offer for offer in pack.offers if outcome.skill in offer.skills]
    offers.sort(key=lambda offer: (offer.kind != "microlearning", offer.minutes))
    belongs: list[str] = []
    if outcome.status == "onder":
        belongs = [offer.id for offer in offers if _teaches(offer, outcome)]
    free = [offer.id for offer in offers if offer.id not in belongs]
    return SkillAdvice(outcome.skill, outcome.status, tuple(belongs), tuple(free))


def advise(pack: ThemePack, outcome: Outcome) -> tuple[SkillAdvice, ...]:
    """Advice per skill, in the order of the outcome."""
    return tuple(_advice(pack, skill) for skill in outcome.skills)
