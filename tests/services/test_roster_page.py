"""An admin with a file of HR: look first, then take it over, and one step back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, func, select, update

from adapters.fakes.moodle import FakeMoodle, Weather
from adapters.fakes.moodle_cohorts import CohortMoodle
from lti_tool.models import (
    Change,
    Cycle,
    FunctionMapping,
    Person,
    Platform,
    RosterEntry,
    RosterUpload,
    TeamManager,
    db,
)
from lti_tool.services.sweeping import sweep
from tests.platform import SYSTEM_ADMIN
from tests.services.roster_desk import RosterAdmin
from tests.town import Town, Walker

HEAD = "lms_user_id;department;team;function_group;manages_team;excused;first_name;email"
FIRST = f"""{HEAD}
5;Stad;Groen;beleid;Groen;;Anna;anna@stad.example
6;Stad;Groen;beleid;;;Bo;
7;Stad;Grijs;buitendienst;;ja;;
"""
SECOND = f"""{HEAD}
5;Stad;Grijs;beleid;Grijs;;Anna;a@stad.example
7;Stad;Grijs;buitendienst;;;;
8;Stad;Rood;Beleid;;;Cor;
"""


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    return RosterAdmin(town)


def scalar(admin: RosterAdmin, statement: Select[Any]) -> Any:
    with admin.town.app.app_context():
        return db.session.scalar(statement)


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


def test_a_preview_tells_what_becomes_what_and_no_names(admin: RosterAdmin) -> None:
    admin.load(FIRST)
    page = admin.upload(SECOND)
    assert admin.counts() == {"Nieuw": 1, "Gewijzigd": 2, "Weg": 1, "Hetzelfde": 0}
    assert "team: van Stad / Groen naar Stad / Grijs" in page
    assert "leidinggevende van: van Stad / Groen naar Stad / Grijs" in page
    assert "e-mailadres: anders" in page
    assert "hoeft niet mee te doen: van ja naar nee" in page
    main = page.split("<main", 1)[1]
    for name in ("Anna", "Cor", "stad.example"):
        assert name not in main
    admin.take()
    assert "1 nieuw, 2 gewijzigd, 1 weg" in admin.text
    assert set(admin.people()) == {"5", "7", "8"}
    with admin.town.app.app_context():
        said = db.session.scalars(select(Change.what).order_by(Change.id)).all()
    assert said[-1].endswith("from csv: 1 new, 2 changed, 1 left")


def test_a_file_can_be_thrown_away(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    admin.send("/roster/preview", go="drop")
    assert "Er is niets veranderd." in admin.text
    assert scalar(admin, select(func.count()).select_from(RosterUpload)) == 0
    assert admin.people() == {}


def test_faulty_lines_are_all_told_and_nothing_waits(admin: RosterAdmin) -> None:
    page = admin.upload("lms_user_id;excused;email\n5;soms;\n;ja;\n7;;bo\n7;;\n", 200)
    assert "<title>Fout:" in page
    for told in (
        "Regel 2: Bij excused staat soms. Schrijf ja of nee.",
        "Regel 3: Er staat niet wie dit is.",
        "Regel 4: bo is geen e-mailadres.",
    ):
        assert told in page
    assert scalar(admin, select(func.count()).select_from(RosterUpload)) == 0


WRONG = {
    "nothing": (b"", "Kies een bestand waar iets in staat."),
    "a workbook": (b"PK\x03\x04rest", "Dit is een Excel-werkmap."),
    "an old workbook": (b"\xd0\xcf\x11\xe0rest", "Dit is een Excel-werkmap."),
    "UTF-16": ("lms_user_id\n5\n".encode("utf-16"), "heeft een andere codering"),
    "a picture": (b"\x89PNG\0\0", "Dit is geen tekst."),
    "another coding": (b"lms_user_id;team\n5;\x81\n", "Regel 2: Dit bestand is niet te lezen."),
    "too much": (b"lms_user_id\n" + b"5\n" * 2_000_000, "hooguit 4 MB"),
    "an unknown column": (b"lms_user_id;colour\n5;x\n", "De kolom colour kennen we niet."),
    "a header only": (b"lms_user_id\n", "Er staat niemand in."),
}


@pytest.mark.parametrize(("raw", "says"), WRONG.values(), ids=WRONG)
def test_what_is_no_list_is_refused_in_words(admin: RosterAdmin, raw: bytes, says: str) -> None:
    assert says in admin.upload(raw, 200)


def test_a_file_from_an_older_excel_is_read_with_a_warning(admin: RosterAdmin) -> None:
    text = "personeelsnummer;Afdeling;Voornaam;Leidinggevende van\nP5;Café Zuid;Zoë;Café Zuid\n"
    page = admin.upload(text.encode("cp1252"))
    assert "niet in UTF-8" in page
    assert "Café Zuid" in page
    assert "niet in UTF-8" not in admin.upload(text)


def test_a_file_that_is_far_too_large_is_not_read(admin: RosterAdmin) -> None:
    page = admin.upload(b"x" * 5_000_000, 413)
    assert "te groot" in page


def test_unknown_functions_are_mapped_once(admin: RosterAdmin) -> None:
    rows = ["5;Medewerker  burgerzaken", "6;medewerker burgerzaken", "7;Stagiair", "8;Xyz"]
    text = "\n".join(["lms_user_id;functie", *rows])
    page = admin.upload(text)
    assert page.count('name="word-') == 4
    assert "Dit is een voorstel." in page
    fields = {f"word-{number}": code for number, code in enumerate(["beleid", "-", "", "beleid"])}
    admin.take(**fields)
    groups = {key: row.function_group for key, row in admin.people().items()}
    assert groups == {"5": "beleid", "6": "beleid", "7": None, "8": None}
    page = admin.upload(text)
    assert page.count('name="word-') == 1, "what has been decided is not asked again"
    assert admin.counts()["Hetzelfde"] == 4
    page = admin.see("/roster/functions")
    assert "Nog te kiezen" in page
    number = page.split("Xyz</label>")[1].split('name="word-')[1].split('"')[0]
    admin.send("/roster/functions", **{f"word-{number}": "buitendienst"})
    admin.load(text)
    assert admin.people()["8"].function_group == "buitendienst"


def test_mapped_words_can_be_changed_and_forgotten(admin: RosterAdmin) -> None:
    admin.load("lms_user_id;functie\n5;Stagiair\n", **{"word-0": "beleid"})
    number = scalar(admin, select(FunctionMapping.id))
    admin.see("/roster/functions")
    admin.send("/roster/functions", **{f"word-{number}": "nergens"})
    assert scalar(admin, select(FunctionMapping.function_group)) is None
    admin.send("/roster/functions", **{f"word-{number}": "beleid", f"forget-{number}": "yes"})
    assert scalar(admin, select(func.count()).select_from(FunctionMapping)) == 0


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


def test_a_file_waits_an_hour_sealed_and_for_its_visit_only(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    sealed = scalar(admin, select(RosterUpload.content_sealed))
    assert isinstance(sealed, bytes)
    assert b"Anna" not in sealed
    assert 'data-page="roster"' in other_visit(admin)
    with admin.town.app.app_context():
        assert sweep(db.session(), admin.town.clock())["uploaded rosters"] == 0
    admin.town.clock.forward(minutes=31)
    admin.see("/roster/preview")
    admin.town.clock.forward(minutes=30)
    assert admin.client.get(admin.base + "/roster/preview").status_code == 303
    admin.see("/roster")
    admin.send("/roster/preview", go="take")
    assert "niet meer bewaard" in admin.text


def test_a_file_that_nobody_takes_over_is_swept_away(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    admin.town.clock.forward(minutes=61)
    with admin.town.app.app_context():
        assert sweep(db.session(), admin.town.clock())["uploaded rosters"] == 1


def other_visit(admin: RosterAdmin) -> str:
    """What the same admin sees at the preview after launching anew, elsewhere."""
    walker = Walker(admin.town, admin.town.app.test_client())
    walker.client.get("/healthz")
    walker.launch("1", roles=[SYSTEM_ADMIN])
    return walker.get("/roster/preview").text


def test_an_erasure_drops_a_file_that_waits(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    admin.see("/erase")
    admin.client.post(
        admin.base + "/erase", data={"csrf_token": admin.text.split('csrf_token" value="')[1][:32]}
    )
    assert scalar(admin, select(func.count()).select_from(RosterUpload)) == 0


@pytest.mark.parametrize("weather", ["500", "off"])
def test_an_lms_that_does_not_answer_is_said(admin: RosterAdmin, weather: str) -> None:
    with FakeMoodle() as moodle, admin.town.app.app_context():
        sealed = admin.town.tools.vault.seal_text(moodle.token)
        way = {"api_adapter": "moodle", "api_url": moodle.url, "api_token_sealed": sealed}
        db.session.execute(update(Platform).values(way))
        db.session.commit()
        moodle.add_user("5", idnumber="P5")
        moodle.weather = Weather(weather)
        assert "geeft geen antwoord" in admin.upload("idnumber\nP5\n", 200)
        moodle.weather = None
        assert "kent niemand met idnumber P6" in admin.upload("idnumber\nP5\nP6\n", 200)
        calls = len(moodle.calls)
        admin.load("idnumber\nP5\n")
        assert len(moodle.calls) == calls + 1, "taking over asks nothing anew"
    assert set(admin.people()) == {"5"}


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
