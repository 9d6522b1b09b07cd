"""Who has left goes: addresses after the running round, the rest with the last result."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Coordinator,
    Cycle,
    Delivery,
    Erasure,
    Organisation,
    Person,
    RosterEntry,
    Scan,
    Snapshot,
    db,
)
from lti_tool.models.base import Base
from lti_tool.services import retention, sweeping
from lti_tool.services.leaving import forget_leavers
from tests.jobs.conftest import Office
from tests.own.conftest import Done, close
from tests.own.test_retention import night
from tests.town import Town, Walker

# How what is kept of a person ends: by a rule of the night, by the sweep, or with something else.
ENDS = {
    "person": "people who left",
    "scan": "lines of who took part",
    "roster_entry": "lines of who took part",
    "talk_request": "requests for a talk",
    "data_link": "requests on paper",
    "booking": "places at workshops",
    "completion": "finished offers",
    "worklist_entry": "enrolments made by hand",
    "visit": "sweep",
    "roster_before": "earlier rosters",
    "agenda_feed": "with the person",
    "coordinator": "with the person",
    "team_manager": "with the person",
    "evaluation_done": "with the publication of the evaluation",
}


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town.app, town.clock)


def leave(town: Town, **values: Any) -> None:
    with town.app.app_context():
        db.session.execute(update(Person).values(on_roster=False, **values))
        db.session.commit()


def person_of(town: Town) -> Person:
    with town.app.app_context():
        found = db.session.scalars(select(Person).order_by(Person.id)).first()
        assert found is not None
        db.session.expunge(found)
        db.session.rollback()
        return found


def test_every_table_about_a_person_has_an_end() -> None:
    tables = Base.metadata.tables
    about = {name for name, table in tables.items() if "person_id" in table.columns} | {"person"}
    assert about == set(ENDS), (
        "a new table about people: say here how it ends, and see that it does"
    )
    rules = {*retention.RULES, *retention.OWN_RULES}
    named = {end for end in ENDS.values() if end != "sweep" and not end.startswith("with")}
    assert named <= rules
    assert sweeping.VISITS_STAY.days == 1


def test_addresses_go_when_no_round_needs_them(town: Town, office: Office) -> None:
    seal = town.tools.vault.seal_text
    town.add_person("5", first_name_sealed=seal("Sam"), email_sealed=seal("sam@x.example"))
    leave(town)
    assert night(office) == []
    assert person_of(town).email_sealed is not None, "the round that runs still knows the person"
    close(town, "archived")
    assert night(office) == ["kept long enough: 1 names of people who left"]
    gone = person_of(town)
    assert (gone.first_name_sealed, gone.email_sealed) == (None, None)
    assert (gone.lms_user_id, gone.wrapped_key is None) == ("5", False)


def test_who_is_on_the_roster_keeps_everything(town: Town, done: Done, office: Office) -> None:
    done()
    close(town, "archived")
    for _ in range(2):
        night(office, days=900)
    assert person_of(town).erased_at is None


def test_a_leaver_goes_with_the_last_result(town: Town, done: Done, office: Office) -> None:
    done()
    leave(town)
    close(town, "archived")
    office.run(days=2)  # what visits leave behind goes by the real clock
    town.clock.forward(days=2)
    night(office)
    assert night(office, days=350) == ["kept long enough: 1 answers"]
    assert person_of(town).wrapped_key is not None
    [line] = night(office, days=367)
    assert "1 people who left" in line
    gone = person_of(town)
    assert (gone.wrapped_key, gone.lms_user_id, gone.lti_sub) == (None, None, None)
    assert gone.erased_at is not None
    with town.app.app_context():
        assert db.session.scalars(select(Erasure)).all() == [], "nobody asked: it may be undone"
    assert night(office, days=367) == []


@pytest.mark.parametrize("reason", ["new", "coordinator", "running"])
def test_who_may_still_be_needed_stays(town: Town, office: Office, reason: str) -> None:
    number = town.add_person("5")
    if reason == "coordinator":
        with town.app.app_context():
            row = {"confirmed_at": town.clock(), "confirmed_by": "x"}
            db.session.add(Coordinator(person_id=number, **row))
            db.session.commit()
    leave(town)
    with town.app.app_context():
        state = "published" if reason == "running" else "archived"
        db.session.execute(update(Cycle).values(state=state, closed_at=town.clock()))
        if reason == "running":
            db.session.execute(update(Cycle).values(quarter="2099-Q1"))
        db.session.commit()
        found = retention.retain(
            db.session(),
            town.tools.vault,
            retention.months_before(town.clock(), -1 if reason == "new" else -13),
        )
    assert found["people who left"] == 0
    assert person_of(town).wrapped_key is not None


def test_who_comes_back_on_a_roster_is_welcome(town: Town, done: Done, office: Office) -> None:
    town.add_person("5")
    leave(town)
    close(town, "archived")
    with town.app.app_context():
        later = retention.months_before(town.clock(), -13)
        assert retention.retain(db.session(), town.tools.vault, later)["people who left"] == 1
    town_walker = Walker(town, town.app.test_client())
    assert town_walker.launch("5").status == 200
    with town.app.app_context():
        people = db.session.scalars(select(Person).order_by(Person.id)).all()
        assert [person.lti_sub for person in people] == [None, "5"]


def test_deliveries_of_an_archived_round_go_with_its_outcomes(
    town: Town, done: Done, office: Office
) -> None:
    done()
    with town.app.app_context():
        db.session.execute(update(Delivery).values(state="refused"))
        db.session.commit()
    close(town, "published")
    with town.app.app_context():
        vault, late = town.tools.vault, retention.months_before(town.clock(), -13)
        assert retention.retain(db.session(), vault, late)["deliveries"] == 0
        db.session.execute(update(Cycle).values(state="archived"))
        db.session.commit()
        early = retention.months_before(town.clock(), -11)
        assert retention.retain(db.session(), vault, early)["deliveries"] == 0
        assert retention.retain(db.session(), vault, late)["deliveries"] == 4
        assert db.session.scalars(select(Delivery)).all() == []


def test_who_took_part_is_kept_as_long_as_the_figures(
    town: Town, done: Done, office: Office
) -> None:
    done()
    close(town, "archived")
    with town.app.app_context():
        session, vault, now = db.session(), town.tools.vault, town.clock()
        row = {"cycle_id": town.cycle_id, "kind": "results", "document": {}, "made_at": now}
        session.add(Snapshot(**row, published_at=retention.months_before(now, -1)))
        session.commit()
        name = "lines of who took part"
        assert retention.retain(session, vault, retention.months_before(now, -59))[name] == 0
        assert retention.retain(session, vault, retention.months_before(now, -60))[name] == 0
        [later, last] = [retention.months_before(now, -months) for months in (62, 63)]
        assert retention.retain(session, vault, later)["published figures"] == 1
        assert retention.retain(session, vault, last)[name] == 2
        assert session.scalars(select(Scan)).all() == session.scalars(select(RosterEntry)).all()


def test_a_candidate_that_was_never_published_goes_too(town: Town) -> None:
    with town.app.app_context():
        session, now = db.session(), town.clock()
        row = {"cycle_id": town.cycle_id, "kind": "results", "document": {}, "made_at": now}
        session.add(Snapshot(**row))
        session.commit()
        late = retention.months_before(now, -61)
        assert retention.retain(session, town.tools.vault, late)["published figures"] == 1


def test_a_shorter_term_of_the_organisation_counts_for_leavers(town: Town) -> None:
    town.add_person("5")
    leave(town)
    close(town, "archived")
    with town.app.app_context():
        db.session.execute(update(Organisation).values(keep_outcomes_months=1))
        db.session.commit()
        late = retention.months_before(town.clock(), -2)
        assert retention.retain(db.session(), town.tools.vault, late)["people who left"] == 1


def test_whoever_comes_back_during_the_clean_up_stays(town: Town) -> None:
    town.add_person("5")
    back = town.add_person("6")
    leave(town)
    close(town, "archived")
    with town.app.app_context():
        session, late = db.session(), retention.months_before(town.clock(), -13)
        rounds: list[int] = []

        def comes_back(_: Session) -> None:
            # HR's file of that night, between one person and the next.
            if len(rounds) == 1:
                with Session(db.engine) as other:
                    other.execute(update(Person).where(Person.id == back).values(on_roster=True))
                    other.commit()
            rounds.append(back)

        organisation = session.get_one(Organisation, town.organisation_id)
        session.commit()
        event.listen(session, "after_commit", comes_back)
        assert forget_leavers(session, town.tools.vault, organisation, late, late) == 1
        event.remove(session, "after_commit", comes_back)
        people = session.scalars(select(Person).order_by(Person.id)).all()
        assert [person.lti_sub or person.lms_user_id for person in people] == [None, "6"]
