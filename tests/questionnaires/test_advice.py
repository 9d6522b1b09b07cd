"""From an outcome to what belongs to the work and what is a free choice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from questionnaires.advice import advise
from questionnaires.model import Offer, OfferKind, Outcome, SkillOutcome, Status
from questionnaires.packs import load_pack, shipped_packs
from tests.questionnaires.builders import pack_of, question


def offer(
    offer_id: str,
    kind: OfferKind = "microlearning",
    levels: tuple[int, int] = (0, 2),
    minutes: int = 10,
    suits: bool = True,
    skills: tuple[str, ...] = ("a",),
) -> Offer:
    return Offer(offer_id, kind, "Leren", skills, *levels, minutes, suits, "Zo.")


def advice(
    *offers: Offer, status: Status = "onder", level: int = 0, minimum: int = 2
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pack = pack_of([question("q", "kennis", [Fraction(1)])])
    outcome = Outcome((SkillOutcome("a", Fraction(20), level, minimum, status),))
    (found,) = advise(replace(pack, offers=offers), outcome)
    return found.belongs, found.free


def test_below_the_minimum_the_microlearning_that_reaches_it_belongs_to_the_work() -> None:
    assert advice(offer("ml")) == (("ml",), ())


@pytest.mark.parametrize("status", ["geen_eis", "onbekend", "boven", "op", "grens"])
def test_with_any_other_status_everything_is_a_free_choice(status: Status) -> None:
    assert advice(offer("ml"), status=status) == ((), ("ml",))


def test_an_offer_that_ends_too_low_starts_too_high_or_is_only_a_tip_stays_free() -> None:
    low = offer("low", levels=(0, 1))
    high = offer("high", levels=(1, 2))
    tip = offer("tip", kind="tip", suits=False)
    assert advice(low, high, tip) == ((), ("low", "high", "tip"))
    assert advice(high, level=1) == (("high",), ())


def test_microlearnings_come_first_and_the_shortest_before_the_longer() -> None:
    workshop = offer("ws", kind="workshop", minutes=5)
    offers = [workshop, offer("long", minutes=20), offer("short", minutes=8)]
    assert advice(*offers) == (("short", "long", "ws"), ())
    assert advice(*offers, status="op") == ((), ("short", "long", "ws"))


def test_offers_of_other_skills_are_left_out() -> None:
    assert advice(offer("elsewhere", skills=("b",))) == ((), ())


@pytest.mark.parametrize("key", sorted(shipped_packs()))
def test_in_a_shipped_pack_whoever_is_below_gets_a_microlearning(key: str) -> None:
    pack = load_pack(shipped_packs()[key])
    for skill in pack.skills:
        for minimum in (1, 2):
            for level in range(minimum):
                outcome = SkillOutcome(skill.id, Fraction(0), level, minimum, "onder")
                (found,) = advise(pack, Outcome((outcome,)))
                assert pack.offer(found.belongs[0]).kind == "microlearning"
