"""Test accounts: who becomes one, what they leave, and how all of it goes again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lti_tool.models import (
    Booking,
    Cycle,
    Delivery,
    EvaluationAnswer,
    EvaluationDone,
    Organisation,
    Person,
    Platform,
    Scan,
    db,
)
from lti_tool.services import rehearsal
from lti_tool.services.closing import outside_roster
from lti_tool.services.cycles import cycle_status, open_cycle
from lti_tool.services.evaluating import give
from lti_tool.services.hand import Hand
from lti_tool.services.people import Identity, person_at_launch
from lti_tool.services.rehearsed import settle_joined
from lti_tool.services.retention import retain
from lti_tool.services.roster import Office, import_roster, read_roster
from questionnaires.evaluation import EMPLOYEE, QUESTIONS, Given
from tests.services.workshop import Venue
from tests.town import Town, Walker, pick

JOIN = "Meld dit account als testaccount"


def switched_on(town: Town) -> None:
    """L&D rehearses from now on."""
    with town.app.app_context():
        rehearsal.switch_on(db.session(), Hand(town.organisation_id, "coordinator x", town.clock()))


def arrived(town: Town, sub: str = "900") -> Walker:
    """Somebody of whom no roster speaks, in front of the first page."""
    walker = Walker(town, town.app.test_client())
    walker.launch(sub)
    return walker


def rehearsing(town: Town, sub: str = "900") -> Walker:
    """A test account, as it said itself."""
    walker = arrived(town, sub)
    walker.get("/test-account")
    walker.post("/test-account", go="test")
    return walker


def scanned(walker: Walker) -> Walker:
    """The same after the whole scan."""
    walker.next()
    walker.next(group="beleid")
    while walker.page.page in ("questions", "closing"):
        walker.next(**{item.id: pick(item, False) for item in walker.shown()})
    assert walker.page.page == "result"
    return walker


def person_of(sub: str) -> Person:
    return db.session.scalars(select(Person).where(Person.lti_sub == sub)).one()


def test_an_account_becomes_a_test_account_at_its_own_launch_and_every_page_says_so(
    town: Town,
) -> None:
    assert JOIN not in arrived(town).page.text, "no rehearsal is on"
    switched_on(town)
    walker = arrived(town, "901")
    assert JOIN in walker.page.text
    walker.get("/test-account")
    walker.post("/test-account", go="test")
    assert "telt nergens mee" in walker.page.text
    assert JOIN not in walker.page.text
    with town.app.app_context():
        assert person_of("901").rehearsal
        assert not person_of("900").rehearsal


def test_nobody_of_the_roster_and_nobody_who_did_something_becomes_a_test_account(
    town: Town,
) -> None:
    switched_on(town)
    town.add_person("5")
    colleague, newcomer = arrived(town, "5"), arrived(town, "902")
    newcomer.next()
    newcomer.next(group="beleid")
    for walker in (colleague, newcomer):
        assert JOIN not in walker.get("/scan").text
        assert walker.get("/test-account").page != "test-account"
        walker.get("/scan")
        walker.post("/test-account", go="test")
    with town.app.app_context():
        assert not person_of("5").rehearsal
        assert not person_of("902").rehearsal


def test_it_ends_by_itself_and_the_night_after_cleans_up(town: Town) -> None:
    switched_on(town)
    scanned(rehearsing(town))
    town.clock.forward(days=rehearsal.DAYS, seconds=1)
    assert JOIN not in arrived(town, "903").page.text
    with town.app.app_context():
        counts = retain(db.session(), town.tools.vault, town.clock())
        assert counts["test accounts"] == 1
        assert db.session.scalar(select(func.count(Scan.id))) == 0
        assert db.session.get_one(Organisation, town.organisation_id).rehearsal_until is None


def test_a_coordinator_switches_it_on_and_off_and_cleans_up_in_one_click(
    town: Town, office: Walker
) -> None:
    office.get("/rehearsal")
    office.post("/rehearsal", go="on")
    assert "Oefenen staat aan" in office.page.text
    test = scanned(rehearsing(town))
    text = office.get("/rehearsal").text
    assert "1 testaccount" in text
    assert "1 scan begonnen" in text
    office.post("/rehearsal", go="clean")
    assert "1 testaccount is opgeruimd" in office.page.text
    assert test.client.get(test.base + "/result").status_code == 403, "the visit has ended"
    office.post("/rehearsal", go="off")
    assert "Oefenen staat uit" in office.page.text
    with town.app.app_context():
        assert db.session.scalars(select(Scan)).all() == []
        waiting = select(Delivery).where(Delivery.state == "waiting", Delivery.kind == "enrol")
        assert db.session.scalars(waiting).all() == []


def test_a_scan_outbox_place_or_form_of_a_test_account_is_in_no_count(town: Town) -> None:
    venue = Venue(town)
    session_id = venue.session(capacity=1)
    with town.app.app_context():
        before = cycle_status(db.session(), town.cycle_id, town.clock())
        db.session.rollback()
    switched_on(town)
    walker = scanned(rehearsing(town))
    walker.post("/bookings", book=str(session_id))
    with town.app.app_context():
        person, cycle = person_of("900"), db.session.get_one(Cycle, town.cycle_id)
        answers = dict.fromkeys(QUESTIONS[EMPLOYEE], 3)
        form = (cycle, EMPLOYEE)
        assert give(db.session(), town.tools.vault, person, form, Given(answers, "test"))
        assert db.session.scalar(select(func.count()).select_from(EvaluationAnswer)) == 0
        assert db.session.scalar(select(func.count()).select_from(EvaluationDone)) == 1
        assert db.session.scalar(select(func.count(Delivery.id))), "it is enrolled all the same"
        assert cycle_status(db.session(), town.cycle_id, town.clock()) == before
        assert db.session.scalars(select(Booking.placed)).all() == [True]
        db.session.rollback()
    [guest] = venue.people(1)
    venue.book(session_id, guest)
    assert guest in venue.seats(session_id)[0], "the only place was still free"


def test_whoever_comes_onto_the_roster_is_no_test_account_any_more(town: Town) -> None:
    switched_on(town)
    for sub in ("900", "901"):
        scanned(rehearsing(town, sub))
    waiting = town.add_person("R7")
    with town.app.app_context():
        session, vault = db.session(), town.tools.vault
        session.execute(update(Person).where(Person.lti_sub == "900").values(on_roster=True))
        assert settle_joined(session, town.platform_id) == 1
        # The other one turns out to be somebody for whom the roster keeps a place.
        platform = session.get_one(Platform, town.platform_id)
        identity = Identity("901", lms_user_id="R7")
        known = person_at_launch(session, vault, platform, identity, town.clock())
        assert known.person.on_roster
        session.commit()
        assert not person_of("900").rehearsal
        assert not person_of("901").rehearsal
        assert session.scalars(select(Scan)).all() == []
        assert session.get_one(Person, waiting).on_roster is False
        assert outside_roster(session, town.cycle_id) == 0


@pytest.mark.parametrize("state", ["planned", "ready"])
def test_before_a_quarter_opens_only_a_test_account_takes_its_scan(town: Town, state: str) -> None:
    with town.app.app_context():
        coming = {"state": state, "document": None, "policy": None, "k": None, "opened_at": None}
        db.session.execute(update(Cycle).values(coming))
        db.session.commit()
    switched_on(town)
    assert arrived(town, "904").page.page == "none"
    scanned(rehearsing(town))
    with town.app.app_context():
        kinds = db.session.scalars(select(Delivery.kind).distinct()).all()
        assert kinds == ["enrol"], "no column in a gradebook before the opening"
        now = town.clock() + timedelta(days=1)
        assert open_cycle(db.session(), town.cycle_id, now)
        assert db.session.scalars(select(Scan)).all() == [], "the pack is frozen only now"


def test_a_roster_that_names_a_test_account_takes_it_in_as_a_colleague(town: Town) -> None:
    switched_on(town)
    scanned(rehearsing(town))
    file = read_roster(b"lms_user_id,function_group\n900,beleid\n", "roster.csv")
    with town.app.app_context():
        session = db.session()
        session.execute(update(Person).where(Person.lti_sub == "900").values(lms_user_id="900"))
        session.commit()
        office = Office(session, town.tools.vault, None, town.clock())
        import_roster(office, town.platform_id, file, anyway=True)
        colleague = person_of("900")
        assert colleague.on_roster
        assert not colleague.rehearsal
        assert session.scalars(select(Scan)).all() == []
