"""A roster run beside what somebody does at the same moment: neither undoes the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Person, Platform, Team, db
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.people import Identity, person_at_launch
from lti_tool.services.roster.importing import Office, draft_file, import_roster
from lti_tool.services.roster.reading import read_text
from lti_tool.services.roster.stepping import step_back
from tests.hall import NOW, Hall, vault
from tests.services.at_once import Act, Other, just_before

ANNA = "lms_user_id,first_name,email\n7,Anna,anna@stad.nl\n"
ANNE = ANNA.replace("Anna", "Anne")
# The first that a run writes is the roster as it was.
AFTER_READING = "INSERT INTO roster_before"
pytestmark = pytest.mark.postgresql


@pytest.fixture
def anna(hall: Hall) -> Hall:
    """One person, of whom HR's file has a name to tell."""
    hall.add_people(1, lms_user_id="7", wrapped_key=vault().new_person_key())
    return hall


def load(hall: Hall, text: str, session: Session | None = None) -> None:
    office = Office(session or hall.session, vault(), None, NOW)
    import_roster(office, hall.platform_id, read_text(text, "hr.csv"))


def erasing(folder: Path) -> Act:
    """Anna has everything erased."""
    with_vault = vault()
    journal = ErasureJournal(folder / "erasures", with_vault)

    def act(session: Session) -> None:
        erase(Eraser(session, with_vault, journal, NOW), session.scalars(select(Person)).one())

    return act


def launching(hall: Hall) -> Act:
    """Anna comes for the first time."""
    with_vault, platform_id = vault(), hall.platform_id

    def act(session: Session) -> None:
        platform = session.get_one(Platform, platform_id)
        person_at_launch(session, with_vault, platform, Identity("sub-7", "7"), NOW)
        session.commit()

    return act


def the_only(hall: Hall) -> Person:
    hall.session.rollback()
    hall.session.expire_all()
    return hall.session.scalars(select(Person)).one()


def assert_gone(person: Person) -> None:
    assert person.erased_at is not None
    kept = (person.lms_user_id, person.email_sealed, person.first_name_sealed, person.on_roster)
    assert kept == (None, None, None, False)


def test_a_run_brings_nobody_back_who_has_everything_erased(anna: Hall, tmp_path: Path) -> None:
    with just_before(AFTER_READING, erasing(tmp_path)):
        load(anna, ANNA)
    assert_gone(the_only(anna))


def test_a_step_back_brings_nobody_back_who_has_everything_erased(
    anna: Hall, tmp_path: Path
) -> None:
    load(anna, ANNA)
    load(anna, ANNE)
    with just_before("UPDATE person", erasing(tmp_path)):
        step_back(anna.session, anna.platform_id, NOW, "admin")
    assert_gone(the_only(anna))


def test_an_erasure_takes_along_what_a_run_wrote_since_the_page_was_opened(
    anna: Hall, tmp_path: Path
) -> None:
    anna.session.scalars(select(Person)).one()
    anna.session.commit()
    with Session(db.engine) as other:
        load(anna, ANNA, other)
    erasing(tmp_path)(anna.session)
    assert_gone(the_only(anna))


def test_a_run_does_not_undo_a_launch(anna: Hall) -> None:
    with just_before(AFTER_READING, launching(anna)):
        load(anna, ANNA)
    person = the_only(anna)
    assert person.lti_sub == "sub-7"
    assert person.first_name_sealed is not None


def test_looking_at_what_a_file_would_do_keeps_nobody_waiting(anna: Hall) -> None:
    office = Office(anna.session, vault(), None, NOW)
    draft_file(office, anna.platform_id, read_text(ANNA, "hr.csv"))
    launch = Other(launching(anna))
    launch.start()
    assert launch.is_done
    launch.finish()


def test_two_runs_of_one_organisation_make_a_department_once(hall: Hall) -> None:
    of_two, text = two_platforms(hall), "lms_user_id,team,department\n7,A,Zorg\n"
    with_vault = vault()

    def the_other(session: Session) -> None:
        office = Office(session, with_vault, None, NOW)
        import_roster(office, of_two, read_text(text, "hr.csv"))

    with just_before("INSERT INTO team", the_other):
        load(hall, text)
    hall.session.rollback()
    assert hall.session.scalar(select(func.count(Team.id)).where(Team.name == "Zorg")) == 1
    assert hall.session.scalars(select(Person.on_roster)).all() == [True, True]


def two_platforms(hall: Hall) -> int:
    """The number of a second LMS of the organisation."""
    second = hall.second_platform()
    hall.session.commit()
    return second.id


def test_a_run_finds_who_launches_for_the_first_time_while_it_adds_them(hall: Hall) -> None:
    with just_before("INSERT INTO person", launching(hall)):
        load(hall, ANNA)
    person = the_only(hall)
    assert (person.lti_sub, person.on_roster) == ("sub-7", True)
    assert person.first_name_sealed is not None


def test_whoever_takes_their_place_gets_what_a_run_says_of_it_meanwhile(hall: Hall) -> None:
    text, with_vault = "email,first_name\nanna@stad.nl,Anna\n", vault()
    hall.add_people(1, lti_sub="sub-7", on_roster=False, wrapped_key=with_vault.new_person_key())
    load(hall, text)

    def run(session: Session) -> None:
        file = read_text(text.replace("Anna", "Anne"), "hr.csv")
        import_roster(Office(session, with_vault, None, NOW), platform_id, file)

    platform_id = hall.platform_id
    platform = hall.session.get_one(Platform, platform_id)
    identity = Identity("sub-7", pending=(("email", "anna@stad.nl"),))
    with just_before("UPDATE person", run):
        person_at_launch(hall.session, with_vault, platform, identity, NOW)
        hall.session.commit()
    hall.session.expire_all()
    person = hall.session.scalars(select(Person).where(Person.on_roster)).one()
    assert (person.lti_sub, with_vault.open_text(person.first_name_sealed or b"")) == (
        "sub-7",
        "Anne",
    )
