"""What is missing before a scan can open, in words; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lti_tool.i18n import _
from questionnaires.model import Offer, Skill, ThemePack
from questionnaires.pack_meaning import reaches


class Place(StrEnum):
    """Where somebody mends what is missing."""

    NOWHERE = ""
    THEMES = "themes"
    ROSTER = "roster"
    ADDRESS = "address"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: ``words`` for everybody, ``command`` for who has a shell.

    ``details`` says for which skills, levels and function groups it is needed.
    """

    words: str
    command: str = ""
    place: Place = Place.NOWHERE
    details: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The sentence with the command that mends it."""
        return f"{self.words} ({self.command})" if self.command else self.words


@dataclass(frozen=True, slots=True)
class Course:
    """The course of an offer; ``fault`` says why nobody can be enrolled in it, if so."""

    healthy: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that the gate looks at; ``pack`` is None when it cannot be read.

    ``groups`` has the name of each function group by its code.
    """

    pack: ThemePack | None
    courses: Mapping[str, Course]
    people: int
    scan_url: str
    groups: Mapping[str, str] = field(default_factory=dict)
    other_open: str | None = None


def findings(seen: Surroundings) -> Iterator[Gap]:
    """What is missing of what was seen; pure."""
    yield from impossible(seen)
    if not seen.people:
        yield Gap(
            _("Er zijn nog geen medewerkers: laad de lijst met medewerkers."),
            "`themascan roster import`",
            Place.ROSTER,
        )
    if not seen.scan_url:
        yield Gap(
            _("Het adres van de scan in het leerplatform is nog niet ingevuld."),
            "scan_url: `themascan cycle change`",
            Place.ADDRESS,
        )
    if seen.pack is not None:
        yield from _missing_offers(seen, seen.pack)


def impossible(seen: Surroundings) -> Iterator[Gap]:
    """What nobody can decide to pass over."""
    if seen.pack is None:
        words = _("Het themapakket is niet te lezen: importeer het opnieuw.")
        yield Gap(words, place=Place.THEMES)
    if seen.other_open is not None:
        yield Gap(
            _(
                "De ronde van %(quarter)s staat nog open: deze kan pas daarna beginnen.",
                quarter=seen.other_open,
            )
        )


def _missing_offers(seen: Surroundings, pack: ThemePack) -> Iterator[Gap]:
    # What mends the highest level of a skill mends those below it: one line for a training.
    needs: dict[tuple[str, ...], list[str]] = {}
    for skill in pack.skills:
        fitting: tuple[str, ...] = ()
        for minimum in _lacking(seen, pack, skill.id):
            offers = tuple(o.id for o in pack.offers if reaches(o, skill.id, minimum))
            fitting = fitting or offers
            needs.setdefault(fitting, []).append(_need(seen, pack, skill, minimum))
    for offers, details in needs.items():
        why = _why([offer for offer in pack.offers if offer.id in offers], seen.courses)
        words = why.words if offers else f"{why.words} {'; '.join(details)}."
        yield Gap(words, why.command, why.place, tuple(details))


def _lacking(seen: Surroundings, pack: ThemePack, skill: str) -> Iterator[int]:
    """The minima of a skill that no training in use leads to, highest first."""
    for minimum in sorted({row.get(skill, 0) for row in pack.minima.values()} - {0}, reverse=True):
        fits = (offer for offer in pack.offers if reaches(offer, skill, minimum))
        if not any(_usable(seen.courses, offer) for offer in fits):
            yield minimum


def _usable(courses: Mapping[str, Course], offer: Offer) -> bool:
    return offer.id in courses and courses[offer.id].healthy


def _need(seen: Surroundings, pack: ThemePack, skill: Skill, minimum: int) -> str:
    return _(
        "%(skill)s, niveau %(level)s: %(groups)s",
        skill=skill.title,
        level=pack.levels[minimum].name,
        groups=", ".join(_groups(seen, pack, skill.id, minimum)),
    )


def _groups(seen: Surroundings, pack: ThemePack, skill: str, minimum: int) -> Iterator[str]:
    for key, row in pack.minima.items():
        if row.get(skill) == minimum:
            yield seen.groups.get(key, key)


def _why(offers: list[Offer], courses: Mapping[str, Course]) -> Gap:
    if not offers:
        return Gap(_("Het thema heeft geen passende korte training:"), place=Place.THEMES)
    linked = [offer for offer in offers if offer.id in courses]
    if not linked:
        either = _("of")
        return Gap(
            _(
                "Koppel %(offers)s aan een cursus in het leerplatform.",
                offers=f" {either} ".join(f"‘{offer.title}’" for offer in offers),
            ),
            f"`themascan offer link`: {', '.join(offer.id for offer in offers)}",
            Place.OFFERS,
        )
    words = " ".join(_unusable(offer, courses[offer.id]) for offer in linked)
    return Gap(words, place=Place.OFFERS)


def _unusable(offer: Offer, course: Course) -> str:
    fault = course.fault or _("niet gecontroleerd")
    return _(
        "De cursus van ‘%(offer)s’ is nog niet te gebruiken: %(fault)s.",
        offer=offer.title,
        fault=fault.rstrip("."),
    )
