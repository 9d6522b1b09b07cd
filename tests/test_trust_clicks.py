"""Under `targeted` a click leaves the same behind, whatever was queued at the submit before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from lti_tool.models import Cycle, Delivery, OfferLink, OfferSetting, Person, db
from lti_tool.services.bookings import book
from lti_tool.services.own_deliveries import drop_unsent, sent_for
from tests.clock import Clock
from tests.platform import TestPlatform
from tests.quarter import quarter
from tests.services.workshop import Venue
from tests.town import Town, Walker
from tests.web.learning_stops import earlier_theme
from tests.web.tour import Tour


@pytest.fixture
def lean(app: Flask, lms: TestPlatform, clock: Clock) -> Town:
    """A municipality with `targeted` in which one was below everywhere and one nowhere."""
    town = Town(app, lms, clock, policy="targeted")
    town.add_person("5")
    town.add_person("6")
    return town


def scanned(town: Town, sub: str) -> Walker:
    """Somebody after the scan: of 5 all answers are best, of 6 all are worst."""
    walker = Walker(town, town.app.test_client())
    walker.launch(sub)
    walker.scan(best=sub == "5")
    return walker


def offers(town: Town) -> list[str]:
    with town.app.app_context():
        wanted = select(OfferLink.offer_id).where(OfferLink.cycle_id == town.cycle_id)
        return list(db.session.scalars(wanted.order_by(OfferLink.offer_id)))


@contextmanager
def statements(town: Town) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def clicked(town: Town, walker: Walker, offer: str) -> tuple[list[object], list[str]]:
    """What can be seen of the rows that a click added, and what it asked of the database."""
    walker.get("/learning")
    before = len(town.deliveries())
    with statements(town) as asked:
        walker.client.post(f"{walker.base}/offer", data=_form(walker, offer))
    new = town.deliveries()[before:]
    return [(r.kind, r.state, r.cycle_id, r.topic, len(r.payload_sealed)) for r in new], asked


def _form(walker: Walker, offer: str) -> dict[str, str]:
    token = walker.page.text.split('name="csrf_token"', 1)[1].split('value="', 1)[1]
    return {"csrf_token": token.split('"', 1)[0], "offer": offer}


def test_the_first_click_adds_one_row_and_the_second_none_whoever_was_below(lean: Town) -> None:
    told = {}
    for sub in ("5", "6"):
        walker = scanned(lean, sub)
        told[sub] = [clicked(lean, walker, offer) for offer in offers(lean) * 2]
    assert told["5"] == told["6"]
    assert [len(rows) for rows, _asked in told["5"]] == [1] * 3 + [0] * 3


@pytest.mark.usefixtures("a_database")
@pytest.mark.parametrize("style", ["none", "worst"])
def test_the_row_of_a_click_goes_the_same_way_and_enrols_once(tmp_path: Path, style: str) -> None:
    with quarter(tmp_path / "q", "targeted") as q:
        walker = q.takes_part("100", style)
        for offer in offers(q.town):
            walker.post("/offer", offer=offer)
        lines = q.office.run()
        assert len([r for r in q.town.deliveries() if r.kind == "enrol"]) == 6
        assert {r.state for r in q.town.deliveries() if r.kind == "enrol"} == {"delivered"}
        assert lines == ["platform 1: enrol: 6 delivered"]
        assert all(q.moodle.enrolled(course) == {"100"} for course in ("11", "12", "13"))


def test_the_page_knows_how_far_a_clicked_course_is(lean: Town) -> None:
    walker = scanned(lean, "5")
    offer = offers(lean)[0]
    clicked(lean, walker, offer)
    with lean.app.app_context():
        db.session.execute(update(Delivery).values(state="refused", code="not_enrolled"))
        db.session.commit()
    walker.get(f"/start/{offer}")
    assert walker.page.page == "start"
    assert "Refresh" not in walker.page.headers, "what is stuck does not come by waiting"


def test_own_data_shows_each_course_once_and_no_row_that_fills_a_place(lean: Town) -> None:
    for sub, expected in (("5", 1), ("6", 3)):
        walker = scanned(lean, sub)
        clicked(lean, walker, offers(lean)[0])
        with lean.app.app_context():
            person = db.session.scalars(select(Person).where(Person.lti_sub == sub)).one()
            found = sent_for(db.session(), lean.tools.vault, person, lean.clock())
        assert len([row for row in found if row.kind == "enrol"]) == expected, sub


def test_erasing_takes_back_what_a_click_queued(lean: Town) -> None:
    for sub in ("5", "6"):
        walker = scanned(lean, sub)
        for offer in offers(lean):
            clicked(lean, walker, offer)
        with lean.app.app_context():
            person = db.session.scalars(select(Person).where(Person.lti_sub == sub)).one()
            # Three of the submit, three of the clicks, and the mark.
            assert drop_unsent(db.session(), lean.tools.vault, person, lean.clock()) == 7
            db.session.commit()
        assert lean.deliveries() == []


def test_a_course_that_was_linked_after_the_scan_is_clicked_into_once(lean: Town) -> None:
    walker = scanned(lean, "6")
    offer = offers(lean)[0]
    with lean.app.app_context():
        later = {"course_id": "99", "course_ref": "99"}
        db.session.execute(update(OfferLink).where(OfferLink.offer_id == offer).values(later))
        db.session.commit()
    assert [len(clicked(lean, walker, offer)[0]) for _ in range(2)] == [1, 0]
    new = lean.deliveries()[-1]
    payload = lean.tools.vault.open_payload(new.payload_sealed)
    assert (payload["course"], payload.get("decoy")) == ("99", None)


def test_a_place_at_a_workshop_in_the_same_course_tells_nothing_either(lean: Town) -> None:
    venue, told = Venue(lean), {}
    with lean.app.app_context():
        link = db.session.scalars(select(OfferLink).order_by(OfferLink.offer_id)).first()
        assert link is not None
        same = ("course_id", "course_ref", "course_title", "course_url", "healthy", "checked_at")
        fields = {name: getattr(link, name) for name in same}
        db.session.add(OfferLink(cycle_id=lean.cycle_id, offer_id=venue.offers[0], **fields))
        db.session.commit()
    session = venue.session(capacity=5)
    for sub in ("5", "6"):
        scanned(lean, sub)
        before = [row.id for row in lean.deliveries() if row.kind == "enrol"]
        with lean.app.app_context():
            person = db.session.scalars(select(Person).where(Person.lti_sub == sub)).one()
            book(venue.office, person, session)
        told[sub] = len([r for r in lean.deliveries() if r.kind == "enrol"]) - len(before)
    assert told == {"5": 1, "6": 1}


def test_a_click_before_the_scan_leaves_the_rows_of_the_submit_as_they_are(lean: Town) -> None:
    cycle, keys = earlier_theme(cast(Tour, SimpleNamespace(town=lean))), offers(lean)
    with lean.app.app_context():
        # The theme that is to come, and of which L&D opened an offer already.
        running = {"state": "published", "policy": "everyone"}
        db.session.execute(update(Cycle).where(Cycle.id == cycle).values(running))
        coming = update(Cycle).where(Cycle.id == lean.cycle_id)
        db.session.execute(coming.values(state="planned", opened_at=None, policy=None))
        first = lean.clock().date()
        for offer in keys:
            row = OfferSetting(cycle_id=lean.cycle_id, offer_id=offer, available_from=first)
            db.session.add(row)
        db.session.commit()
    added = {}
    for sub in ("5", "6"):
        walker = Walker(lean, lean.app.test_client())
        walker.launch(sub)
        walker.get("/library")
        walker.post(f"/library/{lean.cycle_id}", offer=keys[0])
        assert walker.page.page == "start"
        assert len(lean.deliveries()) == len(added) + 1
        added[sub] = walker
    with lean.app.app_context():
        opened = {"state": "open", "opened_at": lean.clock(), "policy": "targeted"}
        db.session.execute(update(Cycle).where(Cycle.id == lean.cycle_id).values(opened))
        db.session.commit()
    for sub in added:
        before = len(lean.deliveries())
        scanned(lean, sub)
        assert [row.kind for row in lean.deliveries()[before:]] == ["enrol"] * 3 + ["mark"], sub
