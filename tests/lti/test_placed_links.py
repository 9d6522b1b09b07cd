"""Where a placed link leads, and which column of the gradebook comes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from babel.dates import format_date
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.access import roles_of
from lti_tool.lti.landing import PAGES
from lti_tool.models import Cycle, LineItem, OfferSetting, db
from tests.conftest import PUBLIC_URL
from tests.platform import (
    SYSTEM_ADMIN,
    TestPlatform,
)
from tests.town import Town, Walker, shipped
from tests.web.learning_stops import EARLIER, earlier_theme
from tests.web.tour import Tour


@pytest.fixture
def lms() -> Iterator[TestPlatform]:
    with TestPlatform(tool_url=PUBLIC_URL) as platform:
        yield platform


@pytest.mark.parametrize(
    ("custom", "page"),
    [
        ({"page": "scan"}, "welcome"),
        ({"page": "learning", "theme": "teams-samenwerken"}, "welcome"),
        ({"page": "offer", "offer": "tm-ml-vinden"}, "offer"),
        ({"page": "offer", "offer": "../../admin"}, "welcome"),
        ({"page": "offer", "offer": "no-such-offer"}, "gone"),
        ({"page": "learning", "theme": "no-such-theme"}, "gone"),
        ({"page": "admin"}, "welcome"),
        ({"page": "https://evil.example/"}, "welcome"),
        ({"page": ["scan"]}, "welcome"),
    ],
)
def test_where_a_placed_link_leads_an_employee(
    town: Town, client: FlaskClient, custom: dict[str, Any], page: str
) -> None:
    town.add_person("5")
    assert Walker(town, client).launch("5", custom=custom).page == page


def test_an_admin_who_opens_a_placed_scan_sees_the_scan(town: Town, client: FlaskClient) -> None:
    reply = Walker(town, client).launch("1", roles=[SYSTEM_ADMIN], custom={"page": "scan"})
    assert (reply.page, reply.role) == ("welcome", "employee")
    reply = Walker(town, client).launch("1", roles=[SYSTEM_ADMIN], custom={"page": "admin"})
    assert reply.role == "admin"


def test_a_placed_offer_is_started_by_ones_own_click(town: Town, client: FlaskClient) -> None:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5", custom={"page": "offer", "offer": "tm-ml-vinden"})
    assert "Doe eerst de scan" in walker.page.text
    walker.get("/scan")
    walker.scan(best=True)
    walker.launch("5", custom={"page": "offer", "offer": "tm-ml-vinden"})
    assert walker.post("/offer", offer="tm-ml-vinden").page == "start"


def test_an_offer_of_another_quarter_opens_without_a_scan(town: Town, client: FlaskClient) -> None:
    earlier = earlier_theme(cast(Tour, SimpleNamespace(town=town)))
    town.add_person("5")
    walker = Walker(town, client)
    offer = next(row for row in shipped(EARLIER).offers if row.kind == "microlearning")
    assert walker.launch("5", custom={"page": "offer", "offer": offer.id}).page == "offer"
    assert walker.post(f"/library/{earlier}", offer=offer.id).page == "start"
    page = walker.launch("5", custom={"page": "learning", "theme": EARLIER})
    assert (page.page, f'id="theme-{EARLIER}"' in page.text) == ("library", True)


def gone(walker: Walker, **custom: str) -> str:
    page = walker.launch("5", custom=custom)
    assert (page.status, page.page) == (404, "gone")
    assert 'href="' + walker.base + '/library"' in page.text
    return page.text


def test_what_is_over_or_taken_away_leads_to_what_there_is(town: Town, client: FlaskClient) -> None:
    town.add_person("5")
    walker = Walker(town, client)
    assert "De scan van nu" in gone(walker, page="offer", offer="no-such-offer")
    over = OfferSetting(cycle_id=town.cycle_id, offer_id="tm-ml-vinden")
    over.available_until = town.clock().date() - timedelta(days=1)
    with town.app.app_context():
        db.session.add(over)
        db.session.commit()
    assert "weggehaald of voorbij" in gone(walker, page="offer", offer="tm-ml-vinden")
    walker.get("/scan")
    walker.scan(best=True)
    assert "Mijn leren" in gone(walker, page="learning", theme="no-such-theme")


def test_what_is_still_to_come_says_when(town: Town, client: FlaskClient) -> None:
    begins = town.clock().date() + timedelta(days=90)
    with town.app.app_context():
        values = {"state": "planned", "opened_at": None, "opens": begins}
        db.session.execute(update(Cycle).values(values))
        db.session.commit()
    walker = Walker(town, client)
    day = format_date(begins, "d MMMM yyyy", locale="nl")
    for custom in (
        {"page": "offer", "offer": "tm-ml-vinden"},
        {"page": "learning", "theme": "teams-samenwerken"},
    ):
        assert f"Je kunt er op {day} aan beginnen" in gone(walker, **custom)


def test_every_page_that_a_link_may_ask_for_is_there(town: Town, client: FlaskClient) -> None:
    rules = {rule.rule: rule.endpoint for rule in town.app.url_map.iter_rules()}
    for path, role in PAGES.values():
        endpoint = rules[f"/v/<path_id>/{path}"]
        assert role in roles_of(town.app, endpoint)


def columns(town: Town) -> list[tuple[int, str]]:
    with town.app.app_context():
        return [(row.cycle_id, row.url) for row in db.session.scalars(select(LineItem))]


def bound(lms: TestPlatform, cycle: object) -> dict[str, Any]:
    grades = {"lineitem": f"{lms.url}/lineitems/9", "lineitems": f"{lms.url}/lineitems"}
    return {"custom": {"page": "scan", "cycle": str(cycle)}, "ags": grades}


def test_the_column_of_a_bound_link_is_used_for_its_cycle(town: Town, client: FlaskClient) -> None:
    for _ in range(2):
        Walker(town, client).launch("5", **bound(town.lms, town.cycle_id))
    assert columns(town) == [(town.cycle_id, f"{town.lms.url}/lineitems/9")]


@pytest.mark.parametrize("cycle", ["", "99", "-1", "1.5", "٣", "9" * 400, "1 OR 1=1"])
def test_a_column_of_any_other_link_is_left_alone(
    town: Town, client: FlaskClient, cycle: str
) -> None:
    assert Walker(town, client).launch("5", **bound(town.lms, cycle)).status == 200
    assert columns(town) == []


def test_a_column_is_not_taken_for_the_cycle_of_another_organisation(
    town: Town, client: FlaskClient
) -> None:
    with TestPlatform(client_id="other") as lms:
        other = Town(town.app, lms, town.clock)
    Walker(town, client).launch("5", **bound(town.lms, other.cycle_id))
    assert columns(town) == []
