"""A person's own click: the enrolment it asks for, and how far that is.

Under `targeted` an enrolment that was queued at submit tells that somebody was below. If a
click on it added nothing, while it adds a row for everybody else, the number of rows after a
click would tell the same. So there the first click adds one row, whatever was queued before,
and the ones after it none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from lti_tool.models import Cycle, OfferLink, Organisation, Person
from lti_tool.services.outbox import Parcel, Queued, queue, sender_for, states
from lti_tool.services.scanning import Desk, Sheet
from lti_tool.services.writeback import (
    as_decoy,
    click_parcel,
    course_links,
    enrol_parcel,
    set_for_all,
)
from lti_tool.vault import Vault

Key = TypeVar("Key")


def enrol_by_choice(
    session: Session, vault: Vault, person: Person, link: OfferLink, now: datetime
) -> Queued:
    """Queue an enrolment that somebody chose; the caller commits.

    The same statements under `targeted` whether the enrolment was there or not.
    """
    real, sender = enrol_parcel(person, link, now), sender_for(person, link.cycle_id)
    if not _is_targeted(session, link):
        return queue(session, vault, sender, [real], now)
    click = click_parcel(person, link, now)
    if states(session, vault, {"real": real}):
        click = as_decoy(click)
    return queue(session, vault, sender, [click], now)


def _is_targeted(session: Session, link: OfferLink) -> bool:
    # Before a cycle opens, the organisation's policy is what it will open with.
    cycle = session.get_one(Cycle, link.cycle_id)
    policy = cycle.policy
    if policy is None:
        policy = session.get_one(Organisation, cycle.organisation_id).enrolment_policy
    return policy == "targeted"


def choose(desk: Desk, sheet: Sheet, offer_id: str) -> OfferLink | None:
    """A person's own click: queue the enrolment if it is not there; None if not linked.

    What everybody gets comes without a click, later too (:mod:`services.levelling`): a lone
    enrolment would tell who clicked.
    """
    links = course_links(desk, sheet.cycle.id)
    link = links.get(offer_id)
    if link is None:
        return None
    if sheet.cycle.policy == "everyone" and link in set_for_all(sheet.pack, links):
        return link
    enrol_by_choice(desk.session, desk.vault, sheet.person, link, desk.now)
    desk.session.commit()
    return link


def is_on_the_way(
    session: Session, vault: Vault, person: Person, link: OfferLink, now: datetime
) -> bool:
    """Whether somebody's enrolment is in the outbox and not in the LMS yet."""
    parcels = {"real": enrol_parcel(person, link, now), "click": click_parcel(person, link, now)}
    found = states(session, vault, parcels)
    return (found.get("real") or found.get("click")) in ("waiting", "sending")


def enrolment_states(desk: Desk, person: Person, links: Mapping[Key, OfferLink]) -> dict[Key, str]:
    """Outbox state per link of this person, one statement; what was never queued is left out.

    Where a click's row stands beside an enrolment it is a decoy, so the enrolment's counts.
    """
    parcels: dict[str, Parcel] = {}
    for link in links.values():
        parcels[_name(link)] = enrol_parcel(person, link, desk.now)
        parcels[_clicked(link)] = click_parcel(person, link, desk.now)
    found = states(desk.session, desk.vault, parcels)
    told = {key: found.get(_name(link)) or found.get(_clicked(link)) for key, link in links.items()}
    return {key: state for key, state in told.items() if state is not None}


def _name(link: OfferLink) -> str:
    # Two offers may lead to one course: then there is one enrolment.
    return f"{link.cycle_id} {link.course_id}"


def _clicked(link: OfferLink) -> str:
    return f"click {_name(link)}"
