"""An admin with a file of HR: look first, then take it over."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from adapters.fakes.moodle_cohorts import CohortMoodle
from lti_tool.models import (
    Change,
    Person,
    Platform,
    RosterUpload,
    db,
)
from tests.services.roster_desk import FIRST, SECOND, RosterAdmin, scalar
from tests.town import Town


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def test_nothing_is_written_until_it_is_taken_over(admin: RosterAdmin) -> None:
    page = admin.upload(FIRST)
    assert 'data-page="roster-preview"' in page
    assert admin.counts() == {"Nieuw": 3, "Gewijzigd": 0, "Weg": 0, "Hetzelfde": 0}
    assert admin.people() == {}
    page = admin.take()
    assert "De nieuwe lijst is overgenomen." in page
    assert set(admin.people()) == {"5", "6", "7"}
    assert admin.counts()["Collega's"] == 3
    assert "3 nieuw, 0 gewijzigd, 0 weg" in page


def test_a_preview_tells_what_becomes_what_and_no_addresses(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    page = admin.upload(SECOND)
    assert admin.counts() == {"Nieuw": 1, "Gewijzigd": 2, "Weg": 1, "Hetzelfde": 0}
    assert "team: van Stad / Groen naar Stad / Grijs" in page
    assert "leidinggevende van: van Stad / Groen naar Stad / Grijs" in page
    assert "e-mailadres: anders" in page
    assert "hoeft niet mee te doen: van ja naar nee" in page
    main = page.split("<main", 1)[1]
    assert "stad.example" not in main
    admin.take()
    assert "1 nieuw, 2 gewijzigd, 1 weg" in admin.text
    assert set(admin.people()) == {"5", "7", "8"}
    with admin.town.app.app_context():
        said = db.session.scalars(select(Change.what).order_by(Change.id)).all()
    assert said[-1].endswith("from csv: 1 new, 2 changed, 1 left")


def test_a_preview_shows_first_names_of_the_file_and_who_comes_before_who_leaves(
    admin: RosterAdmin,
) -> None:
    admin.load(FIRST)
    main = admin.upload(SECOND).split("<main", 1)[1]
    assert '<th scope="row">8</th><td>Cor</td>' in main
    assert '<th scope="row">5</th><td>Anna</td>' in main
    assert "Bo" not in main.split('id="gone-title"')[1], "who leaves is not in the file"
    titles = [main.index(f'id="{name}-title"') for name in ("new", "changed", "gone")]
    assert titles == sorted(titles)
    admin.upload("lms_user_id;team\n9;Geel\n")
    assert "Voornaam" not in admin.text.split("<main", 1)[1]


def test_a_file_can_be_thrown_away(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    admin.send("/roster/preview", go="drop")
    assert "Er is niets veranderd." in admin.text
    assert scalar(admin, select(func.count()).select_from(RosterUpload)) == 0
    assert admin.people() == {}


def test_many_who_leave_need_a_tick(admin: RosterAdmin) -> None:
    admin.load("\n".join(["lms_user_id", *map(str, range(100, 140))]))
    admin.upload("\n".join(["lms_user_id", *map(str, range(100, 120))]))
    assert "20 van de 40 mensen weg" in admin.text
    page = admin.take(200)
    assert 'id="sure-error"' in page
    assert len(admin.people()) == 40
    admin.take(sure="yes")
    assert len(admin.people()) == 20


def test_a_preview_that_no_longer_holds_is_shown_anew(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    admin.upload(SECOND)
    with admin.town.app.app_context():
        db.session.execute(
            update(Person).where(Person.lms_user_id == "7").values(function_group="beleid")
        )
        db.session.commit()
    page = admin.take(200)
    assert "De lijst is intussen veranderd." in page
    assert "functiegroep: van" in page
    assert set(admin.people()) == {"5", "6", "7"}
    admin.take()
    assert set(admin.people()) == {"5", "7", "8"}


def test_the_roster_stands_by_team_in_counts(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    page = admin.see("/roster")
    row = '<th scope="row">Stad</th><td>Groen</td><td>2</td><td>1</td>'
    assert row in page
    assert "Anna" not in page


CHOICES = {
    "nothing": ({"source": "paper"}, "source", "Kies waar de lijst vandaan komt."),
    "no Moodle": ({"source": "moodle", "cohorts": "ALLEN"}, "source", "nummers van cohorten"),
    "no course": ({"source": "nrps", "course": "99"}, "course", "Open de scan eerst een keer"),
}


@pytest.mark.parametrize(("fields", "place", "says"), CHOICES.values(), ids=CHOICES)
def test_a_source_that_cannot_work_is_said_beside_its_field(
    admin: RosterAdmin, fields: dict[str, str], place: str, says: str
) -> None:
    page = admin.send("/roster/source", 200, **fields)
    assert says in page
    assert f'href="#{place}"' in page
    assert f'id="{place}-error"' in page


def test_a_cohort_is_chosen_and_brought_up_to_date_on_the_page(admin: RosterAdmin) -> None:
    with CohortMoodle() as moodle:
        with admin.town.app.app_context():
            sealed = admin.town.tools.vault.seal_text(moodle.token)
            way = {"api_adapter": "moodle", "api_url": moodle.url, "api_token_sealed": sealed}
            db.session.execute(update(Platform).values(way))
            db.session.commit()
        people = [str(number) for number in range(101, 115)]
        for key in people:
            moodle.add_user(key)
        moodle.cohorts["ALLEN"] = people
        page = admin.send("/roster/source", 200, source="moodle", cohorts=" ")
        assert 'id="cohorts-error"' in page
        admin.send("/roster/source", source="moodle", cohorts="ALLEN")
        admin.send("/roster/sync")
        assert "Cohorten in Moodle: 14 nieuw, 0 gewijzigd, 0 weg." in admin.text
        del moodle.cohorts["ALLEN"][2:]
        admin.send("/roster/sync")
        assert "12 van de 14 mensen weggaan" in admin.text
        assert len(admin.people()) == 14
        admin.send("/roster/sync", sure="yes")
        assert len(admin.people()) == 2
