"""The log of changes on a page: who did what, found again, taken along, and nobody's result."""

from __future__ import annotations

import csv
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Person, db
from lti_tool.services.organisations import add_organisation
from lti_tool.views.admin_log_words import words
from tests.admin import Admin
from tests.test_costs import counted
from tests.town import Town, Walker

HERE = "/log"


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


def note(
    town: Town, what: str, actor: str = "themascan", days: int = 0, elsewhere: int = 0
) -> None:
    with town.app.app_context():
        row = Change(
            organisation_id=elsewhere or town.organisation_id,
            at=town.clock() - timedelta(days=days),
            actor=actor,
            what=what,
        )
        db.session.add(row)
        db.session.commit()


def opaque(town: Town, sub: str) -> str:
    with town.app.app_context():
        return db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one().opaque_id


def seen(admin: Admin, path: str = HERE) -> str:
    return unescape(admin.see(path))


def rows(admin: Admin, query: str = "") -> list[list[str]]:
    answer = admin.client.get(admin.base + f"{HERE}/csv{query}")
    assert answer.status_code == 200
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def test_the_newest_stands_first_in_words_with_who_did_it(town: Town, admin: Admin) -> None:
    note(town, f"cycle {town.cycle_id} opened: de cursus stond klaar", days=1)
    note(town, "keep_answers_days set", actor=f"admin {opaque(town, '1')}")
    text = seen(admin)
    assert "2 regels" in text
    assert text.index("hoe lang antwoorden blijven") < text.index("De scan ging open")
    assert "vierde kwartaal van 2026. Reden: de cursus stond klaar" in text
    assert "beheerder" in text


def test_whoever_is_known_is_named_on_the_page_and_not_in_the_file(
    town: Town, admin: Admin
) -> None:
    town.add_person("31", first_name_sealed=town.tools.vault.seal_text("Noor"))
    who = opaque(town, "31")
    note(town, f"coordinator {who} confirmed", actor=f"coordinator {who}")
    assert "Iemand is coördinator gemaakt: Noor" in seen(admin)
    file = rows(admin)
    assert file[2][1:] == ["coördinator", who, f"Iemand is coördinator gemaakt: {who}"]
    assert "Noor" not in str(file)


def test_a_word_and_a_period_find_what_is_shown(town: Town, admin: Admin) -> None:
    note(town, "session 1 of tm-ws planned", days=10)
    note(town, "session 1 of tm-ws cancelled", days=2)
    note(town, "calendar address made")
    assert "2 regels" in seen(admin, f"{HERE}?text=WORKSHOP")
    day = (town.clock() - timedelta(days=2)).date()
    text = seen(admin, f"{HERE}?text=workshop&first={day}&last={day}")
    assert "1 regel" in text
    assert "afgelast" in text
    assert [row[3] for row in rows(admin, f"?text=workshop&first={day}")[2:]] == [
        "Workshopmoment afgelast: tm-ws."
    ]
    assert "Er is niets gevonden" in seen(admin, f"{HERE}?text=100%25")


def test_a_day_that_is_none_is_named_and_what_was_typed_stays(town: Town, admin: Admin) -> None:
    text = seen(admin, f"{HERE}?first=gisteren&text=agenda")
    assert 'id="first-error"' in text
    assert 'value="gisteren"' in text
    assert 'value="agenda"' in text


def test_page_by_page_nothing_is_lost_and_nothing_twice(town: Town, admin: Admin) -> None:
    for number in range(60):
        note(town, f"line number {number}.", days=number)
    found: list[str] = []
    for page in (1, 2, 3):
        text = seen(admin, f"{HERE}?page={page}")
        assert f"Bladzijde {page} van 3" in text
        found += [f"line number {number}." for number in range(60) if f"number {number}." in text]
    assert found == [f"line number {number}." for number in range(60)]
    for odd in ("0", "-1", "99", "x", "9" * 40):
        assert "Bladzijde" in seen(admin, f"{HERE}?page={odd}")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_file_starts_a_formula(town: Town, admin: Admin, start: str) -> None:
    note(town, f"{start}cmd|' /C calc'!A0")
    assert rows(admin)[2][3].startswith("'")


