"""Questions that come back under another name are audited beside their first time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lti_tool.models import Person, ThemePackRow
from lti_tool.services.cycles import archive_cycle, open_cycle, plan_cycle
from lti_tool.services.draft_publishing import publish
from lti_tool.services.drafts import begin_from
from lti_tool.services.hand import Hand
from lti_tool.services.reports import Published
from lti_tool.services.themes import import_theme
from tests.hall import NOW, THEME, Hall, vault
from tests.services.ballot import CLOSING, Ballot
from tests.services.test_closing_again import FEBRUARY, JANUARY, finish

SCAN = "https://lms.example.nl/scan"


def same(_hall: Hall) -> str:
    return THEME


def copied(hall: Hall) -> str:
    """A municipality makes the theme its own."""
    hand = Hand(hall.organisation_id, "coordinator abc", JANUARY)
    row = begin_from(hall.session, hand, THEME, "Samen werken, onze versie")
    theme, _version = publish(hall.session, hand, row.id, row.revision, "onze titel", True)
    return theme


def renamed(hall: Hall) -> str:
    """A new version in which a skill has another id."""
    row = hall.session.scalars(select(ThemePackRow).options(undefer(ThemePackRow.source))).one()
    text = re.sub(r"\bvinden\b(?=[:,\]\n}])", "zoeken", row.source)
    text = re.sub(r"(?m)^versie:.*$", 'versie: "9.0.0"', text)
    import_theme(hall.session, hall.organisation_id, text, "zoeken.yaml", JANUARY)
    return THEME


def two_quarters(hall: Hall, comes_back: Callable[[Hall], str]) -> tuple[Published, Published]:
    """The same people with the same answers, and one of them in another team."""
    ballot, session = Ballot(hall), hall.session
    home, other = ballot.team("Een"), ballot.team("Twee")
    mates, others = ballot.people(10, home), ballot.people(12, other)

    def taken(cycle: int, now: datetime) -> Published:
        ballot.take(mates[:4], best=False)
        ballot.take([*mates[4:], *others], best=True)
        return finish(session, cycle, now)

    first = ballot.opened()
    before = taken(first, CLOSING)
    assert archive_cycle(session, vault(), first, JANUARY)
    theme = comes_back(hall)
    moves(session, mates[0], other)
    day, place = JANUARY.date(), hall.organisation_id
    second = plan_cycle(session, place, theme, "2027-Q1", day, None, SCAN, NOW)
    assert open_cycle(session, second, JANUARY)
    return before, taken(second, FEBRUARY)


def moves(session: Session, person: Person, team: int) -> None:
    person.team_id = team
    session.commit()


@pytest.mark.parametrize("comes_back", [same, copied, renamed])
def test_no_team_is_told_beside_what_was_told_of_nearly_the_same_people(
    hall: Hall, comes_back: Callable[[Hall], str]
) -> None:
    before, after = two_quarters(hall, comes_back)
    for skill in before.document["skills"].values():
        assert [len(figure["path"]) for figure in skill["places"]] == [0, 1, 1]
    for skill in after.document["skills"].values():
        assert [figure["path"] for figure in skill["places"]] == [[]], "the organisation only"
    assert after.certificate["earlier"] == ["2026-Q4"]
    besides = [found["beside"] for found in after.certificate["checked"]]
    assert besides == [["2026-Q4"]] * 3 + [[]]
