"""Setting up, page by page: what is wrong is said beside the field, and what was typed stays."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Cycle, FunctionGroup, Organisation, SetupMark, db
from tests.admin import Admin
from tests.test_costs import counted
from tests.town import Town

MAIL = "leren@voorbeeldstad.example"


@pytest.fixture
def admin(town: Town) -> Admin:
    with town.app.app_context():
        db.session.get_one(Cycle, town.cycle_id).state = "draft"
        db.session.commit()
    return Admin(town)


def lines(town: Town) -> list[str]:
    with town.app.app_context():
        return list(db.session.scalars(select(Change.what).order_by(Change.id)))


def groups(town: Town) -> dict[str, FunctionGroup]:
    with town.app.app_context():
        rows = db.session.scalars(select(FunctionGroup).order_by(FunctionGroup.id)).all()
        db.session.expunge_all()
        return {row.code: row for row in rows}


def test_who_runs_scans_already_is_asked_only_what_is_not_there(town: Town) -> None:
    page = Admin(town).see("/admin")
    assert "Dit moet nog worden ingericht" in page
    assert "Lees wat jullie keuzes over privacy betekenen." not in page


def test_each_missing_step_is_named_and_goes_when_it_is_done(town: Town, admin: Admin) -> None:
    assert "Lees wat jullie keuzes over privacy betekenen." in admin.see("/admin")
    admin.see("/setup/privacy")
    admin.send("/setup/done", step="privacy")
    assert "Lees wat jullie keuzes" not in admin.see("/admin")
    admin.send("/setup/done", step="privacy")
    with town.app.app_context():
        assert [row.step for row in db.session.scalars(select(SetupMark))] == ["privacy"]
    assert lines(town) == ["setting up: privacy looked at"]


def test_to_go_without_messages_is_a_choice_that_is_kept_and_told(town: Town, admin: Admin) -> None:
    silent = "Zonder mailserver krijgt niemand bericht."
    assert silent in admin.see("/year")
    page = admin.see("/setup")
    assert "Zonder mailserver krijgt niemand een uitnodiging" in page
    assert "SMTP_URL" not in page.split('id="step-messages"')[0]
    admin.send("/setup/done", step="messages")
    assert "We doen het zonder berichten" not in admin.text
    assert ">zonder berichten<" in admin.text
    assert "Inrichten: het gaat zonder berichten." in admin.see("/log")
    assert silent not in admin.see("/year"), "a choice asks for nobody's attention"


@pytest.mark.parametrize("step", ["", "roster", "nothing"])
def test_what_there_must_be_cannot_be_marked(admin: Admin, step: str) -> None:
    admin.see("/setup")
    admin.send("/setup/done", 404, step=step)


def test_the_organisation_gets_its_name_and_only_what_changed_is_logged(
    town: Town, admin: Admin
) -> None:
    admin.see("/setup/organisation")
    contact = {"name": "Gemeente Dorp", "contact_email": MAIL, "contact_phone": ""}
    admin.send("/setup/organisation", **contact)
    assert lines(town) == ["name set", "contact_email set"]
    admin.see("/setup/organisation")
    admin.send("/setup/organisation", **contact)
    assert len(lines(town)) == 2
    with town.app.app_context():
        assert db.session.get_one(Organisation, town.organisation_id).contact_email == MAIL


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "Vul de naam van jullie organisatie in."),
        ("name", "x" * 256, "Deze tekst is te lang."),
        ("contact_email", "", "Vul het mailadres in"),
        ("contact_email", "leren@", "Dit is geen mailadres."),
        ("privacy_email", "geen adres", "Dit is geen mailadres."),
        ("contact_phone", "0" * 101, "Deze tekst is te lang."),
    ],
)
def test_a_wrong_field_is_named_and_keeps_what_was_typed(
    town: Town, admin: Admin, field: str, value: str, says: str
) -> None:
    admin.see("/setup/organisation")
    given = {"name": "Gemeente Dorp", "contact_email": MAIL, "contact_name": "Team leren"}
    text = unescape(admin.send("/setup/organisation", 200, **{**given, field: value}))
    assert says in text
    assert f'href="#{field}"' in text
    assert 'value="Team leren"' in text
    assert not lines(town)


def test_a_theme_is_taken_once_and_must_be_one_of_those(town: Town, admin: Admin) -> None:
    admin.see("/setup/theme")
    assert "Kies een thema." in admin.send("/setup/theme", 200, theme="nope")
    admin.send("/setup/theme", theme="veilig-digitaal")
    assert lines(town) == ["theme veilig-digitaal taken into use"]
    assert unescape(admin.see("/setup/theme")).count("Dit thema hebben jullie al.") == 2


def test_function_groups_come_change_and_go(town: Town, admin: Admin) -> None:
    admin.see("/function-groups")
    admin.send("/function-groups", name="Haven & Água", examples="havenmeester")
    made = groups(town)["haven-agua"]
    assert (made.name, made.examples) == ("Haven & Água", "havenmeester")
    admin.send(f"/function-groups/{made.id}", go="next", name="Haven", examples="")
    assert groups(town)["haven-agua"].name == "Haven"
    admin.send(f"/function-groups/{made.id}", go="remove")
    assert "haven-agua" not in groups(town)
    assert [line.rpartition(" ")[2] for line in lines(town)] == ["added", "changed", "removed"]


def test_a_group_in_which_somebody_works_stays(town: Town, admin: Admin) -> None:
    number = groups(town)["beleid"].id
    admin.see("/function-groups")
    admin.send(f"/function-groups/{number}", go="remove")
    assert "beleid" in groups(town)


@pytest.mark.parametrize(
    ("name", "says"), [("", "Vul een naam in."), ("BELEID", "Deze naam is er al.")]
)
def test_a_name_is_there_and_used_once(admin: Admin, name: str, says: str) -> None:
    admin.see("/function-groups")
    text = admin.send("/function-groups", 200, name=name, examples="kapitein")
    assert says in text
    assert 'value="kapitein"' in text
    assert 'href="#name-0"' in text


def test_a_group_of_another_organisation_is_not_there(admin: Admin) -> None:
    admin.see("/function-groups")
    admin.send("/function-groups/99999", 404, name="x", examples="")


def test_the_pages_cost_a_fixed_number_of_statements(town: Town, admin: Admin) -> None:
    for path, most in (("/setup", 4), ("/function-groups", 5)):
        with counted(town) as count:
            admin.see(path)
        assert len(count.statements) <= most, path


def test_the_admin_makes_themselves_coordinator_with_one_button(town: Town, admin: Admin) -> None:
    page = admin.see("/people")
    assert "Dat doe ik zelf" in page
    me = page.split('data-person="')[1].split('"')[0]
    admin.send("/people/confirm", person=me)
    assert "Dat doe ik zelf" not in admin.see("/people")