def test_nothing_of_an_employee_and_nothing_of_another_organisation(
    town: Town, admin: Admin
) -> None:
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
    note(town, "calendar address made", elsewhere=other)
    note(town, "a person's data erased on paper: mail of Monday", actor="command line")
    note(town, "scan sent in", actor="employee 12")
    note(town, "scan sent in", actor="administrator")
    assert "0 regels" in seen(admin)
    assert len(rows(admin)) == 2


def test_a_whole_scan_leaves_no_line(town: Town, admin: Admin) -> None:
    town.add_person("31")
    walker = Walker(town, town.app.test_client())
    walker.launch("31")
    walker.scan(best=False)
    assert walker.page.page == "result"
    assert "0 regels" in seen(admin)


def test_how_many_did_not_arrive_is_not_told() -> None:
    for count in ("1", "few"):
        said = words(f"{count} deliveries given up (enrol, no_account): is met pensioen", {})
        assert said.own
        assert count not in said.text
        assert said.text.endswith("is met pensioen")


def test_what_nobody_wrote_words_for_stands_as_it_is(town: Town, admin: Admin) -> None:
    note(town, "something new <b>")
    text = admin.see(HERE)
    assert '<td lang="en">something new &lt;b&gt;</td>' in text


LINES = (
    "cycle 1 planned for 2027-Q1: Veilig werken",
    "cycle 1 proposed for 2027-Q1",
    "cycle 1 confirmed for 2027-Q1",
    "cycle 1 closed",
    "cycle 1 published",
    "cycle 1 archived",
    "cycle 1 from 2026-10-12 to 2026-11-06",
    "session 2 of tm-ws changed",
    "offer tm-ml of cycle 1 leads to course 12",
    "offer tm-ml of cycle 1 leads to no course any more",
    "coordinator 0a1b confirmed",
    "coordinator 0a1b taken back",
    "roster of platform 1 from csv: 1 new, 2 changed, 3 left",
    "roster of platform 1: one step back",
    "roster of platform 1: source nrps",
    "platform 1 registered itself: https://lms.example",
    "platform 1: API access set",
    "registration address made",
    "calendar address ended",
    "2027-Q1 is skipped",
    "2027-Q1 is not skipped any more",
    "a card of the helpdesk was opened",
    "offer tm-ml of cycle 1: days and address set",
    "session 2 of tm-ws goes into the LMS",
    "session 2 of tm-ws goes into a group of the LMS",
    "session 2 of tm-ws goes into a group of its own",
    "session 2 of tm-ws goes out of the LMS",
    "draft of theme bellen begun",
    "draft of theme bellen thrown away",
    "draft of theme bellen found good",
    "draft of theme bellen sent back",
    "review of theme bellen asked",
    "theme bellen 1.0.0 published, reviewed",
    "theme bellen 1.0.0 published, not reviewed: niemand kan",
    "theme bellen 1.0.0 imported",
    "parts of theme bellen 1.0.0 taken over",
)


@pytest.mark.parametrize("what", LINES)
def test_every_line_that_the_tool_writes_has_words(town: Town, what: str) -> None:
    with town.app.test_request_context():
        said = words(what, {"1": "2026-Q4"})
    assert said.own
    assert said.text != what


def test_the_page_costs_as_much_for_few_as_for_many(town: Town, admin: Admin) -> None:
    spent = []
    for most in (1, 80):
        for number in range(most):
            note(town, f"line {number}", actor=f"admin {opaque(town, '1')}")
        with counted(town) as count:
            admin.see(HERE)
        spent.append(len(count.statements))
    assert spent[0] == spent[1] <= 6
