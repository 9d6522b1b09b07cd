"""What L&D sets for an offer, and what of it reaches the LMS."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from lti_tool.models import OfferLink, OfferSetting, Person
from lti_tool.services.enrolling import Course
from lti_tool.services.faults import Faults
from lti_tool.services.offer_settings import (
    Terms,
    is_available,
    offer_settings,
    set_terms,
    terms_of,
)
from lti_tool.services.writeback import enrol_parcel
from tests.hall import NOW, Hall

OFFER = "tm-ml-vinden"
DAY = date(2026, 11, 30)


@pytest.fixture
def cycle(hall: Hall) -> int:
    cycle = hall.plan()
    hall.link_all(cycle)
    return cycle


def link_of(hall: Hall) -> OfferLink:
    hall.session.expire_all()
    return hall.session.scalars(select(OfferLink).where(OfferLink.offer_id == OFFER)).one()


def test_terms_are_stored_and_replaced(hall: Hall, cycle: int) -> None:
    terms = Terms("https://lms.example.nl/mod/page/view.php?id=4", date(2026, 10, 1), DAY, DAY)
    set_terms(hall.session, cycle, OFFER, terms, NOW)
    assert terms_of(offer_settings(hall.session, cycle)[OFFER], link_of(hall)) == terms
    set_terms(hall.session, cycle, OFFER, Terms(), NOW)
    assert terms_of(offer_settings(hall.session, cycle)[OFFER], link_of(hall)) == Terms()


WRONG = {
    "no address": (OFFER, Terms(url="intranet/tip"), "is not a web address"),
    "a script": (OFFER, Terms(url="javascript:alert(1)"), "is not a web address"),
    "ends first": (OFFER, Terms("", DAY, DAY - timedelta(days=1)), "before it begins"),
    "no course": ("tm-tip-status", Terms(ends_on=DAY), "no enrolments to end"),
    "no offer": ("nope", Terms(), "is no offer of this theme"),
}


@pytest.mark.parametrize(("offer", "terms", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused(
    hall: Hall, cycle: int, offer: str, terms: Terms, says: str
) -> None:
    with pytest.raises(Faults, match=says):
        set_terms(hall.session, cycle, offer, terms, NOW)
    assert offer_settings(hall.session, cycle) == {}


@pytest.mark.parametrize(
    ("first", "last", "opened", "open_now"),
    [
        (None, None, False, False),
        (None, None, True, True),
        (DAY, None, False, True),
        (DAY + timedelta(days=1), None, True, False),
        (None, DAY, True, True),
        (None, DAY - timedelta(days=1), True, False),
    ],
)
def test_an_offer_is_open_from_the_scan_on_and_for_good_unless_days_were_set(
    first: date | None, last: date | None, opened: bool, open_now: bool
) -> None:
    setting = OfferSetting(available_from=first, available_until=last)
    assert is_available(setting, opened, DAY) is open_now


def test_an_enrolment_carries_its_last_day_until_that_is_over(hall: Hall, cycle: int) -> None:
    hall.add_people(1, lms_user_id="7")
    person = hall.session.scalars(select(Person)).one()
    set_terms(hall.session, cycle, OFFER, Terms(ends_on=DAY), NOW)
    during = enrol_parcel(person, link_of(hall), NOW)
    later = enrol_parcel(person, link_of(hall), datetime(2026, 12, 1, tzinfo=UTC))
    assert during.payload["until"] == "2026-11-30"
    assert "until" not in later.payload
    assert during.identity == later.identity


def test_a_course_is_one_batch_per_last_day() -> None:
    assert Course("11", DAY) != Course("11", None)
