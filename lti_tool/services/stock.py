"""All that one page needs to know of the offers of a quarter, in one statement.

The page of a result is shown within the request that submits a scan, whose statements are
counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from lti_tool.models import Completion, OfferLink, OfferSetting
from lti_tool.services.completions import Done


@dataclass(frozen=True, slots=True)
class Stock:
    """By offer id: the course, what L&D set, and what one person finished."""

    links: Mapping[str, OfferLink]
    settings: Mapping[str, OfferSetting]
    done: Mapping[str, Done]


def stock_of(session: Session, cycle_id: int, person_id: int) -> Stock:
    """What is known of the offers of a cycle, always in the same order; one statement."""
    mine = (Completion.cycle_id == cycle_id) & (Completion.person_id == person_id)
    keys = union(
        select(OfferLink.offer_id).where(OfferLink.cycle_id == cycle_id),
        select(OfferSetting.offer_id).where(OfferSetting.cycle_id == cycle_id),
        select(Completion.offer_id).where(mine),
    ).subquery()
    key = keys.c.offer_id
    rows = session.execute(
        select(OfferLink, OfferSetting, Completion)
        .select_from(keys)
        .outerjoin(OfferLink, (OfferLink.offer_id == key) & (OfferLink.cycle_id == cycle_id))
        .outerjoin(
            OfferSetting, (OfferSetting.offer_id == key) & (OfferSetting.cycle_id == cycle_id)
        )
        .outerjoin(Completion, (Completion.offer_id == key) & mine)
        .order_by(key)
    ).all()
    return Stock(
        {link.offer_id: link for link, _, _ in rows if link is not None},
        {setting.offer_id: setting for _, setting, _ in rows if setting is not None},
        {row.offer_id: Done(row.finished_on, row.source) for _, _, row in rows if row is not None},
    )
