"""Under `targeted` it is not counted out how few rows of single people did not arrive."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from lti_tool.models import Change, Cycle, db
from tests.admin import Admin
from tests.desk.test_deliveries import key, rows, states
from tests.town import Town, Walker


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


def lean(town: Town) -> None:
    """Only whoever was below is enrolled."""
    with town.app.app_context():
        db.session.execute(update(Cycle).values(policy="targeted", k=8))
        db.session.commit()


def overviews(office: Walker, admin: Admin) -> list[str]:
    """What the overviews of the coordinator and the admin say of arriving."""
    pages = [office.get("/coordination").text, admin.see("/admin")]
    told = r"[^<>]*(?:moet iemand kijken|Naar het leerplatform:)[^<>]*"
    return [" ".join(re.findall(told, unescape(page))) for page in pages]


def test_under_targeted_no_overview_counts_out_what_the_page_does_not(
    town: Town, office: Walker, admin: Admin
) -> None:
    lean(town)
    rows(town, 2)
    for text in overviews(office, admin):
        assert "Bij enkele berichten moet iemand kijken." in text
        assert "2" not in text
    assert "2 berichten" not in admin.see("/year")
    rows(town, 5, code="no_course")
    assert all("Bij meer dan 5 berichten" in text for text in overviews(office, admin))
    rows(town, 6, code="not_sent")
    rows(town, 2, code="bad_address")
    assert all("Bij meer dan 5 berichten" in text for text in overviews(office, admin))


def test_from_k_on_and_in_another_policy_an_overview_counts(
    town: Town, office: Walker, admin: Admin
) -> None:
    rows(town, 1)
    assert all("Bij 1 bericht moet iemand" in text for text in overviews(office, admin))
    lean(town)
    rows(town, 8, code="bad_address")
    assert all("Bij meer dan 8 berichten" in text for text in overviews(office, admin))


def test_what_arrived_is_not_counted_out_where_the_rest_would_follow_from_it(
    town: Town, office: Walker
) -> None:
    rows(town, 2)
    rows(town, 3, state="delivered", code="")
    assert "Naar het leerplatform: 3 aangekomen" in office.get("/coordination").text
    lean(town)
    text = office.get("/coordination").text
    assert "bijna alles aangekomen, 0 onderweg" in text
    office.get("/deliveries")
    pile = key(town, "enrol", "", "refused", "not_enrolled")
    office.post("/deliveries", go="give-up", pile=pile, note="Zij zijn uit dienst")
    text = office.get("/coordination").text
    assert "moet iemand kijken" not in text
    assert "bijna alles aangekomen" in text, "it was given up, and tells as much as before"


@pytest.mark.parametrize(("count", "told"), [(2, "few"), (8, "8")])
def test_under_targeted_giving_up_counts_no_further_than_the_page(
    town: Town, office: Walker, count: int, told: str
) -> None:
    lean(town)
    rows(town, count)
    office.get("/deliveries")
    pile = key(town, "enrol", "", "refused", "not_enrolled")
    office.post("/deliveries", go="give-up", pile=pile, note="Zij zijn uit dienst")
    with town.app.app_context():
        change = db.session.scalars(select(Change)).one()
    assert change.what == f"{told} deliveries given up (enrol, not_enrolled): Zij zijn uit dienst"
    assert states(town) == [("refused", "given_up")] * count
    shown = "Minder dan 8 ×" if told == "few" else "8 ×"
    assert f"{shown} inschrijving in een cursus" in unescape(office.main)
