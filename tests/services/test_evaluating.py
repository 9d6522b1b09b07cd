"""The evaluation over HTTP: who is asked when, once, and that nothing leads back to a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import (
    Cycle,
    EvaluationAnswer,
    EvaluationDone,
    Person,
    Snapshot,
    Team,
    TeamManager,
    db,
)
from lti_tool.services.cycles import archive_cycle
from lti_tool.services.evaluating import give
from lti_tool.services.evaluation_forms import forms_of
from questionnaires.evaluation import QUESTIONS, Given
from tests.services.report_town import audited, publish
from tests.test_access import launched
from tests.town import Town, Walker

ALL = dict.fromkeys(QUESTIONS["employee"], "4")
OPEN = "Wat vond je ervan?"


def looking_back(town: Town, weeks: int = 20, state: str = "published") -> None:
    """The scan opened so many weeks ago, in the quarter of that time."""
    with town.app.app_context():
        cycle = db.session.scalars(select(Cycle)).one()
        cycle.state, cycle.opens = state, town.clock().date() - timedelta(weeks=weeks)
        cycle.closes = cycle.opens + timedelta(weeks=4)
        cycle.quarter = f"{cycle.opens.year}-Q{(cycle.opens.month + 2) // 3}"
        db.session.commit()


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    """Somebody who took part."""
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    walker.scan(best=True)
    return walker


def form(walker: Walker) -> str:
    """The form in view: what it says it is about."""
    return walker.page.text.split('name="audience" value="')[1].split('"')[0]


def test_who_took_part_is_asked_once_and_thanked(town: Town, walker: Walker) -> None:
    looking_back(town)
    assert OPEN in walker.get("/evaluation").text
    walker.next(audience=form(walker), words="Meer tijd, graag.", **ALL)
    assert "Dank je wel!" in walker.page.text
    with town.app.app_context():
        kept = forms_of(db.session(), town.tools.vault, town.cycle_id)
        answers = dict.fromkeys(QUESTIONS["employee"], 4)
        assert list(kept) == [("employee", Given(answers, "Meer tijd, graag."))]


@pytest.mark.parametrize(("weeks", "state"), [(0, "open"), (4, "published"), (20, "archived")])
def test_nobody_is_asked_before_the_last_month_or_after_the_end(
    town: Town, walker: Walker, weeks: int, state: str
) -> None:
    looking_back(town, weeks, state)
    assert OPEN not in walker.get("/evaluation").text


def test_who_did_not_take_part_is_not_asked(town: Town, client: FlaskClient) -> None:
    town.add_person("6")
    looking_back(town)
    walker = Walker(town, client)
    walker.launch("6")
    assert OPEN not in walker.get("/evaluation").text


def test_who_leads_a_team_gets_a_form_of_their_own(town: Town, client: FlaskClient) -> None:
    person = town.add_person("7")
    with town.app.app_context():
        team = Team(organisation_id=town.organisation_id, name="Burgerzaken")
        db.session.add(team)
        db.session.flush()
        db.session.add(TeamManager(team_id=team.id, person_id=person))
        db.session.commit()
    looking_back(town)
    walker = Walker(town, client)
    walker.launch("7")
    assert "Hoe ging het in je team?" in walker.get("/evaluation").text


def test_what_is_missing_is_named_and_what_was_typed_stays(town: Town, walker: Walker) -> None:
    looking_back(town)
    walker.get("/evaluation")
    some = dict.fromkeys(list(ALL)[1:], "5")
    walker.next(audience=form(walker), words="Bijna klaar", **some)
    assert walker.page.text.count("Kies een antwoord bij:") == 1
    assert "Bijna klaar" in walker.page.text
    assert walker.page.text.count(" checked") == len(some)
    with town.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(EvaluationAnswer)) == 0


def test_a_form_is_kept_without_person_moment_or_order(town: Town) -> None:
    assert set(EvaluationAnswer.__table__.columns.keys()) == {
        "id",
        "cycle_id",
        "form_sealed",
    }
    people, vault = [town.add_person(str(number)) for number in range(12)], town.tools.vault
    with town.app.app_context():
        cycle = db.session.scalars(select(Cycle)).one()
        for number, key in enumerate(people):
            person = db.session.get_one(Person, key)
            answers = dict.fromkeys(QUESTIONS["employee"], 4)
            given = Given(answers, f"{number:02}")
            assert give(db.session(), vault, person, (cycle, "employee"), given)
            assert not give(db.session(), vault, person, (cycle, "employee"), Given(answers))
        words = [given.words for _who, given in forms_of(db.session(), vault, cycle.id)]
        assert words != sorted(words)
        assert sorted(words) == [f"{number:02}" for number in range(12)]
        moments = [c for c in EvaluationDone.__table__.columns if "at" in c.name.split("_")]
        assert moments == []


def test_at_the_end_it_is_published_and_the_forms_go(town: Town) -> None:
    people, vault = [town.add_person(str(number)) for number in range(9)], town.tools.vault
    with town.app.app_context():
        cycle = db.session.scalars(select(Cycle)).one()
        for key in people:
            answers = dict.fromkeys(QUESTIONS["employee"], 5)
            person = db.session.get_one(Person, key)
            give(db.session(), vault, person, (cycle, "employee"), Given(answers))
        cycle.state = "published"
        db.session.commit()
        assert archive_cycle(db.session(), vault, cycle.id, town.clock())
        assert not archive_cycle(db.session(), vault, cycle.id, town.clock())
        [snapshot] = db.session.scalars(select(Snapshot).where(Snapshot.kind == "evaluation"))
        assert snapshot.document["audiences"]["employee"]["answers"] == 9
        assert snapshot.document["audiences"]["manager"] is None
        assert snapshot.certificate == {
            "schema": 1,
            "k": 8,
            "shown": ["employee"],
            "hidden": ["manager", "workshop"],
        }
        for table in (EvaluationAnswer, EvaluationDone):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_no_form_outlives_its_quarter(town: Town) -> None:
    key, vault = town.add_person("5"), town.tools.vault
    with town.app.app_context():
        cycle, person = db.session.get_one(Cycle, town.cycle_id), db.session.get_one(Person, key)
        answers = dict.fromkeys(QUESTIONS["employee"], 4)
        db.session.commit()
        # Another process archives it while the form is on its way.
        with Session(db.engine) as other:
            other.execute(update(Cycle).values(state="archived"))
            other.commit()
        assert not give(db.session(), vault, person, (cycle, "employee"), Given(answers, "Te laat"))
        for table in (EvaluationAnswer, EvaluationDone):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize("people", [0, 7, 9])
def test_l_and_d_reads_what_was_published(town: Town, people: int) -> None:
    publish(town.app, town.cycle_id, town.clock(), audited())
    keys = [town.add_person(f"p{number}") for number in range(people)]
    with town.app.app_context():
        cycle = db.session.scalars(select(Cycle)).one()
        for key in keys:
            answers = dict.fromkeys(QUESTIONS["employee"], 4)
            given = Given(answers, f"Meer tijd, zegt {key}.")
            person, form = db.session.get_one(Person, key), (cycle, "employee")
            give(db.session(), town.tools.vault, person, form, given)
    walker = launched(town, "coordinator")
    here = f"/reports/{town.cycle_id}/evaluation"
    assert "De terugblik loopt nog" in walker.get(here).text
    with town.app.app_context():
        archive_cycle(db.session(), town.tools.vault, town.cycle_id, town.clock())
    text = walker.get(here).text
    assert text.count("Dan laten we niets zien.") == (3 if people < 8 else 2)
    assert ("meer dan een derde" in text) == (people >= 8)
    assert text.count("Meer tijd, zegt") == (people if people >= 8 else 0)
