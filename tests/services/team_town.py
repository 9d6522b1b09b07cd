"""The made-up municipality of :mod:`tests.services.report_town` with people who lead in it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import insert

from lti_tool.models import Person, RosterEntry, Scan, Team, TeamManager, db
from tests.services.report_town import TREE
from tests.town import Town


def found_teams(town: Town) -> None:
    """The tree of the published figures, under the ids that it has there."""
    with town.app.app_context():
        for top, (name, teams) in TREE.items():
            db.session.add(Team(id=int(top), organisation_id=town.organisation_id, name=name))
            db.session.flush()
            for team, (title, _size) in teams.items():
                row = Team(id=int(team), parent_id=int(top), name=title)
                row.organisation_id = town.organisation_id
                db.session.add(row)
        db.session.commit()


def leads(town: Town, person_id: int, *teams: int) -> None:
    """Somebody leads these teams or departments."""
    with town.app.app_context():
        for team in teams:
            db.session.add(TeamManager(team_id=team, person_id=person_id))
        db.session.commit()


def invite(town: Town, place: str, invited: int, done: int, excused: int = 0) -> None:
    """People on the frozen roster at ``department/team``, of whom some have taken part."""
    now = town.clock()
    with town.app.app_context():
        for number in range(invited):
            person = Person(
                organisation_id=town.organisation_id,
                platform_id=town.platform_id,
                opaque_id=secrets.token_hex(8),
                lms_user_id=f"{place}-{number}",
                on_roster=True,
                created_at=now,
            )
            db.session.add(person)
            db.session.flush()
            entry = {"cycle_id": town.cycle_id, "person_id": person.id}
            out = done <= number < done + excused
            db.session.execute(insert(RosterEntry).values(**entry, place=place, excused=out))
            if number < done:
                db.session.add(_scan(town.cycle_id, person.id, town))
        db.session.commit()


def _scan(cycle_id: int, person_id: int, town: Town) -> Scan:
    return Scan(
        cycle_id=cycle_id,
        person_id=person_id,
        seed="seed",
        answers_sealed=b"sealed",
        outcome_sealed=b"sealed",
        started_at=town.clock() - timedelta(minutes=8),
        submitted_at=town.clock(),
    )
