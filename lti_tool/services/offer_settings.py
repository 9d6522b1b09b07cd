"""What L&D sets for an offer in a quarter: where it opens, when, and when enrolments end.

All of it holds for everybody alike; nothing here knows of a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import Change, Cycle, OfferLink, OfferSetting, ThemePackRow
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import is_web_address
from questionnaires.packs import pack_from_document


@dataclass(frozen=True, slots=True)
class Terms:
    """``url`` is a page in the course of the offer, or any page where it has none; may be empty.

    The days are included; None for no limit. ``ends_on`` is the last day of enrolments.
    """

    url: str = ""
    available_from: date | None = None
    available_until: date | None = None
    ends_on: date | None = None


def offer_settings(session: Session, cycle_id: int) -> dict[str, OfferSetting]:
    """What was set, by offer id; one statement."""
    rows = session.scalars(
        select(OfferSetting)
        .where(OfferSetting.cycle_id == cycle_id)
        .order_by(OfferSetting.offer_id)
    )
    return {row.offer_id: row for row in rows}


def terms_of(setting: OfferSetting | None, link: OfferLink | None) -> Terms:
    """The terms as they are, for a form or a list."""
    ends_on = link.ends_on if link else None
    if setting is None:
        return Terms(ends_on=ends_on)
    return Terms(setting.url, setting.available_from, setting.available_until, ends_on)


def is_available(setting: OfferSetting | None, opened: bool, today: date) -> bool:
    """Whether people can begin: by default from the opening of the scan, and for good."""
    first = setting.available_from if setting else None
    last = setting.available_until if setting else None
    begun = first <= today if first else opened
    return begun and (last is None or today <= last)


def set_terms(
    session: Session,
    cycle_id: int,
    offer_id: str,
    terms: Terms,
    now: datetime,
    actor: str = "command line",
) -> None:
    """Store the terms of an offer, in any state of the cycle; commits. Raises :class:`Faults`.

    Another end counts for enrolments to come; what the LMS has is the LMS's.
    """
    link = _checked(session, cycle_id, offer_id, terms)
    setting = session.scalars(
        select(OfferSetting).where(
            OfferSetting.cycle_id == cycle_id, OfferSetting.offer_id == offer_id
        )
    ).first() or OfferSetting(cycle_id=cycle_id, offer_id=offer_id)
    setting.url = terms.url
    setting.available_from, setting.available_until = terms.available_from, terms.available_until
    session.add(setting)
    if link is not None:
        ends = update(OfferLink).where(OfferLink.id == link.id).values(ends_on=terms.ends_on)
        session.execute(ends)
    _log(session, cycle_id, offer_id, now, actor)
    session.commit()


def _log(session: Session, cycle_id: int, offer_id: str, now: datetime, actor: str) -> None:
    owner = session.execute(select(Cycle.organisation_id).where(Cycle.id == cycle_id)).scalar_one()
    what = f"offer {offer_id} of cycle {cycle_id}: days and address set"
    session.add(Change(organisation_id=owner, at=now, actor=actor, what=what))


def _checked(session: Session, cycle_id: int, offer_id: str, terms: Terms) -> OfferLink | None:
    document = session.scalar(
        select(ThemePackRow.document)
        .join(Cycle, Cycle.theme_pack_id == ThemePackRow.id)
        .where(Cycle.id == cycle_id)
    )
    if document is None:
        raise Faults(f"there is no cycle {cycle_id}: see `themascan cycle list`")
    if offer_id not in {offer.id for offer in pack_from_document(document).offers}:
        raise Faults(f"{offer_id} is no offer of this theme: see `themascan offer list`")
    if terms.url and not is_web_address(terms.url):
        raise Faults(f"{terms.url} is not a web address: give it in full, with https://")
    first, last = terms.available_from, terms.available_until
    if first and last and last < first:
        raise Faults(f"{offer_id} would end on {last}, before it begins on {first}")
    link = session.scalars(
        select(OfferLink).where(OfferLink.cycle_id == cycle_id, OfferLink.offer_id == offer_id)
    ).first()
    if terms.ends_on and link is None:
        raise Faults(f"{offer_id} leads to no course, so there are no enrolments to end")
    return link
