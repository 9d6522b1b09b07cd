"""The library: earlier themes stay open, by one's own choice and without a scan."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle
from lti_tool.models import Cycle, Delivery, OfferLink, OfferSetting, db
from tests.jobs.conftest import Office, Post
from tests.town import Town, Walker, shipped
from tests.web.learning_stops import EARLIER, earlier_theme
from tests.web.tour import Tour


@pytest.fixture
def earlier(town: Town) -> int:
    """A theme that is over; its id as a cycle."""
    return earlier_theme(cast(Tour, SimpleNamespace(town=town)))


@pytest.fixture
def walker(town: Town, client: FlaskClient, earlier: int) -> Walker:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def change(town: Town, cycle: int, **values: Any) -> None:
    with town.app.app_context():
        db.session.execute(update(Cycle).where(Cycle.id == cycle).values(values))
        db.session.commit()


def a_course(town: Town, cycle: int) -> tuple[str, str]:
    """An offer of a cycle that leads to a course, and that course."""
    with town.app.app_context():
        query = select(OfferLink).where(OfferLink.cycle_id == cycle).order_by(OfferLink.offer_id)
        row = db.session.scalars(query).first()
        assert row is not None
        return row.offer_id, row.course_id


def test_an_earlier_theme_stands_there_without_a_scan_and_the_running_one_does_not(
    walker: Walker, town: Town
) -> None:
    page = walker.get("/library")
    assert page.page == "library"
    assert shipped(EARLIER).title in page.text
    assert f'<h2 class="nl-heading nl-heading--level-2" id="title-{town.pack.id}"' not in page.text


def test_a_click_enrols_and_the_page_waits_until_the_course_is_ready(
    post: Post, office: Office, moodle: FakeMoodle, walker: Walker, earlier: int
) -> None:
    town = walker.town
    offer, course = a_course(town, earlier)
    moodle.add_course(course, f"ID-{course}", "Van toen")
    moodle.add_user("5")
    walker.get("/library")
    walker.post(f"/library/{earlier}", offer=offer)
    assert walker.page.page == "start"
    assert walker.page.headers["Refresh"] == "5"
    walker.get("/library")
    walker.post(f"/library/{earlier}", offer=offer)
    assert len(town.deliveries()) == 1
    office.run()
    assert moodle.enrolled(course) == {"5"}
    answer = walker.client.get(f"{walker.base}/library/{earlier}/{offer}")
    assert answer.status_code == 303
    assert f"id={course}" in answer.headers["Location"]


@pytest.mark.parametrize("offer", ["nope", "", "tm-ml-vinden"])
def test_what_is_not_on_the_shelf_cannot_be_taken(walker: Walker, earlier: int, offer: str) -> None:
    walker.get("/library")
    assert walker.post(f"/library/{earlier}", offer=offer).status == 404
    assert walker.town.deliveries() == []


def test_the_running_theme_is_not_taken_past_its_scan(walker: Walker) -> None:
    town = walker.town
    walker.get("/library")
    assert walker.post(f"/library/{town.cycle_id}", offer="tm-ml-vinden").status == 404


def test_another_organisations_shelf_is_not_there(walker: Walker) -> None:
    walker.get("/library")
    assert walker.post("/library/99", offer="tm-ml-vinden").status == 404


def test_a_course_that_is_gone_has_no_button(walker: Walker, earlier: int) -> None:
    town = walker.town
    with town.app.app_context():
        db.session.execute(update(OfferLink).values(healthy=False))
        db.session.commit()
    assert 'data-offer="' not in walker.get("/library").text


def test_a_theme_to_come_is_there_from_the_first_day_of_an_offer(
    walker: Walker, earlier: int
) -> None:
    town = walker.town
    change(town, earlier, state="planned", opened_at=None, closed_at=None, document=None)
    assert shipped(EARLIER).title not in walker.get("/library").text
    offer, _course = a_course(town, earlier)
    with town.app.app_context():
        first = town.clock().date() - timedelta(days=1)
        db.session.add(OfferSetting(cycle_id=earlier, offer_id=offer, available_from=first))
        db.session.commit()
    text = walker.get("/library").text
    assert shipped(EARLIER).title in text
    assert text.count('data-offer="') == 1
    walker.post(f"/library/{earlier}", offer=offer)
    assert len(town.deliveries()) == 1


def test_a_link_to_a_theme_leads_to_its_place(walker: Walker) -> None:
    answer = walker.client.get(f"{walker.base}/learning/{EARLIER}")
    assert answer.headers["Location"].endswith(f"/library#theme-{EARLIER}")
    answer = walker.client.get(f"{walker.base}/learning/{walker.town.pack.id}")
    assert answer.headers["Location"].endswith("/learning")


def test_who_did_that_scan_gets_what_everybody_gets_by_itself(
    town: Town, client: FlaskClient, earlier: int
) -> None:
    # Its scan still takes people while the next one runs.
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    walker.scan(best=True)
    change(town, town.cycle_id, state="published")
    with town.app.app_context():
        db.session.query(Delivery).delete()
        db.session.commit()
    change(town, earlier, state="open")
    walker.get("/library")
    walker.post(f"/library/{town.cycle_id}", offer="tm-ml-vinden")
    assert walker.page.page == "start"
    assert town.deliveries() == []
