"""Asking somebody to look along: nothing goes with it but what the person writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lti_tool.models import Coordinator, Organisation, Person, TalkRequest, db
from lti_tool.services import asking
from tests.own.conftest import Done
from tests.test_access import launched
from tests.town import Town, Walker

HELP = "Ik kom er niet uit met delen."


@pytest.fixture
def coordinator(town: Town) -> Walker:
    return launched(town, "coordinator")


def ask(walker: Walker, words: str = "") -> Walker:
    assert walker.get("/ask").page == "ask"
    walker.post("/ask", go="next", words=words)
    return walker


def sealed(town: Town) -> list[bytes]:
    with town.app.app_context():
        return list(db.session.scalars(select(TalkRequest.words_sealed)))


def test_a_coordinator_sees_who_asks_and_what_they_wrote(
    town: Town, done: Done, coordinator: Walker
) -> None:
    walker = done()
    with town.app.app_context():
        first = town.tools.vault.seal_text("Anna")
        named = update(Person).where(Person.lms_user_id == "5")
        db.session.execute(named.values(first_name_sealed=first))
        db.session.commit()
    ask(walker, HELP)
    page = coordinator.get("/requests")
    assert (page.page, page.role) == ("requests", "coordinator")
    assert "Anna" in page.text
    assert "nummer 5" in page.text
    assert HELP in page.text


@pytest.mark.parametrize("best", [True, False])
def test_the_request_is_the_same_whatever_the_result(
    town: Town, done: Done, coordinator: Walker, best: bool
) -> None:
    walker = done(best=best)
    assert "Vraag iemand mee te kijken" in walker.page.text
    ask(walker)
    page = coordinator.get("/requests").text.split("<main")[1]
    assert not any(skill.title in page for skill in town.pack.skills)
    assert not any(level.name in page for level in town.pack.levels)


def test_words_are_sealed_at_one_length_with_and_without(
    town: Town, done: Done, coordinator: Walker
) -> None:
    lengths = set()
    for words in ("", HELP, "é" * 600, "👍" * 900, "a\r\nb"):
        ask(done() if not lengths else again(town), words)
        lengths |= {len(row) for row in sealed(town)}
    assert len(lengths) == 1
    assert not any(HELP.encode() in row for row in sealed(town))


def again(town: Town) -> Walker:
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    return walker


def test_a_second_request_takes_the_place_of_the_first(
    town: Town, done: Done, coordinator: Walker
) -> None:
    walker = ask(ask(done(), "eerst"), "daarna")
    assert len(sealed(town)) == 1
    assert "daarna" in walker.page.text
    assert "Verander mijn vraag" in walker.page.text


def test_it_can_be_taken_back(town: Town, done: Done, coordinator: Walker) -> None:
    walker = ask(done(), HELP)
    walker.post("/ask", go="withdraw")
    assert sealed(town) == []
    assert "Trek mijn vraag in" not in walker.page.text
    assert "Er staan geen vragen open" in coordinator.get("/requests").text


def test_what_is_done_goes_with_its_words(town: Town, done: Done, coordinator: Walker) -> None:
    ask(done(), HELP)
    coordinator.get("/requests")
    with town.app.app_context():
        number = db.session.scalars(select(TalkRequest.id)).one()
    for wrong in ("", "x", "999", "9" * 30, "²"):
        coordinator.post("/requests", done=wrong)
        assert len(sealed(town)) == 1
    coordinator.post("/requests", done=str(number))
    assert (coordinator.page.page, sealed(town)) == ("requests", [])
    coordinator.post("/close")


def test_another_organisations_requests_are_out_of_reach(
    town: Town, done: Done, coordinator: Walker
) -> None:
    ask(done(), HELP)
    with town.app.app_context():
        other = Organisation(name="Elders", created_at=town.clock())
        db.session.add(other)
        db.session.flush()
        db.session.execute(update(TalkRequest).values(organisation_id=other.id))
        db.session.commit()
        number = db.session.scalars(select(TalkRequest.id)).one()
    assert HELP not in coordinator.get("/requests").text
    coordinator.get("/scan")
    coordinator.post("/requests", done=str(number))
    assert len(sealed(town)) == 1


def test_where_nobody_would_read_it_nothing_is_sent(town: Town, done: Done) -> None:
    with town.app.app_context():
        contact = {"contact_email": "leren@x.example", "contact_name": "Mila"}
        db.session.execute(update(Organisation).values(contact))
        db.session.commit()
    walker = done()
    page = walker.get("/ask")
    assert "nog niemand aangewezen" in page.text
    assert "leren@x.example" in page.text
    assert "<textarea" not in page.text
    walker.post("/ask", go="next", words=HELP)
    assert sealed(town) == []


@pytest.mark.parametrize("role", ["employee", "manager", "admin"])
def test_only_coordinators_see_requests(town: Town, role: str) -> None:
    walker = launched(town, role)
    assert walker.client.get(walker.base + "/requests").status_code == 403


def test_words_under_a_lost_key_are_empty_and_the_request_stands(
    town: Town, done: Done, coordinator: Walker
) -> None:
    ask(done(), HELP)
    with town.app.app_context():
        db.session.execute(update(TalkRequest).values(words_sealed=b"noise"))
        db.session.commit()
    page = coordinator.get("/requests")
    assert page.status == 200
    assert "nummer 5" in page.text


def test_the_oldest_stands_first(town: Town, coordinator: Walker) -> None:
    with town.app.app_context():
        for number, hours in (("8", 1), ("9", 2)):
            town.add_person(number)
            person = db.session.scalars(select(Person).where(Person.lms_user_id == number)).one()
            then = town.clock() - timedelta(hours=hours)
            asking.ask(db.session(), town.tools.vault, person, "", then)
        vault, ours = town.tools.vault, town.organisation_id
        rows = asking.waiting(db.session(), vault, ours, lambda _platform: None)
        assert [row.caller.number for row in rows] == ["9", "8"]
        assert db.session.scalars(select(Coordinator)).one()
