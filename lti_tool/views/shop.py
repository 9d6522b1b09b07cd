"""Offers as one person sees them: what a click does, and what is done already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from lti_tool.models import Cycle, OfferLink, OfferSetting
from lti_tool.services.completions import Done
from lti_tool.services.offer_settings import is_available
from questionnaires.model import Offer, ThemePack

FROM_RESULT = "/offer"


@dataclass(frozen=True, slots=True)
class Door:
    """An address that a form opens by GET: ``fields`` are what its question mark had."""

    action: str
    fields: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as the person sees it; ``state`` as :func:`start_state`, None before a click.

    ``door`` leads straight into the course, out of the frame of an LMS; None where a click has
    to pass the tool. ``url`` is that of an offer without a course. ``begins`` is the day on
    which somebody can begin, when ``available`` says that it is not now; None when it is over.
    """

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
    form: str = ""
    url: str = ""
    door: Door | None = None
    done: Done | None = None
    available: bool = True
    begins: date | None = None
    post: str = FROM_RESULT
    language: str = ""

    @property
    def can_be_ticked(self) -> bool:
        """Whether only the person can know that it is done."""
        return not self.linked and self.kind in ("tip", "microlearning")


@dataclass(frozen=True, slots=True)
class Shop:
    """The offers of one theme for one person.

    ``states`` are those of the outbox, ``bookable`` has sessions to come, ``post`` is where a
    click goes. ``framed`` says that the page stands in a frame of the LMS.
    """

    cycle: Cycle
    pack: ThemePack
    links: Mapping[str, OfferLink]
    settings: Mapping[str, OfferSetting]
    states: Mapping[str, str]
    today: date
    bookable: Collection[str] = ()
    done: Mapping[str, Done] = field(default_factory=dict)
    framed: bool = False
    post: str = FROM_RESULT

    def in_order(self) -> list[OfferView]:
        """Every offer, the shortest good way first, in the same order for everybody."""
        offers = sorted(self.pack.offers, key=lambda o: (o.kind != "microlearning", o.minutes))
        return self.views(offer.id for offer in offers)

    def views(self, ids: Iterable[str]) -> list[OfferView]:
        """Offers by their ids."""
        return [self._view(self.pack.offer(key)) for key in ids]

    def _view(self, offer: Offer) -> OfferView:
        link, setting = self.links.get(offer.id), self.settings.get(offer.id)
        state = start_state(self.states[offer.id]) if offer.id in self.states else None
        course = opens_at(link, setting) if link else None
        begins = setting.available_from if setting else None
        return OfferView(
            id=offer.id,
            title=offer.title,
            kind=offer.kind,
            minutes=offer.minutes,
            description=offer.description,
            goals=offer.goals,
            state=state,
            course_url=course or None,
            linked=link is not None,
            bookable=offer.id in self.bookable,
            form=offer.form or "",
            url="" if link else ((setting.url if setting else "") or offer.url or ""),
            door=door_to(course) if course and self.framed and state == "ready" else None,
            done=self.done.get(offer.id),
            available=is_available(setting, self.cycle.opened_at is not None, self.today),
            begins=begins if begins and begins > self.today else None,
            post=self.post,
            language=self.pack.language,
        )


def opens_at(link: OfferLink, setting: OfferSetting | None) -> str:
    """Where the course of an offer opens: at the page in it that L&D set, else at its front."""
    return (setting.url if setting else "") or link.course_url


def door_to(url: str) -> Door:
    """An address as a form that asks for it."""
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    return Door(urlunsplit(parts._replace(query="")), fields)


def start_state(delivery: str | None) -> str:
    """What an enrolment's state in the outbox means to the person.

    "ready", "waiting", or "stuck" when somebody has to look at it first.
    """
    table = {"delivered": "ready", "refused": "stuck", "uncertain": "stuck"}
    return table.get(delivery or "", "waiting")
