"""Whom somebody leads, how many take part there, and what of a snapshot is theirs to see."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from lti_tool.models import RosterEntry, Scan, db
from lti_tool.services.reports import Published
from lti_tool.services.team_figures import CLOSE, FEW, LEVEL, Figure, Shown, picture
from lti_tool.services.team_places import OwnPlace, Taken, at_place, counts_now, own_places
from questionnaires.disclosure import organisation_only, participation_only
from questionnaires.disclosure_bands import Band
from tests.clock import Clock
from tests.services.report_town import audited
from tests.services.team_town import found_teams, invite, leads
from tests.town import Town

DEPARTMENT = OwnPlace(2, "Ruimte", None, led=True, department=True)
TEAM = OwnPlace(21, "Buitendienst", 2, led=True, department=False)
SMALL = OwnPlace(51, "Griffie", 5, led=True, department=False)


def published(document: dict[str, Any] | None = None) -> Published:
    found = document or audited().snapshot
    return Published(1, "2026-Q1", "p", "1.0.0", found, {}, Clock()())


def test_a_manager_has_the_teams_that_are_led_and_those_below(town: Town) -> None:
    found_teams(town)
    one, head, nobody = (town.add_person(sub) for sub in ("1", "2", "3"))
    leads(town, one, 42, 11)
    leads(town, head, 2, 51)
    with town.app.app_context():
        assert [place.id for place in own_places(db.session(), one)] == [11, 42]
        places = own_places(db.session(), head)
        assert [(place.id, place.led) for place in places] == [
            (2, True),
            (22, False),
            (21, False),
            (51, True),
        ]
        assert [place.department for place in places] == [True, False, False, False]
        assert own_places(db.session(), nobody) == []


def test_taking_part_is_counted_from_five_invited(town: Town) -> None:
    invite(town, "1/11", 6, done=2, excused=1)
    invite(town, "1/12", 4, done=4)
    invite(town, "", 1, done=0)
    with town.app.app_context():
        counts = counts_now(db.session(), town.cycle_id)
    assert at_place(counts, 11) == Taken(invited=6, completed=2, open=3, excused=1)
    assert at_place(counts, 12) is None
    assert at_place(counts, 1) == Taken(invited=10, completed=6, open=3, excused=1)
    assert counts[()] == Taken(invited=11, completed=6, open=4, excused=1)
    for taken in counts.values():
        assert taken.invited == taken.completed + taken.open + taken.excused


def test_too_late_is_open_and_an_excused_colleague_who_did_it_is_done(town: Town) -> None:
    invite(town, "1/11", 5, done=2)
    with town.app.app_context():
        db.session.execute(update(RosterEntry).values(excused=True))
        first = db.session.scalars(select(func.min(Scan.id))).one()
        db.session.execute(update(Scan).where(Scan.id == first).values(late=True))
        db.session.commit()
        counts = counts_now(db.session(), town.cycle_id)
    assert at_place(counts, 11) == Taken(invited=5, completed=1, open=0, excused=4)


def test_nobody_is_counted_before_a_roster_is_frozen(town: Town) -> None:
    with town.app.app_context():
        assert counts_now(db.session(), town.cycle_id) == {(): Taken(0, 0, 0, 0)}


def figure(path: list[str], step: int = 0) -> dict[str, Any]:
    return {"path": path, "n": 14, "band": {"scale": "thirds", "step": step}}


def with_places(*paths: list[str]) -> Published:
    """A snapshot in which each skill is shown at these places."""
    document = audited().snapshot
    for figures in document["skills"].values():
        figures["places"] = [figure(path) for path in paths]
    document["trends"] = []
    return published(document)


def test_the_own_figure_stands_beside_that_of_everybody() -> None:
    seen = picture(with_places([], ["2"], ["2", "21"]), TEAM)
    here = Figure(("2", "21"), 14, Band("thirds", 0))
    assert {(skill.nearest, skill.hidden) for skill in seen.skills} == {(here, None)}
    assert all(skill.whole and skill.whole.path == () for skill in seen.skills)
    assert seen.hidden is None
    assert seen.taken == Taken(invited=35, completed=31, open=3, excused=1)


@pytest.mark.parametrize(
    ("paths", "place", "nearest", "why"),
    [
        ([[], ["2"]], TEAM, ("2",), CLOSE),
        ([[], ["3"]], TEAM, (), CLOSE),
        ([[], ["5"]], SMALL, ("5",), FEW),
        ([[]], SMALL, (), FEW),
        ([[], ["2", "22"]], DEPARTMENT, (), CLOSE),
    ],
)
def test_a_hidden_place_gets_the_nearest_group_above(
    paths: list[list[str]], place: OwnPlace, nearest: tuple[str, ...], why: str
) -> None:
    seen = picture(with_places(*paths), place)
    assert seen.hidden == why
    for skill in seen.skills:
        assert skill.nearest is not None
        assert skill.nearest.path == nearest
        assert (skill.whole is None) == (nearest == ())


def test_a_team_that_was_too_small_to_be_named_gets_its_department() -> None:
    found = with_places([], ["2"])
    rows = [row for row in found.document["participation"] if row["path"] != ["2", "21"]]
    found = published({**found.document, "participation": rows})
    seen = picture(found, TEAM)
    assert (seen.taken, seen.hidden) == (None, FEW)
    assert {skill.nearest.path for skill in seen.skills if skill.nearest} == {("2",)}
    new = OwnPlace(99, "Nieuw", 98, led=True, department=False)
    assert {s.nearest.path for s in picture(found, new).skills if s.nearest} == {()}


def test_one_skill_can_be_hidden_while_another_is_shown() -> None:
    found = with_places([], ["2", "21"])
    first = next(iter(found.document["skills"].values()))
    first["places"] = [figure([])]
    seen = picture(found, TEAM)
    assert seen.hidden is None
    assert [skill.hidden for skill in seen.skills] == [CLOSE, None, None]


def test_without_places_there_is_only_everybody() -> None:
    seen = picture(published(organisation_only(audited().snapshot)), TEAM)
    assert seen.hidden == LEVEL
    assert {s.nearest.path for s in seen.skills if s.nearest} == {()}
    assert not any(skill.whole for skill in seen.skills)


def test_participation_alone_has_no_skills() -> None:
    seen = picture(published(participation_only(audited().snapshot)), TEAM)
    assert (seen.skills, seen.uptake, seen.hidden) == ((), None, None)
    assert seen.taken is not None


def trend_of(shown: Shown) -> tuple[str, Band, int] | None:
    before = shown.before
    return (before.quarter, before.then, before.change) if before else None


def test_the_last_earlier_quarter_stands_beside_the_place_that_is_shown() -> None:
    found = with_places([], ["2", "21"])
    key = next(iter(found.document["skills"]))
    row = {"skill": key, "path": ["2", "21"]}
    found.document["trends"].extend(
        [
            {**row, "quarter": "2025-Q1", "then": {"scale": "tens", "step": 1}},
            {**row, "quarter": "2025-Q3", "then": {"scale": "tens", "step": 2}},
            {"skill": key, "path": [], "quarter": "2025-Q3", "then": {"scale": "tens", "step": 5}},
            {"skill": key, "group": "beleid", "quarter": "2025-Q3", "then": {}},
        ]
    )
    first, *others = picture(found, TEAM).skills
    assert trend_of(first) == ("2025-Q3", Band("tens", 2), 0)
    assert [trend_of(other) for other in others] == [None, None]
    assert trend_of(picture(found, SMALL).skills[0]) == ("2025-Q3", Band("tens", 5), -1)
