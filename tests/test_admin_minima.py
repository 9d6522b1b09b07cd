"""Minima of a quarter on a page: chosen by what people must be able to do, then frozen."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Cycle, FunctionGroup, ThemePackRow, db
from lti_tool.services.cycles import open_cycle
from lti_tool.services.gate import gate_gaps
from lti_tool.services.hand import Hand
from lti_tool.services.minima import board_of, change_minima
from lti_tool.services.organisations import add_organisation
from questionnaires.packs import pack_from_document
from tests.admin import Admin, planned
from tests.test_costs import counted
from tests.town import Town

SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


@pytest.fixture
def number(admin: Admin) -> int:
    return planned(admin).id


def form(text: str) -> dict[str, str]:
    """What the page would send when nobody changes anything."""
    return {name: (CHOSEN.search(options) or ["", ""])[1] for name, options in SELECT.findall(text)}


def lines(town: Town) -> list[str]:
    with town.app.app_context():
        wanted = select(Change.what).where(Change.what.startswith("minima"))
        return list(db.session.scalars(wanted.order_by(Change.id)))


def cycle(town: Town, number: int) -> Cycle:
    with town.app.app_context():
        row = db.session.get_one(Cycle, number)
        assert row.minima is None or row.minima
        assert row.document is None or row.document
        db.session.expunge(row)
        return row


def test_the_questions_of_each_level_stand_beside_the_choice(admin: Admin, number: int) -> None:
    text = unescape(admin.see(f"/minima/{number}"))
    for item in admin.town.pack.items:
        if item.role == "kern" and item.level in (1, 2):
            assert item.text in text
    given = form(text)
    for group, row in admin.town.pack.minima.items():
        for skill, minimum in row.items():
            assert given[f"{group}.{skill}"] == str(minimum)


def test_what_is_chosen_is_frozen_at_opening_and_logged_cell_by_cell(
    town: Town, admin: Admin, number: int
) -> None:
    given = form(admin.see(f"/minima/{number}"))
    skill = town.pack.skills[0].id
    now = given[f"beleid.{skill}"]
    other = "1" if now != "1" else "2"
    admin.send(f"/minima/{number}", go="next", **{**given, f"beleid.{skill}": other})
    assert "Bewaard." in admin.text
    assert lines(town) == [f"minima of cycle {number}: beleid {skill} {now} to {other}"]
    assert "Het thema vraagt" in admin.text
    with town.app.app_context():
        assert open_cycle(db.session(), number, town.clock())
        document = db.session.scalar(select(Cycle.document).where(Cycle.id == number))
        assert document
        frozen = pack_from_document(document).minima
    assert frozen["beleid"][skill] == int(other)
    assert {**frozen, "beleid": {**frozen["beleid"], skill: int(now)}} == town.pack.minima


def test_after_opening_nothing_changes_any_more(town: Town, admin: Admin, number: int) -> None:
    given = form(admin.see(f"/minima/{number}"))
    skill = town.pack.skills[0].id
    with town.app.app_context():
        row = db.session.get_one(Cycle, number)
        board = board_of(db.session(), row, "nl")
        assert open_cycle(db.session(), number, town.clock())
        hand = Hand(town.organisation_id, "admin x", town.clock())
        changed = {group: {**cells, skill: 0} for group, cells in board.theirs.items()}
        assert not change_minima(db.session(), hand, board, changed)
    admin.send(f"/minima/{number}", 409, go="next", **{**given, f"beleid.{skill}": "0"})
    admin.see(f"/minima/{number}", 303)
    assert cycle(town, number).minima is None
    assert not lines(town)


def test_back_to_what_the_theme_asks(town: Town, admin: Admin, number: int) -> None:
    given = form(admin.see(f"/minima/{number}"))
    skill = town.pack.skills[0].id
    admin.send(f"/minima/{number}", go="next", **{**given, f"beleid.{skill}": "0"})
    assert cycle(town, number).minima
    admin.send(f"/minima/{number}", go="reset")
    assert cycle(town, number).minima is None
    assert form(admin.text) == given
    assert len(lines(town)) == 2


@pytest.mark.parametrize("bad", ["3", "", "hoog", "-1"])
def test_a_minimum_is_chosen_from_three_and_what_was_chosen_stays(
    admin: Admin, number: int, bad: str
) -> None:
    given = form(admin.see(f"/minima/{number}"))
    first, second = (skill.id for skill in admin.town.pack.skills[:2])
    sent = {**given, f"beleid.{first}": bad, f"balie-kcc.{second}": "0"}
    if "balie-kcc" not in admin.town.pack.minima:
        sent.pop(f"balie-kcc.{second}")
    admin.send(f"/minima/{number}", 200, go="next", **sent)
    assert "kies wat nodig is" in admin.text
    assert f'href="#beleid.{first}"' in admin.text
    assert form(admin.text)[f"beleid.{second}"] == given[f"beleid.{second}"]


def test_no_minimum_that_no_training_reaches(town: Town, admin: Admin, number: int) -> None:
    skill = town.pack.skills[0].id
    with town.app.app_context():
        row = db.session.get_one(Cycle, number)
        theme = db.session.get_one(ThemePackRow, row.theme_pack_id)
        offers = [
            {**offer, "to_level": 1} if skill in offer["skills"] else offer
            for offer in theme.document["offers"]
        ]
        theme.document = {**theme.document, "offers": offers}
        db.session.commit()
    given = form(admin.see(f"/minima/{number}"))
    admin.send(f"/minima/{number}", 200, go="next", **{**given, f"beleid.{skill}": "2"})
    assert "geen korte training brengt iemand zo ver" in admin.text


def test_a_group_that_the_theme_does_not_know_gets_a_scan_once_it_has_minima(
    town: Town, admin: Admin, number: int
) -> None:
    with town.app.app_context():
        mine = town.organisation_id
        db.session.add(FunctionGroup(organisation_id=mine, code="haven", name="Haven", position=9))
        db.session.commit()
    given = form(admin.see(f"/minima/{number}"))
    skills = [skill.id for skill in town.pack.skills]
    assert [given[f"haven.{skill}"] for skill in skills] == [""] * len(skills)
    admin.send(f"/minima/{number}", go="next", **given)
    assert cycle(town, number).minima is None
    chosen = {f"haven.{skill}": "1" for skill in skills}
    admin.send(f"/minima/{number}", go="next", **{**given, **chosen})
    assert cycle(town, number).minima == {"haven": dict.fromkeys(skills, 1)}
    with town.app.app_context():
        row = db.session.get_one(Cycle, number)
        gaps = gate_gaps(db.session(), row, town.clock())
        assert any("Haven" in line for gap in gaps for line in gap.details)


def test_without_a_coming_quarter_the_page_says_what_to_do(admin: Admin) -> None:
    assert "Plan er eerst een" in admin.see("/minima")


def test_no_cycle_of_another_organisation(town: Town, admin: Admin, number: int) -> None:
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        db.session.get_one(Cycle, number).organisation_id = other
        db.session.commit()
    admin.see(f"/minima/{number}", 404)
    admin.see("/minima")
    admin.send(f"/minima/{number}", 404, go="reset")


def test_the_page_costs_a_fixed_number_of_statements(town: Town, admin: Admin, number: int) -> None:
    with counted(town) as count:
        admin.see(f"/minima/{number}")
    assert len(count.statements) <= 7
