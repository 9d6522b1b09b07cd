"""Erasing: the key and all that hangs on it goes, at once and for good; figures stay."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, func, select, update

from lti_tool.models import Base, Delivery, Person, RosterEntry, Scan, TalkRequest, db
from lti_tool.services.cycles import cycle_status
from lti_tool.services.erasing import finish_erasures
from tests.own.conftest import Done, close
from tests.town import Town, Walker


def erase(walker: Walker) -> Walker:
    """By the pages that somebody would use."""
    asked = walker.get("/erase")
    assert (asked.page, "Je plekken bij workshops" in asked.text) == ("erase", True)
    walker.post("/erase", erase="1")
    assert walker.page.page == "erased"
    return walker


def rows(town: Town) -> dict[str, int]:
    with town.app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def status(town: Town) -> dict[str, int]:
    with town.app.app_context():
        found = cycle_status(db.session(), town.cycle_id, town.clock())
    keys = ("invited", "completed", "open", "excused", "outside_roster")
    return {key: found[key] for key in keys}


def test_nothing_that_is_sealed_or_known_is_left(town: Town, done: Done) -> None:
    seal = town.tools.vault.seal_text
    kept = {"first_name_sealed": seal("Sam"), "email_sealed": seal("sam@x.example")}
    town.add_person("6", match_kind="email", match_value="digest", **kept)
    walker = Walker(town, town.app.test_client())
    walker.launch("6")
    walker.scan(best=False)
    walker.post("/ask", go="next", words="bel me")
    with town.app.app_context():
        opaque_id = db.session.scalars(select(Person.opaque_id)).one()
    erase(walker)
    with town.app.app_context():
        person = db.session.scalars(select(Person)).one()
        assert person.opaque_id != opaque_id, "as the log of changes may know them"
        left = {column.name: getattr(person, column.key) for column in Person.__table__.columns}
        sealed = [
            value
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary) and table.name != "signing_key"
            for value in db.session.scalars(select(column).where(column.is_not(None)))
        ]
    numbers = {"id", "organisation_id", "platform_id", "opaque_id", "created_at", "erased_at"}
    assert {name for name, value in left.items() if value} == numbers
    assert sealed == []
    assert rows(town)["visit"] == rows(town)["talk_request"] == rows(town)["scan"] == 0


def test_every_visit_of_the_person_ends_and_no_other(town: Town, done: Done) -> None:
    walker, elsewhere, other = done(), Walker(town, town.app.test_client()), done("7")
    elsewhere.launch("5")
    base = walker.base
    erase(walker)
    assert walker.client.get(base + "/scan").status_code == 403
    assert elsewhere.client.get(elsewhere.base + "/scan").status_code == 403
    assert other.get("/result").page == "result"


@pytest.mark.parametrize("finished", [True, False])
def test_before_the_close_it_counts_as_excused(town: Town, finished: bool) -> None:
    for sub in ("5", "6", "7"):
        town.add_person(sub)
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    if finished:
        walker.scan(best=False)
    before = status(town)
    assert (before["completed"], before["open"]) == ((1, 2) if finished else (0, 3))
    erase(walker)
    assert status(town) == {**before, "completed": 0, "open": 2, "excused": 1}


@pytest.mark.parametrize("state", ["closed", "published", "archived"])
def test_after_the_close_the_figures_stay(town: Town, done: Done, state: str) -> None:
    walker = done()
    close(town, state)
    before = status(town)
    erase(walker)
    assert status(town) == before == {**before, "completed": 1, "excused": 0}
    with town.app.app_context():
        scan = db.session.scalars(select(Scan)).one()
        assert (scan.answers_sealed, scan.outcome_sealed, scan.seed) == (b"", b"", "")


def test_who_is_not_on_the_roster_leaves_no_figure(town: Town) -> None:
    walker = Walker(town, town.app.test_client())
    walker.launch("99")
    walker.next()
    walker.next(group="beleid")
    while walker.page.page in ("questions", "closing"):
        walker.next(**{item.id: item.options[0].id for item in walker.shown()})
    assert status(town)["outside_roster"] == 1
    erase(walker)
    assert status(town) == dict.fromkeys(status(town), 0)


def test_what_has_not_reached_the_lms_is_taken_back(town: Town, done: Done) -> None:
    done("6")
    theirs = {row.id for row in town.deliveries()}
    walker = done("5")
    with town.app.app_context():
        ours = [row.id for row in db.session.scalars(select(Delivery)) if row.id not in theirs]
        delivered, refused, _waiting, mark = ours
        for number, state in ((delivered, "delivered"), (refused, "refused")):
            db.session.execute(update(Delivery).where(Delivery.id == number).values(state=state))
        db.session.commit()
    erase(walker)
    assert {row.id for row in town.deliveries()} == theirs | {delivered}
    assert mark not in {row.id for row in town.deliveries()}


def test_what_a_job_had_in_hand_goes_when_it_comes_back(town: Town, done: Done) -> None:
    walker = done()
    with town.app.app_context():
        db.session.execute(update(Delivery).values(state="sending"))
        db.session.commit()
    erase(walker)
    assert len(town.deliveries()) == 4
    with town.app.app_context():
        db.session.execute(update(Delivery).values(state="waiting"))
        db.session.commit()
        assert finish_erasures(db.session(), town.tools.vault, town.clock()) == 4
    assert town.deliveries() == []


def test_who_launches_again_is_somebody_new(town: Town, done: Done) -> None:
    walker = done()
    first = walker.get("/result").person
    erase(walker)
    again = Walker(town, town.app.test_client())
    assert again.launch("5").page == "welcome"
    assert again.page.person != first
    assert "Fijn dat je terug bent" not in again.page.text
    assert again.next().page == "group", "the roster of this cycle has nobody of that name"
    with town.app.app_context():
        keys = db.session.execute(select(Person.lti_sub, Person.wrapped_key.is_not(None))).all()
        entry = db.session.scalars(select(RosterEntry)).one()
        tombstone = db.session.get_one(Person, entry.person_id)
    assert sorted(map(tuple, keys), key=str) == [("5", True), (None, False)]
    assert tombstone.erased_at is not None


def test_the_page_says_what_stays_and_the_confirmation_too(town: Town, done: Done) -> None:
    walker = done()
    text = walker.get("/erase").text
    assert "Je inschrijvingen en het vinkje in het leerplatform" in text
    assert "Cijfers van groepen die al gemaakt zijn" in text
    assert "Het opleidingsteam krijgt hier geen bericht van." in text
    assert "kunnen wel merken dat je niet meer op hun lijsten staat" in text
    assert "Je inschrijvingen in het leerplatform staan er nog" in erase(walker).page.text


def test_looking_at_the_page_erases_nothing(town: Town, done: Done) -> None:
    walker = done()
    before = rows(town)
    walker.get("/erase")
    assert walker.client.post(walker.base + "/erase").status_code == 400
    assert rows(town) == before


def test_a_message_of_the_person_is_gone_for_coordinators_too(town: Town, done: Done) -> None:
    walker = done()
    with town.app.app_context():
        person = db.session.scalars(select(Person)).one()
        sealed = town.tools.vault.seal_text("x")
        request = {"organisation_id": town.organisation_id, "words_sealed": sealed}
        db.session.add(TalkRequest(person_id=person.id, created_at=town.clock(), **request))
        db.session.commit()
    erase(walker)
    assert rows(town)["talk_request"] == 0
