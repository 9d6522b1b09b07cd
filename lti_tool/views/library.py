"""The library: what other themes than the running one offer, for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint

from lti_tool.access import allow
from lti_tool.headers import may_submit_to
from lti_tool.i18n import _
from lti_tool.services.completions import local_day
from lti_tool.services.library import Theme, own_states, themes
from lti_tool.services.own_learning import own_done
from lti_tool.services.timetable import coming
from lti_tool.views.frame import desk, page_info, show, visit
from lti_tool.views.learning import is_framed
from lti_tool.views.scan import running_sheet
from lti_tool.views.shop import OfferView, Shop, opens_at


@dataclass(frozen=True, slots=True)
class LibraryTheme:
    """One theme of the library with what can be done now."""

    id: str
    title: str
    summary: str
    language: str
    offers: Sequence[OfferView]


def library_shops(found: Sequence[Theme]) -> list[Shop]:
    """The offers of the library for the visitor."""
    here, person = desk(), visit().person
    sent = own_states(here, person, found)
    done = own_done(here.session, person.id, [theme.cycle.id for theme in found])
    slots = coming(here, person)
    shops = []
    for theme in found:
        number = theme.cycle.id
        for key, link in theme.links.items():
            may_submit_to(opens_at(link, theme.settings.get(key)))
        shops.append(
            Shop(
                cycle=theme.cycle,
                pack=theme.pack,
                links=theme.links,
                settings=theme.settings,
                states={key[1]: state for key, state in sent.items() if key[0] == number},
                today=local_day(here.now),
                bookable={s.row.offer_id for s in slots if s.row.cycle_id == number},
                done={key[1]: row for key, row in done.items() if key[0] == number},
                framed=is_framed(),
                post=f"/library/{number}",
            )
        )
    return shops


@allow("employee")
def library() -> str:
    """The offers of all other themes, for everybody."""
    sheet = running_sheet()
    shops = library_shops(themes(desk(), visit().person, sheet.cycle if sheet else None))
    shelves = [_shelf(shop) for shop in shops]
    page = page_info("library", _("Bibliotheek"))
    shown = [shelf for shelf in shelves if shelf.offers]
    return show("library.html", page, themes=shown, running=sheet)


def _shelf(shop: Shop) -> LibraryTheme:
    offers = [row for row in shop.in_order() if row.available and can_be_done(row)]
    pack = shop.pack
    return LibraryTheme(pack.id, pack.title, pack.summary, pack.language, offers)


def can_be_done(row: OfferView) -> bool:
    """Whether there is something to begin with."""
    return row.linked or row.bookable or bool(row.url) or row.kind == "tip"


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/library", "library", library)
