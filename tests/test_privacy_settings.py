"""Privacy settings by HTTP: chosen with open eyes, refused as the command refuses, and logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Cycle, Organisation, Person, db
from tests.admin import Admin
from tests.test_costs import counted
from tests.town import Town

HERE = "/privacy-settings"
RECORDS = {
    "dpia_date": "2026-05-12",
    "works_council_decision": "Ingestemd, OR-26-14",
    "decided_by": "De gemeentesecretaris",
}
NUMBERS = {
    "k": "8",
    "keep_answers_days": "30",
    "keep_outcomes_months": "12",
    "keep_changes_months": "12",
}


@pytest.fixture
def admin(town: Town) -> Admin:
    """In front of the settings, with no cycle on its way."""
    put(town, "archived")
    made = Admin(town)
    made.see(HERE)
    return made


def put(town: Town, state: str) -> None:
    with town.app.app_context():
        db.session.scalars(select(Cycle)).one().state = state
        db.session.commit()


def setting(town: Town) -> Organisation:
    with town.app.app_context():
        found = db.session.get_one(Organisation, town.organisation_id)
        db.session.expunge(found)
        return found


def changes(town: Town) -> list[tuple[str, str]]:
    with town.app.app_context():
        rows = db.session.execute(select(Change.what, Change.actor).order_by(Change.id)).all()
        return [(what, actor) for what, actor in rows]


def actor(town: Town) -> str:
    with town.app.app_context():
        return f"admin {db.session.scalars(select(Person.opaque_id)).one()}"


def test_each_policy_says_what_it_reveals_with_an_example(admin: Admin) -> None:
    assert admin.text.count("Een voorbeeld:") == 3
    assert "Zij kunnen daaruit afleiden waar je onder het minimum zat." in admin.text
    assert "Nu geldt: Iedereen hetzelfde. Cijfers vanaf 8 collega's." in admin.text


def test_a_choice_is_made_and_logged_with_who_made_it(admin: Admin, town: Town) -> None:
    admin.send(f"{HERE}/policy", enrolment_policy="self-service")
    assert setting(town).enrolment_policy == "self-service"
    assert changes(town) == [("enrolment_policy set", actor(town))]
    admin.send(f"{HERE}/policy", enrolment_policy="self-service")
    assert len(changes(town)) == 1, "what stays as it is is no change"


def test_targeted_asks_for_a_decision_that_somebody_stands_for(admin: Admin, town: Town) -> None:
    page = admin.send(f"{HERE}/policy", 200, enrolment_policy="targeted")
    assert "<title>Fout:" in page
    for field in RECORDS:
        assert f'id="{field}-error"' in page
    assert setting(town).enrolment_policy == "everyone"
    admin.send(f"{HERE}/policy", enrolment_policy="targeted", **RECORDS)
    found = setting(town)
    assert (found.enrolment_policy, str(found.dpia_date)) == ("targeted", "2026-05-12")
    assert {what for what, _ in changes(town)} == {
        *(f"{name} set" for name in RECORDS),
        "enrolment_policy set",
    }
    paper = admin.see(f"{HERE}/records")
    for words in ("12 mei 2026", "OR-26-14", "De gemeentesecretaris", actor(town)):
        assert words in paper
    assert "Docenten en het opleidingsteam kunnen daaruit afleiden" in paper


@pytest.mark.parametrize("state", ["planned", "ready", "open", "closed", "published"])
def test_targeted_is_refused_once_a_cycle_is_planned(admin: Admin, town: Town, state: str) -> None:
    put(town, state)
    page = admin.send(f"{HERE}/policy", 200, enrolment_policy="targeted", **RECORDS)
    assert 'id="enrolment_policy-error"' in page
    assert "Dit kan alleen voordat er een ronde is gepland." in page
    assert setting(town).enrolment_policy == "everyone"
    assert setting(town).dpia_date is None, "all or nothing"
    assert changes(town) == []
    admin.send(f"{HERE}/policy", enrolment_policy="self-service")
    assert setting(town).enrolment_policy == "self-service"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("dpia_date", "morgen", "Vul een datum in."),
        ("dpia_date", "2026-13-01", "Vul een datum in."),
        ("decided_by", "x" * 256, "Deze tekst is te lang."),
        ("decided_by", "a\nb", "Schrijf dit op één regel."),
        ("works_council_decision", " ", "Vul in wat de ondernemingsraad besloot."),
        ("enrolment_policy", "nobody", "Kies een van de drie."),
    ],
)
def test_a_wrong_record_is_shown_at_its_field(
    admin: Admin, town: Town, field: str, value: str, says: str
) -> None:
    form = {"enrolment_policy": "targeted", **RECORDS, field: value}
    page = admin.send(f"{HERE}/policy", 200, **form)
    assert says in page
    assert f'id="{field}-error"' in page
    assert changes(town) == []


def test_a_dpia_that_is_still_to_come_does_not_count(admin: Admin, town: Town) -> None:
    later = (town.clock() + timedelta(days=2)).date().isoformat()
    page = admin.send(
        f"{HERE}/policy", 200, enrolment_policy="targeted", **{**RECORDS, "dpia_date": later}
    )
    assert "Deze datum is nog niet geweest." in page


def test_numbers_change_together_and_only_those_that_do_are_logged(
    admin: Admin, town: Town
) -> None:
    admin.send(f"{HERE}/numbers", **{**NUMBERS, "k": "10", "keep_answers_days": "14"})
    found = setting(town)
    assert (found.k, found.keep_answers_days, found.keep_outcomes_months) == (10, 14, 12)
    assert [what for what, _ in changes(town)] == ["k set", "keep_answers_days set"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("k", "5", "Vul minstens 6 in."),
        ("k", "acht", "Vul een heel getal in."),
        ("k", "٨", "Vul een heel getal in."),
        ("keep_answers_days", "31", "Een termijn kan alleen korter worden"),
        ("keep_outcomes_months", "0", "Een termijn kan alleen korter worden"),
        ("keep_changes_months", "-1", "Vul een heel getal in."),
    ],
)
def test_a_wrong_number_changes_nothing(
    admin: Admin, town: Town, field: str, value: str, says: str
) -> None:
    form = {**NUMBERS, "keep_answers_days": "14", field: value}
    page = admin.send(f"{HERE}/numbers", 200, **form)
    assert says in page
    assert f'id="{field}-error"' in page
    assert setting(town).keep_answers_days == 30
    assert changes(town) == []


@pytest.mark.parametrize("state", ["open", "closed"])
def test_k_is_fixed_while_there_are_results_to_count(admin: Admin, town: Town, state: str) -> None:
    put(town, state)
    page = admin.send(f"{HERE}/numbers", 200, **{**NUMBERS, "k": "9"})
    assert "Dit getal ligt vast" in page
    admin.send(f"{HERE}/numbers", **{**NUMBERS, "keep_answers_days": "20"})
    assert (setting(town).k, setting(town).keep_answers_days) == (8, 20)


def test_the_pages_cost_three_statements(admin: Admin, town: Town) -> None:
    for path in (HERE, f"{HERE}/records"):
        admin.see(path)
        with counted(town) as count:
            admin.see(path)
        assert len(count.statements) <= 3, count.statements
