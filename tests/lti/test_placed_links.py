"""Where a placed link leads, and which column of the gradebook comes with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.access import roles_of
from lti_tool.lti.landing import PAGES
from lti_tool.models import LineItem, db
from tests.conftest import PUBLIC_URL
from tests.platform import (
    SYSTEM_ADMIN,
    TestPlatform,
)
from tests.town import Town, Walker


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
        ({"page": "offer", "offer": "no-such-offer"}, "welcome"),
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
