"""Who is coordinator, on the admin's page: confirmed, taken back, logged, and never by a role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import pytest
from sqlalchemy import select, update

from adapters.advantage import Member
from adapters.errors import Unavailable
from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.weather import Weather
from lti_tool.models import (
    Change,
    Coordinator,
    CourseContext,
    Person,
    Platform,
    db,
)
from lti_tool.services.coordinators import Act, confirm, take_back, teachers
from lti_tool.services.organisations import add_organisation
from tests.admin import Admin
from tests.desk.conftest import moodle
from tests.platform import INSTRUCTOR
from tests.test_costs import counted
from tests.town import Town, Walker

__all__ = ["moodle"]
HERE = "/people"
LEARNER_THERE = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


@pytest.fixture
def admin(town: Town) -> Admin:
    made = Admin(town)
    made.see(HERE)
    return made


def opaque(town: Town, sub: str) -> str:
    with town.app.app_context():
        found = db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()
        return found.opaque_id


def changes(town: Town) -> list[tuple[str, str]]:
    with town.app.app_context():
        rows = db.session.execute(select(Change.what, Change.actor).order_by(Change.id)).all()
        return [(what, actor) for what, actor in rows]


def confirmed(town: Town) -> int:
    with town.app.app_context():
        return len(db.session.scalars(select(Coordinator)).all())


@pytest.mark.parametrize("typed", ["31", "anna", "anna@stad.example", "P-31"])
def test_somebody_is_found_by_what_the_lms_knows_and_confirmed(
    town: Town, moodle: FakeMoodle, admin: Admin, typed: str
) -> None:
    moodle.add_user("31", "anna", "anna@stad.example", "P-31", "Anna Bakker")
    town.add_person("31")
    admin.send(HERE, 200, go="search", who=typed)
    assert "Anna Bakker" in admin.text
    assert "1 collega gevonden" in admin.text
    admin.send(f"{HERE}/confirm", person=opaque(town, "31"))
    assert "Gelukt" in admin.text
    assert "Anna Bakker" in admin.text
    assert changes(town) == [
        (f"coordinator {opaque(town, '31')} confirmed", f"admin {opaque(town, '1')}")
    ]


def test_who_was_confirmed_is_coordinator_at_the_next_launch(town: Town, admin: Admin) -> None:
    town.add_person("31")
    admin.send(f"{HERE}/confirm", person=opaque(town, "31"))
    walker = Walker(town, town.app.test_client())
    assert walker.launch("31").page == "coordinator"


def test_taking_back_reaches_a_visit_that_goes_on(town: Town, admin: Admin) -> None:
    town.add_person("31")
    admin.send(f"{HERE}/confirm", person=opaque(town, "31"))
    walker = Walker(town, town.app.test_client())
    walker.launch("31")
    assert walker.get("/helpdesk").status == 200
    admin.send(f"{HERE}/withdraw", person=opaque(town, "31"))
    assert walker.get("/helpdesk").status == 403
    assert walker.get("/").page == "welcome"
    assert confirmed(town) == 0
    assert changes(town)[-1][0].endswith("taken back")


def test_twice_is_once_and_leaves_one_line(town: Town, admin: Admin) -> None:
    town.add_person("31")
    for _time in range(2):
        admin.send(f"{HERE}/confirm", person=opaque(town, "31"))
    assert confirmed(town) == 1
    for _time in range(2):
        admin.send(f"{HERE}/withdraw", person=opaque(town, "31"))
    assert len(changes(town)) == 2


def test_nobody_of_another_organisation_and_nobody_erased_is_touched(town: Town) -> None:
    town.add_person("31")
    town.add_person("32")
    gone, elsewhere = opaque(town, "31"), opaque(town, "32")
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        erased = update(Person).where(Person.opaque_id == gone)
        db.session.execute(erased.values(erased_at=town.clock()))
        moved = update(Person).where(Person.opaque_id == elsewhere)
        db.session.execute(moved.values(organisation_id=other))
        db.session.commit()
        for who in (gone, elsewhere, "", "nobody"):
            act = Act(town.organisation_id, who, "admin x", town.clock())
            assert not confirm(db.session(), act)
            assert not take_back(db.session(), act)
    assert not changes(town)


def test_nothing_typed_is_said_and_nobody_found_too(town: Town, admin: Admin) -> None:
    admin.send(HERE, 200, go="search", who=" ")
    assert "Vul een nummer, gebruikersnaam of mailadres in." in admin.text
    admin.send(HERE, 200, go="search", who="bestaat-niet")
    assert "0 collega's gevonden" in unescape(admin.text)


def test_an_lms_that_is_down_leaves_the_list_readable(
    town: Town, moodle: FakeMoodle, admin: Admin
) -> None:
    town.add_person("31", first_name_sealed=town.tools.vault.seal_text("Sam"))
    moodle.weather = Weather("503")
    admin.send(f"{HERE}/confirm", person=opaque(town, "31"))
    assert "Sam" in admin.text


def course(town: Town) -> None:
    with town.app.app_context():
        row = CourseContext(
            platform_id=town.platform_id, context_id="c", memberships_url="https://lms.example/m"
        )
        db.session.add(row)
        db.session.execute(update(Person).values(lti_sub=Person.lms_user_id))
        db.session.commit()


def test_candidates_are_teachers_who_have_opened_the_tool(town: Town) -> None:
    for sub in ("31", "32"):
        town.add_person(sub)
    course(town)

    def members(_platform: Platform, url: str) -> Sequence[Member]:
        assert url == "https://lms.example/m"
        roles = {"31": INSTRUCTOR, "32": LEARNER_THERE, "99": INSTRUCTOR}
        return [Member(user_id=sub, roles=(role,)) for sub, role in roles.items()]

    def away(_platform: Platform, _url: str) -> Sequence[Member]:
        raise Unavailable("lms.example does not answer")

    with town.app.app_context():
        found = teachers(db.session(), town.organisation_id, members)
        assert [row.lti_sub for row in found] == ["31"]
        assert not teachers(db.session(), town.organisation_id, away)


def test_teachers_cannot_be_asked_and_the_page_says_what_else_to_do(
    town: Town, admin: Admin
) -> None:
    admin.send(HERE, 200, go="teachers")
    assert "Alleen wie de scan al eens opende" in admin.text


def test_the_page_costs_as_much_for_one_as_for_many(town: Town, admin: Admin) -> None:
    spent = []
    for subs in (("31",), ("32", "33", "34", "35")):
        for sub in subs:
            town.add_person(sub)
            admin.send(f"{HERE}/confirm", person=opaque(town, sub))
        with counted(town) as count:
            admin.see(HERE)
        spent.append(len(count.statements))
    assert spent[0] == spent[1] <= 5


def test_no_address_tells_who_was_searched(town: Town, admin: Admin) -> None:
    admin.send(HERE, 200, go="search", who="geheim")
    assert not re.search(r'(href|action)="[^"]*geheim', admin.text)
