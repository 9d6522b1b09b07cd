"""Closing a cycle: who counts, what is stored of it, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Person, RosterEntry, Snapshot, Team
from lti_tool.services.cycles import close_cycle, cycle_status, publish_cycle
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.reports import published
from lti_tool.services.sealed import GONE
from lti_tool.vault import SealBroken, Vault
from tests.hall import Hall, Statements, vault
from tests.services.ballot import A_DAY, CLOSING, OPENING, Ballot

FIGURES = ("invited", "completed", "open", "excused")


@pytest.fixture
def ballot(hall: Hall) -> Ballot:
    return Ballot(hall)


def close(session: Session, cycle: int) -> dict[str, Any]:
    """Close, and look at the candidate."""
    assert close_cycle(session, vault(), cycle, CLOSING)
    return candidate(session, cycle)


def candidate(session: Session, cycle: int) -> dict[str, Any]:
    found = session.scalars(
        select(Snapshot.document).where(Snapshot.cycle_id == cycle, Snapshot.kind == "results")
    ).one()
    session.rollback()
    return found


def whole(document: dict[str, Any]) -> list[int]:
    """The organisation's participation."""
    return [document["participation"][0][key] for key in FIGURES]


def bands(document: dict[str, Any]) -> dict[str, int]:
    """The step of the organisation's band per skill."""
    return {
        skill: figures["places"][0]["band"]["step"]
        for skill, figures in document["skills"].items()
        if figures["places"]
    }


def test_what_closing_counts_is_what_the_status_says(ballot: Ballot) -> None:
    session = ballot.session
    done = ballot.people(9)
    ballot.people(3)
    ballot.people(2, excused=True)
    cycle = ballot.opened()
    ballot.take(done, best=False)
    before = cycle_status(session, cycle, CLOSING)
    session.rollback()
    document = close(session, cycle)
    assert whole(document) == [14, 9, 3, 2] == [before[key] for key in FIGURES]
    assert cycle_status(session, cycle, CLOSING) == before | {"state": "closed"}
    assert document["uptake"] is None
    assert document["quarter"] == "2026-Q4"


