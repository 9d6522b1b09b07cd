"""L&D sets on a page when an offer can be done and when its enrolments end."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from lti_tool.models import Change, OfferLink, OfferSetting, db
from tests.admin import Coordinating
from tests.town import Town


@pytest.fixture
def desk(town: Town) -> Coordinating:
    return Coordinating(town)


def path(desk: Coordinating) -> str:
    offer = next(row for row in desk.town.pack.offers if row.kind == "microlearning")
    return f"/offers/{desk.town.cycle_id}/{offer.id}/terms"


def test_days_and_address_are_kept_shown_again_and_logged(desk: Coordinating) -> None:
    desk.see(path(desk))
    desk.send(
        path(desk),
        available_from="2026-10-01",
        available_until="2026-12-31",
        ends_on="2027-01-31",
        url="https://lms.example/mod/page/view.php?id=4",
    )
    with desk.town.app.app_context():
        row = db.session.scalars(select(OfferSetting)).one()
        assert (row.available_from, row.available_until) == (date(2026, 10, 1), date(2026, 12, 31))
        link = select(OfferLink.ends_on).where(OfferLink.offer_id == row.offer_id)
        assert db.session.scalar(link) == date(2027, 1, 31)
        [line] = db.session.scalars(select(Change).where(Change.what.startswith("offer")))
        assert line.what.endswith("days and address set")
        assert line.actor.startswith("coordinator ")
    assert 'value="2027-01-31"' in desk.see(path(desk))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("available_from", "gisteren", "Vul een datum in, of laat het leeg."),
        ("available_until", "2026-09-01", "De laatste dag ligt vóór de eerste dag."),
        ("url", "javascript:alert(1)", "Vul het hele adres in, met https:// ervoor."),
    ],
)
def test_what_is_wrong_stands_with_its_field_and_what_was_typed_stays(
    desk: Coordinating, field: str, value: str, says: str
) -> None:
    desk.see(path(desk))
    typed = {"available_from": "2026-10-01", "available_until": "", "ends_on": "", "url": ""}
    text = unescape(desk.send(path(desk), 200, **{**typed, field: value}))
    assert says in text
    assert f'id="{field}-error"' in text
    assert f'value="{value}"' in text
    with desk.town.app.app_context():
        assert not list(db.session.scalars(select(OfferSetting)))


def test_an_offer_of_somebody_else_leads_back(desk: Coordinating) -> None:
    desk.see("/offers/999/iets/terms", 303)
