"""The offers of a quarter as L&D keeps them: where each leads, and what was set for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import OfferLink, OfferSetting
from lti_tool.services.offer_settings import offer_settings, terms_of
from lti_tool.services.offers import theme_of_cycle
from questionnaires.model import Offer
from questionnaires.packs import pack_from_document


def list_offers(session: Session, cycle_id: int) -> list[dict[str, Any]]:
    """Each offer of a cycle's theme and the course that it leads to, ready for JSON."""
    links = {
        link.offer_id: link
        for link in session.scalars(select(OfferLink).where(OfferLink.cycle_id == cycle_id))
    }
    _, document = theme_of_cycle(session, cycle_id)
    settings = offer_settings(session, cycle_id)
    return [
        {
            "id": offer.id,
            "kind": offer.kind,
            "title": offer.title,
            "course": links[offer.id].course_id if offer.id in links else None,
            "course_title": links[offer.id].course_title if offer.id in links else None,
            "fault": links[offer.id].fault if offer.id in links else None,
            **_terms(offer, settings.get(offer.id), links.get(offer.id)),
        }
        for offer in pack_from_document(document).offers
    ]


def _terms(
    offer: Offer, setting: OfferSetting | None, link: OfferLink | None
) -> dict[str, str | None]:
    terms = terms_of(setting, link)
    days = (terms.available_from, terms.available_until, terms.ends_on)
    first, last, ends_on = (day.isoformat() if day else None for day in days)
    url = terms.url or offer.url
    return {"url": url, "available_from": first, "available_until": last, "ends_on": ends_on}
