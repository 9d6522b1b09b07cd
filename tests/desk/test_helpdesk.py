"""The helpdesk card: what stands in somebody's way, and never an outcome."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.weather import Weather
from lti_tool.models import Change, Cycle, Delivery, Person, RosterEntry, db
from lti_tool.services.organisations import add_organisation
from tests.town import Town, Walker


def colleague(town: Town, sub: str, **fields: object) -> str:
    """Somebody of the town: the id that pages show."""
    number = town.add_person(sub, **fields)
    with town.app.app_context():
        return db.session.get_one(Person, number).opaque_id


def walked(town: Town, sub: str, best: bool = True) -> None:
    """Somebody does the scan."""
    walker = Walker(town, town.app.test_client())
    walker.launch(sub)
    walker.scan(best)


def card(office: Walker, opaque: str) -> str:
    """What the card of somebody says."""
    office.get("/helpdesk")
    office.post("/helpdesk", person=opaque)
    assert office.page.page == "helpdesk-card"
    return unescape(office.main.split("</main>")[0])


@pytest.mark.parametrize(
    "typed", ["31", "anna@stad.example", "anna", "P-31", " ANNA@stad.example "]
)
def test_somebody_is_found_by_what_the_lms_knows(
    town: Town, moodle: FakeMoodle, office: Walker, typed: str
) -> None:
    moodle.add_user("31", "anna", "anna@stad.example", "P-31", "Anna Bakker")
    colleague(town, "31")
    colleague(town, "32")
    office.get("/helpdesk")
    office.post("/helpdesk", who=typed.strip().lower() if "@" in typed else typed)
    assert "1 collega gevonden" in office.main
    assert "Anna Bakker" in office.main
    assert "anna@stad" not in office.page.url


def test_a_first_name_of_the_roster_finds_all_who_have_it(town: Town, office: Walker) -> None:
    for sub in ("41", "42"):
        colleague(town, sub, first_name_sealed=town.tools.vault.seal_text("Sam"))
    office.get("/helpdesk")
    office.post("/helpdesk", who="sam")
    assert "2 collega's gevonden" in unescape(office.main)


def test_an_lms_that_is_down_keeps_nobody_from_being_found(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    colleague(town, "31", first_name_sealed=town.tools.vault.seal_text("Sam"))
    moodle.weather = Weather("503")
    office.get("/helpdesk")
    office.post("/helpdesk", who="31")
    assert "1 collega gevonden" in office.main
    assert "Sam" in office.main


def test_nothing_typed_is_said_and_nobody_found_too(town: Town, office: Walker) -> None:
    office.get("/helpdesk")
    office.post("/helpdesk", who=" ")
    assert "Vul een voornaam, nummer, gebruikersnaam of mailadres in." in office.main
    office.post("/helpdesk", who="bestaat-niet")
    assert "0 collega's gevonden" in unescape(office.main)
    assert "Op alleen een achternaam zoeken kan hier niet." in office.main


def test_what_was_typed_stays_in_the_box_and_in_no_address(town: Town, office: Walker) -> None:
    office.get("/helpdesk")
    office.post("/helpdesk", who='El "Amrani"')
    assert 'value="El "Amrani""' in unescape(office.main)
    assert "Amrani" not in office.page.url
    assert "Amrani" not in office.get("/helpdesk").text


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Fatima El Amrani", ["Fatima El Amrani"]),
        (" fatima  el", ["Fatima El Amrani"]),
        ("Fatima", ["Fatima El Amrani", "Fatima Smit"]),
        ("Fatima Jansen", []),
        ("El Amrani", []),
        ("Fati", []),
    ],
)
def test_a_whole_name_is_found_by_its_first_and_held_against_the_lms(
    town: Town, moodle: FakeMoodle, office: Walker, typed: str, names: list[str]
) -> None:
    for sub, name in (("41", "Fatima El Amrani"), ("42", "Fatima Smit")):
        moodle.add_user(sub, name=name)
        colleague(town, sub, first_name_sealed=town.tools.vault.seal_text("Fatima"))
    office.get("/helpdesk")
    office.post("/helpdesk", who=typed)
    assert re.findall(r"level-4\">([^<]+)", office.main) == names


def test_a_whole_name_finds_the_first_name_while_the_lms_is_away(
    town: Town, office: Walker
) -> None:
    colleague(town, "41", first_name_sealed=town.tools.vault.seal_text("Fatima"))
    office.get("/helpdesk")
    office.post("/helpdesk", who="Fatima El Amrani")
    assert "1 collega gevonden" in office.main


def test_the_card_follows_somebody_from_invited_to_done(town: Town, office: Walker) -> None:
    opaque = colleague(town, "31")
    said = card(office, opaque)
    assert "nee, nog nooit" in said
    assert "uitgenodigd" in said
    assert "nog niet begonnen" in said
    walker = Walker(town, town.app.test_client())
    walker.launch("31")
    walker.next()
    said = card(office, opaque)
    assert "begonnen, nog niet klaar" in said
    assert "Alles wat je invulde, is bewaard." in said
    walked(town, "31")
    assert re.search(r"<dd>klaar</dd>", card(office, opaque))


def test_who_is_excused_or_not_on_the_list_is_said(town: Town, office: Walker) -> None:
    opaque = colleague(town, "31")
    with town.app.app_context():
        db.session.execute(update(RosterEntry).values(excused=True))
        db.session.commit()
    assert "hoeft deze keer niet mee te doen" in card(office, opaque)
    with town.app.app_context():
        db.session.query(RosterEntry).delete()
        db.session.commit()
    assert "niet op de lijst, mag wel meedoen" in card(office, opaque)


@pytest.mark.parametrize("policy", ["everyone", "self-service", "targeted"])
def test_two_people_with_opposite_results_have_the_same_card(
    town: Town, office: Walker, policy: str
) -> None:
    with town.app.app_context():
        db.session.execute(update(Cycle).values(policy=policy))
        db.session.commit()
    cards = {}
    for sub, best in (("31", True), ("32", False)):
        opaque = colleague(town, sub)
        walked(town, sub, best)
        with town.app.app_context():
            # Whatever is refused: only what everybody has may be told of.
            values = {"state": "refused", "code": "not_enrolled", "reason": "account 31"}
            enrolments = update(Delivery).where(Delivery.kind == "enrol")
            db.session.execute(enrolments.values(**values))
            db.session.commit()
        text = card(office, opaque)
        cards[sub] = re.sub(r"csrf_token\" value=\"[^\"]+|/v/[\w-]+", "", text).replace(sub, "N")
    assert cards["31"] == cards["32"]
    assert ("Het leerplatform schreef niet in." in cards["31"]) is (policy == "everyone")


def test_opening_a_card_is_logged_by_who_asked_and_names_nobody(town: Town, office: Walker) -> None:
    opaque = colleague(town, "31")
    card(office, opaque)
    with town.app.app_context():
        change = db.session.scalars(select(Change)).one()
        boss = db.session.scalars(select(Person).where(Person.lms_user_id == "boss")).one()
    assert change.actor == f"coordinator {boss.opaque_id}"
    assert change.what == "a card of the helpdesk was opened"
    assert opaque not in change.what


def test_nobody_of_another_organisation_and_nobody_erased_is_found(
    town: Town, office: Walker
) -> None:
    gone, elsewhere = colleague(town, "31"), colleague(town, "32")
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        moved = update(Person).where(Person.opaque_id == elsewhere)
        db.session.execute(moved.values(organisation_id=other))
        erased = update(Person).where(Person.opaque_id == gone)
        db.session.execute(erased.values(erased_at=town.clock()))
        db.session.commit()
    office.get("/helpdesk")
    for number, opaque in (("31", gone), ("32", elsewhere)):
        office.post("/helpdesk", who=number)
        assert "0 collega's gevonden" in unescape(office.main)
        office.post("/helpdesk", person=opaque)
        assert office.page.page == "helpdesk"