def test_a_candidate_is_for_nobody_until_it_is_published(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(9)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    document = close(session, cycle)
    assert published(session, cycle) is None
    session.rollback()
    assert publish_cycle(session, vault(), cycle, CLOSING + A_DAY)
    found = published(session, cycle)
    assert found is not None
    assert (found.document, found.published_at) == (document, CLOSING + A_DAY)
    assert found.certificate["verdict"] == "passed"
    assert session.get_one(Cycle, cycle, populate_existing=True).state == "published"


def test_closing_and_publishing_twice_happens_once(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(9)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    assert [close_cycle(session, vault(), cycle, CLOSING) for _ in range(2)] == [True, False]
    later = [CLOSING + A_DAY, CLOSING + 2 * A_DAY]
    assert [publish_cycle(session, vault(), cycle, now) for now in later] == [True, False]
    found = published(session, cycle)
    assert found is not None
    assert found.published_at == CLOSING + A_DAY
    assert session.scalar(select(func.count(Snapshot.id))) == 1


class Failing(Vault):
    """Opens so many blobs and then no more, as when the process is killed halfway."""

    def __init__(self, inner: Vault, opens: int) -> None:
        self._inner, self._left = inner, opens

    def open_for(self, wrapped: bytes, sealed: bytes) -> dict[str, Any]:
        if not self._left:
            raise SealBroken("the power went")
        self._left -= 1
        return self._inner.open_for(wrapped, sealed)


def test_a_crash_halfway_leaves_the_cycle_open_and_nothing_counted(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(9)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    with pytest.raises(SealBroken):
        close_cycle(session, Failing(vault(), 7), cycle, CLOSING)
    session.rollback()
    assert session.get_one(Cycle, cycle, populate_existing=True).state == "open"
    assert session.scalar(select(func.count(Snapshot.id))) == 0
    assert session.scalar(select(func.count(RosterEntry.counted_as))) == 0
    session.rollback()
    assert whole(close(session, cycle)) == [9, 9, 0, 0]


def test_who_is_erased_before_closing_counts_as_excused(ballot: Ballot, tmp_path: Path) -> None:
    session, people = ballot.session, ballot.people(10)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    journal = ErasureJournal(tmp_path / "erasures", vault())
    erase(Eraser(session, vault(), journal, OPENING + A_DAY), people[0])
    assert whole(close(session, cycle)) == [10, 9, 0, 1]


def test_whose_scan_was_emptied_counts_as_excused(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(10)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    scan = ballot.scan(people[0])
    scan.answers_sealed = scan.outcome_sealed = GONE
    session.commit()
    assert whole(close(session, cycle)) == [10, 9, 0, 1]


def test_erasing_and_late_scans_change_nothing_once_closed(ballot: Ballot, tmp_path: Path) -> None:
    session, people = ballot.session, ballot.people(11)
    cycle = ballot.opened()
    ballot.take(people[:10], best=False)
    document = close(session, cycle)
    ballot.take(people[10:], best=False)
    journal = ErasureJournal(tmp_path / "erasures", vault())
    erase(Eraser(session, vault(), journal, CLOSING), people[0])
    assert publish_cycle(session, vault(), cycle, CLOSING)
    found = published(session, cycle)
    assert found is not None
    assert found.document == document
    assert found.certificate["respondents"] == 10
    assert whole(document) == [11, 10, 1, 0]


def test_a_second_attempt_counts_until_the_cycle_closes(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(9)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    assert all(ballot.again(person) for person in people[:8])
    below = bands(close(session, cycle))
    assert below
    assert set(below.values()) == {0}
    assert not ballot.again(people[8])


def test_without_a_second_attempt_the_same_people_are_below(ballot: Ballot) -> None:
    session, people = ballot.session, ballot.people(9)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    below = bands(close(session, cycle))
    assert below
    assert set(below.values()) == {1}


def test_who_is_not_on_the_roster_is_a_number_and_a_rehearsal_is_not_even_that(
    ballot: Ballot,
) -> None:
    session, people = ballot.session, ballot.people(9)
    cycle = ballot.opened()
    outsiders, test_accounts = ballot.people(2), ballot.people(1, rehearsal=True)
    ballot.take(people, best=True)
    ballot.take([*outsiders, *test_accounts], best=False, group="beleid")
    document = close(session, cycle)
    assert document["outside_roster"] == 2
    assert whole(document) == [9, 9, 0, 0]
    assert set(bands(document).values()) == {0}


def test_a_group_that_was_chosen_counts_in_no_figure_of_groups(ballot: Ballot) -> None:
    session = ballot.session
    people = [*ballot.people(8), *ballot.people(8, function_group="buitendienst")]
    unplaced = ballot.people(8, function_group=None)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    ballot.take(unplaced, best=False, group="beleid")
    document = close(session, cycle)
    skills = document["skills"].values()
    assert max(place["n"] for skill in skills for place in skill["places"]) == 24
    assert all(group["n"] == 8 for skill in skills for group in skill["groups"])


@pytest.mark.parametrize("takers", [0, 3])
def test_a_handful_of_people_gives_no_figures_and_is_published_all_the_same(
    ballot: Ballot, takers: int
) -> None:
    session, people = ballot.session, ballot.people(takers)
    cycle = ballot.opened()
    ballot.take(people, best=False)
    document = close(session, cycle)
    assert whole(document) == [takers, takers, 0, 0]
    assert all(not skill["places"] for skill in document["skills"].values())
    assert publish_cycle(session, vault(), cycle, CLOSING)
    found = published(session, cycle)
    assert found is not None
    assert found.certificate["verdict"] == "passed"


def test_places_are_those_of_the_opening_whatever_becomes_of_the_teams(ballot: Ballot) -> None:
    session = ballot.session
    old, new = ballot.team("Oud"), ballot.team("Nieuw")
    moved, gone = ballot.team("Verhuist", old), ballot.team("Opgeheven", old)
    people = [*ballot.people(8, moved), *ballot.people(8, gone)]
    cycle = ballot.opened()
    ballot.take(people, best=False)
    session.get_one(Team, moved).parent_id = new
    for table in (Person, RosterEntry):
        session.execute(update(table).where(table.team_id == gone).values(team_id=None))
    session.execute(delete(Team).where(Team.id == gone))
    session.commit()
    document = close(session, cycle)
    places = {tuple(row["path"]): row["title"] for row in document["participation"]}
    assert places[str(old), str(moved)] == "Verhuist"
    assert places[str(old), str(gone)] == str(gone)
    assert publish_cycle(session, vault(), cycle, CLOSING)
    session.get_one(Team, moved).name = "Anders"
    session.commit()
    found = published(session, cycle)
    assert found is not None
    assert found.path_of(moved) == (str(old), str(moved))
    assert found.titles[str(old), str(moved)] == "Verhuist"
    assert found.path_of(new) is None


def statements_to_close(ballot: Ballot, count: int) -> int:
    people = ballot.people(count, ballot.team("Team"))
    cycle = ballot.opened()
    ballot.take(people, best=False)
    with Statements(ballot.session) as counted:
        close(ballot.session, cycle)
    return counted.count


@pytest.mark.parametrize("count", [3, 40])
def test_closing_takes_a_fixed_number_of_statements(ballot: Ballot, count: int) -> None:
    assert statements_to_close(ballot, count) <= 18
