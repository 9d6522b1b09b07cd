"""Where what is one's own meets the rest: older databases, late launches, packs that are long."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text, update

from lti_tool import migrating
from lti_tool.database import engine_options, prepare_engine
from lti_tool.models import Organisation, Person, db
from lti_tool.services.own_links import make_link
from lti_tool.services.sealed import answers_fit
from lti_tool.visits import Arrival, start_visit
from questionnaires.packs import load_pack, shipped_packs
from tests.own.conftest import Done
from tests.own.test_erasing import erase
from tests.town import Town, Walker

AN_OLD_ORGANISATION = """
INSERT INTO organisation
(name, enrolment_policy, k, contact_name, contact_email, contact_phone, privacy_email,
 works_council_decision, decided_by, created_at)
VALUES ('Oud', 'everyone', 8, '', '', '', '', '', '', '2026-01-01')
"""


def test_a_launch_that_waited_does_not_bring_an_erased_person_in(town: Town, done: Done) -> None:
    erase(done())
    with town.app.app_context():
        person = db.session.scalars(select(Person)).one()
        arrival = Arrival(person_id=person.id, roles=("employee",))
        ticket = start_visit(db.session(), arrival, town.clock())
        db.session.commit()
    assert town.app.test_client().get(ticket.path + "scan").status_code == 403


def test_a_request_on_paper_reaches_who_launched_before_the_roster_came(town: Town) -> None:
    walker = Walker(town, town.app.test_client())
    walker.launch("77")
    with town.app.app_context():
        db.session.execute(update(Person).values(lms_user_id=None))
        db.session.commit()
    town.add_person("77")
    with town.app.app_context():
        waiting = db.session.scalars(select(Person).where(Person.lms_user_id == "77")).one()
        make_link(db.session(), waiting, "export", town.clock())
    family = {"tool_platform": {"product_family_code": "moodle", "guid": "lms-1"}}
    assert walker.launch("77", **family).page == "data"
    assert walker.launch("77", **family).page == "welcome", "being there spends it"


def test_an_organisation_of_an_older_version_gets_the_terms(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    app = Flask("old")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        migrating.upgrade(app, "0001")
        with db.engine.begin() as connection:
            connection.execute(text(AN_OLD_ORGANISATION))
        migrating.upgrade(app)
        old = db.session.scalars(select(Organisation)).one()
        terms = (old.keep_answers_days, old.keep_outcomes_months, old.keep_changes_months)
        assert terms == (30, 12, 12)
        db.session.remove()
        db.engine.dispose()


def test_a_pack_whose_answers_do_not_fit_twice_is_seen_before_anybody_answers() -> None:
    pack = load_pack(shipped_packs()["teams-samenwerken"])
    assert answers_fit(pack)
    long = replace(pack, items=tuple(replace(i, id=i.id.ljust(200, "x")) for i in pack.items))
    assert not answers_fit(long)
