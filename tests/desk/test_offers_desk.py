"""Offers and courses: looked up in the LMS, tied so that copies are followed, and checked."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.weather import Weather
from lti_tool.models import Change, Cycle, OfferLink, Platform, db
from lti_tool.services.organisations import add_organisation
from tests.town import Town, Walker


def first(town: Town) -> str:
    """The first training of the theme."""
    return next(offer.id for offer in town.pack.offers if offer.kind == "microlearning")


def link(town: Town, offer: str) -> OfferLink | None:
    """The link of an offer as it is stored."""
    with town.app.app_context():
        wanted = select(OfferLink).where(OfferLink.offer_id == offer)
        return db.session.scalars(wanted).one_or_none()


def state(town: Town, value: str) -> None:
    """The cycle is in this state."""
    with town.app.app_context():
        db.session.execute(update(Cycle).values(state=value))
        db.session.commit()


def path(town: Town, offer: str = "") -> str:
    """The page of an offer, or of a quarter's offers."""
    return f"/offers/{town.cycle_id}" + (f"/{offer}" if offer else "")


def test_every_offer_says_how_it_stands_with_its_course(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    moodle.add_course("12", "ID-12", "Cursus 12", visible=False)
    office.get("/offers")
    office.post(path(town), go="check")
    assert office.page.page == "offers"
    text = unescape(office.main)
    assert "De cursus is verborgen." in text
    assert text.count("in orde") >= 1
    assert "werkt niet" in text
    assert "nog geen cursus" in text, "the workshops lead nowhere yet"


def test_a_course_is_found_by_its_name_and_held_by_its_own_number(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    moodle.add_course("77", "DV-TEAMS", "Snel vinden in Teams")
    offer = first(town)
    office.get(path(town, offer) + "?search=Teams")
    assert "1 cursus gevonden" in office.main
    office.post(path(town, offer), go="link", course="77")
    assert office.page.page == "offers"
    made = link(town, offer)
    assert made is not None
    assert (made.course_ref, made.course_id, made.healthy) == ("idnumber:DV-TEAMS", "77", True)
    with town.app.app_context():
        actors = [row.actor for row in db.session.scalars(select(Change))]
    assert [actor.partition(" ")[0] for actor in actors] == ["coordinator"]
    # Next year's copy takes over the number: the link goes along.
    moodle.add_course("77", "DV-TEAMS-oud", "Snel vinden in Teams (oud)")
    moodle.add_course("90", "DV-TEAMS", "Snel vinden in Teams")
    office.post(path(town), go="check", offer=offer)
    followed = link(town, offer)
    assert followed is not None
    assert followed.course_id == "90"


def test_a_number_that_two_courses_share_is_no_way_to_hold_one(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    moodle.add_course("77", "", "Zonder kenmerk")
    offer = first(town)
    office.get(path(town, offer))
    office.post(path(town, offer), go="link", course="77")
    made = link(town, offer)
    assert made is not None
    assert made.course_ref == "77"
    assert "Geef de cursus in het leerplatform een kenmerk" in office.main


def test_a_typed_mark_of_a_course_needs_no_word_before_it(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    offer = first(town)
    office.get(path(town, offer))
    office.post(path(town, offer), go="link", course="ID-13")
    made = link(town, offer)
    assert made is not None
    assert (made.course_ref, made.course_id) == ("idnumber:ID-13", "13")


@pytest.mark.parametrize(
    ("course", "says"),
    [
        ("", "Vul het nummer van een cursus in."),
        ("4040", "niet te vinden"),
        ("x" * 300, "niet te vinden"),
    ],
)
def test_what_is_no_course_changes_nothing(
    town: Town, moodle: FakeMoodle, office: Walker, course: str, says: str
) -> None:
    offer = first(town)
    office.get(path(town, offer))
    office.post(path(town, offer), go="link", course=course)
    assert office.page.page == "offer-course"
    assert says in unescape(office.main)
    kept = link(town, offer)
    assert kept is not None
    assert kept.course_id == "11"


def test_a_link_goes_before_the_scan_opens_and_not_while_it_runs(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    offer = first(town)
    office.get(path(town, offer))
    assert 'value="loosen"' not in office.main
    office.post(path(town, offer), go="loosen")
    assert link(town, offer) is not None
    state(town, "planned")
    office.get(path(town, offer))
    office.post(path(town, offer), go="loosen")
    assert link(town, offer) is None
    assert "Zonder cursus kan niemand deze training starten." in office.main


@pytest.mark.parametrize("kind", ["down", "login"])
def test_an_lms_that_does_not_answer_is_said_in_words(
    town: Town, moodle: FakeMoodle, office: Walker, kind: str
) -> None:
    offer = first(town)
    office.get(path(town, offer))
    moodle.weather = Weather("503") if kind == "down" else Weather("login")
    office.get(path(town, offer) + "?search=Teams")
    assert office.page.status == 200
    assert 'role="alert"' in office.main
    office.get("/offers")
    office.post(path(town), go="check")
    assert office.page.page == "offers"
    kept = link(town, offer)
    assert kept is not None
    assert kept.course_id == "11"


def test_without_a_connection_the_page_says_whom_to_ask(town: Town, office: Walker) -> None:
    offer = first(town)
    office.get(path(town, offer) + "?search=Teams")
    assert "Vraag het de beheerder." in office.main
    with town.app.app_context():
        db.session.execute(update(Platform).values(api_adapter="worklist", api_url="https://x.nl"))
        platform = db.session.scalars(select(Platform)).one()
        platform.api_token_sealed = town.tools.vault.seal_text("x")
        db.session.commit()
    office.get(path(town, offer))
    assert 'name="search"' not in office.main, "a list on paper has nothing to search in"


def test_the_offers_of_another_organisation_are_not_there(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        db.session.execute(update(Cycle).values(organisation_id=other))
        db.session.commit()
    office.get(path(town, first(town)))
    assert office.page.page == "offers"
    assert town.pack.title not in office.main
