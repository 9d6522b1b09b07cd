"""One step back, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from lti_tool.models import (
    Cycle,
    Person,
    RosterBefore,
    RosterEntry,
    Team,
    TeamManager,
    db,
)
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.retention import retain
from tests.services.roster_desk import FIRST, SECOND, RosterAdmin, scalar
from tests.town import Town, Walker


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def test_whoever_leaves_an_open_scan_is_excused_and_a_step_back_undoes_it(
    admin: RosterAdmin,
) -> None:
    admin.town.add_person("5")
    admin.town.add_person("6")
    admin.load("lms_user_id\n6\n")
    excused = select(func.count()).where(RosterEntry.excused)
    assert scalar(admin, excused) == 2, "5, and the admin who is on no list"
    admin.send("/roster/back")
    assert "De vorige lijst is teruggezet." in admin.text
    assert scalar(admin, excused) == 1


def test_one_step_back_brings_everything_back_once(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    before = {key: facts(row) for key, row in admin.people().items()}
    teams = leaders(admin)
    admin.load(SECOND)
    assert {key: facts(row) for key, row in admin.people().items()} != before
    assert "Zet de vorige lijst terug" in admin.text
    admin.send("/roster/back")
    assert {key: facts(row) for key, row in admin.people().items()} == before
    assert leaders(admin) == teams
    assert "Zet de vorige lijst terug" not in admin.text
    admin.send("/roster/back")
    assert "Terugzetten kan niet meer." in admin.text
    assert {key: facts(row) for key, row in admin.people().items()} == before


def facts(row: Person) -> tuple[object, ...]:
    return (
        row.id,
        row.function_group,
        row.team_id,
        row.excused,
        row.first_name_sealed,
        row.email_sealed,
    )


def leaders(admin: RosterAdmin) -> list[tuple[int, int]]:
    with admin.town.app.app_context():
        rows = db.session.execute(
            select(TeamManager.person_id, TeamManager.team_id).order_by(TeamManager.person_id)
        )
        return [(person, team) for person, team in rows]


def test_there_is_no_step_back_after_an_opening_or_a_month(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    admin.town.clock.forward(minutes=5)
    admin.load(SECOND)
    with admin.town.app.app_context():
        later = admin.town.clock() + timedelta(minutes=1)
        db.session.execute(update(Cycle).values(opened_at=later))
        db.session.commit()
    admin.see("/roster")
    assert "Zet de vorige lijst terug" not in admin.text
    admin.send("/roster/back")
    assert set(admin.people()) == {"5", "7", "8"}


def test_the_same_file_changes_nothing_and_keeps_the_step_back(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    admin.load(SECOND)
    assert "verandert niets" in admin.upload(SECOND)
    admin.take()
    admin.send("/roster/back")
    assert set(admin.people()) == {"5", "6", "7"}


def test_a_step_back_finds_who_took_a_place_since(admin: RosterAdmin) -> None:
    town = admin.town
    walker = Walker(town, town.app.test_client())
    walker.launch("77")
    admin.load("email;team\nanna@stad.example;Groen\n")
    admin.load("email;team\nanna@stad.example;Grijs\nbo@stad.example;Grijs\n")
    walker.launch("77", email="anna@stad.example")
    admin.see("/roster")
    admin.send("/roster/back")
    with town.app.app_context():
        rows = db.session.execute(
            select(Person.lti_sub, Team.name).join(Team).where(Person.on_roster)
        ).all()
    assert rows == [("77", "Groen")]


def test_a_step_back_brings_nobody_back_who_was_erased(admin: RosterAdmin) -> None:
    admin.load("lms_user_id\n5\n6\n")
    admin.load("lms_user_id;team\n5;Groen\n6;Groen\n")
    with admin.town.app.app_context():
        tools, session = admin.town.tools, db.session()
        journal = ErasureJournal(tools.settings.erasure_journal_file, tools.vault)
        person = session.scalars(select(Person).where(Person.lms_user_id == "5")).one()
        erase(Eraser(session, tools.vault, journal, tools.clock()), person)
    admin.see("/roster")
    admin.send("/roster/back")
    assert set(admin.people()) == {"6"}


def test_the_roster_before_is_in_the_own_data_and_goes_after_a_month(admin: RosterAdmin) -> None:
    town = admin.town
    admin.load("lms_user_id;team;function_group\n5;Groen;beleid\n")
    admin.load("lms_user_id;team;function_group\n5;Grijs;beleid\n")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    [before] = walker.client.get(walker.base + "/data/download").get_json()[
        "roster_before_its_last_change"
    ]
    assert (before["team"], before["function_group"]) == ("Groen", "Beleid en advies")
    assert "vóór de laatste wijziging" in walker.get("/data").text
    kept = select(func.count()).select_from(RosterBefore)
    for days, left in ((29, 1), (31, 0)):
        with town.app.app_context():
            retain(db.session(), town.tools.vault, town.clock() + timedelta(days=days))
        assert scalar(admin, kept) == left
