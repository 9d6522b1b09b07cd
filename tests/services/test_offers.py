"""Looking again at the courses of offers, as a job does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from adapters.errors import Unavailable
from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.moodle import MoodleApi
from lti_tool.models import OfferLink, db
from lti_tool.services.offers import Wish, follow, link_offer, recheck
from tests.doors import Door
from tests.hall import NOW, Hall
from tests.open_transactions import WatchfulDoor

OFFER = "tm-ml-vinden"


@pytest.fixture
def moodle() -> Iterator[FakeMoodle]:
    with FakeMoodle() as site:
        site.add_course("11", "VINDEN", "Vinden 2025")
        yield site


@pytest.fixture
def api(moodle: FakeMoodle) -> MoodleApi:
    door = Door(moodle.host_port)
    return MoodleApi(door, moodle.url, moodle.token, pace=lambda: None)


@pytest.fixture
def link(hall: Hall, api: MoodleApi) -> OfferLink:
    link_offer(hall.session, api, Wish(hall.plan(), OFFER, "idnumber:VINDEN"), NOW)
    return hall.session.scalars(select(OfferLink)).one()


def seen(hall: Hall) -> tuple[str, str, bool]:
    hall.session.expire_all()
    link = hall.session.scalars(select(OfferLink)).one()
    return link.course_id, link.course_title, link.healthy


def test_a_copy_that_took_over_the_idnumber_is_followed(
    hall: Hall, api: MoodleApi, moodle: FakeMoodle, link: OfferLink
) -> None:
    assert seen(hall) == ("11", "Vinden 2025", True)
    moodle.site.courses["11"]["idnumber"] = ""
    moodle.add_course("12", "VINDEN", "Vinden 2026")
    recheck(hall.session, api, link, NOW)
    assert seen(hall) == ("12", "Vinden 2026", True)


def test_a_course_that_is_gone_is_a_fault_until_it_is_back(
    hall: Hall, api: MoodleApi, moodle: FakeMoodle, link: OfferLink
) -> None:
    moodle.site.courses["11"]["idnumber"] = "ANDERS"
    recheck(hall.session, api, link, NOW)
    assert seen(hall) == ("11", "Vinden 2025", False)
    assert "idnumber:VINDEN" in link.fault
    moodle.site.courses["11"]["idnumber"] = "VINDEN"
    recheck(hall.session, api, link, NOW)
    assert seen(hall) == ("11", "Vinden 2025", True)


@pytest.mark.parametrize("look", [recheck, follow])
def test_everybody_can_save_while_a_course_is_looked_at(
    hall: Hall, moodle: FakeMoodle, link: OfferLink, look: Callable[..., object]
) -> None:
    door = WatchfulDoor([moodle.host_port])
    before = len(moodle.calls)
    api = MoodleApi(door, moodle.url, moodle.token, pace=lambda: None)
    look(hall.session, api, link, NOW)
    assert len(moodle.calls) > before
    assert door.held == []


@pytest.mark.parametrize("look", [recheck, follow])
def test_a_link_that_was_loosened_meanwhile_is_passed_over(
    hall: Hall, api: MoodleApi, moodle: FakeMoodle, link: OfferLink, look: Callable[..., object]
) -> None:
    with Session(db.engine) as other:
        hall.session.commit()
        other.execute(delete(OfferLink))
        other.commit()
    before = len(moodle.calls)
    look(hall.session, api, link, NOW)
    assert len(moodle.calls) == before


def test_an_lms_that_is_away_changes_nothing(
    hall: Hall, api: MoodleApi, moodle: FakeMoodle, link: OfferLink
) -> None:
    moodle.weather = Weather("500")
    with pytest.raises(Unavailable):
        recheck(hall.session, api, link, NOW)
    assert seen(hall) == ("11", "Vinden 2025", True)
