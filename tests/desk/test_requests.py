"""Who asks for a talk: by name, with ways to reach them, and no word of a result."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import update

from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.weather import Weather
from adapters.lms import LmsApi
from lti_tool.models import Person, Platform, Team, db
from lti_tool.services.asking import ask, waiting
from lti_tool.services.platforms import lms_of
from tests.town import Town, Walker


def asked(town: Town, sub: str, **texts: str) -> int:
    """Somebody of a team asks for a talk; texts are what the roster knows of them."""
    sealed = {f"{key}_sealed": town.tools.vault.seal_text(text) for key, text in texts.items()}
    number = town.add_person(sub, **sealed)
    with town.app.app_context():
        team = Team(organisation_id=town.organisation_id, name="Publieksbalie")
        db.session.add(team)
        db.session.flush()
        db.session.execute(update(Person).where(Person.id == number).values(team_id=team.id))
        person = db.session.get_one(Person, number)
        ask(db.session(), town.tools.vault, person, "Graag even bellen.", town.clock())
    return number


def test_a_request_has_the_name_of_the_lms_the_team_and_the_mail_address(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    moodle.add_user("104", email="fatima+werk@stad.example", name="Fatima El Amrani")
    asked(town, "104", first_name="Fatima", email="oud@stad.example")
    page = unescape(office.get("/requests").text)
    assert ">Fatima El Amrani</h2>" in page
    assert "Publieksbalie, nummer 104, gevraagd op 25 november" in page
    assert 'href="mailto:fatima%2Bwerk@stad.example">fatima+werk@stad.example</a>' in page
    assert "oud@stad.example" not in page


def test_the_mail_address_of_the_roster_is_there_where_the_lms_gives_none(
    town: Town, office: Walker
) -> None:
    asked(town, "104", first_name="Fatima", email="fatima@stad.example")
    page = unescape(office.get("/requests").text)
    assert ">Fatima</h2>" in page
    assert 'href="mailto:fatima@stad.example"' in page


@pytest.mark.parametrize("weather", ["503", "html"])
def test_an_lms_that_is_away_leaves_the_first_name_and_the_number(
    town: Town, moodle: FakeMoodle, office: Walker, weather: str
) -> None:
    asked(town, "104", first_name="Fatima")
    moodle.weather = Weather(weather)
    page = unescape(office.get("/requests").text)
    assert ">Fatima</h2>" in page
    assert "nummer 104" in page
    assert "Het leerplatform zegt nu niet wie dit is." in page


def test_the_helpdesk_card_is_one_click_away_and_in_no_address(
    town: Town, moodle: FakeMoodle, office: Walker
) -> None:
    moodle.add_user("104", name="Fatima El Amrani")
    number = asked(town, "104")
    with town.app.app_context():
        opaque = db.session.get_one(Person, number).opaque_id
    page = office.get("/requests").text
    assert f'name="person" value="{opaque}"' in page
    assert f"/{opaque}" not in page
    office.post("/helpdesk", person=opaque)
    assert office.page.page == "helpdesk-card"
    assert "Fatima El Amrani, Publieksbalie" in office.main


def test_no_transaction_is_open_while_the_lms_is_asked(town: Town, moodle: FakeMoodle) -> None:
    asked(town, "104")
    seen = []

    def look(platform: Platform) -> LmsApi | None:
        seen.append(db.session().in_transaction())
        return lms_of(platform, town.tools.vault, town.tools.door)

    with town.app.app_context():
        waiting(db.session(), town.tools.vault, town.organisation_id, look)
    assert seen == [False]
