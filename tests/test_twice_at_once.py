"""Somebody clicks twice, or has two tabs open: what happens once, and what is kept of both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from sqlalchemy import Executable, delete, func, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Delivery, Person, Scan, db
from lti_tool.services.choosing import choose
from lti_tool.services.scanning import Desk, Sheet, find_sheet, save_answers, start
from lti_tool.services.sealed import GONE, Answered
from questionnaires.answering import core_items
from tests.hall import NOW
from tests.town import Town, pick

Act = Callable[[Desk, Sheet], object]


class Tabs:
    """One person in as many tabs as there are acts, each let go when all have seen their page."""

    def __init__(self, town: Town) -> None:
        self._town, self._person = town, town.add_person("6")

    def desk(self) -> Desk:
        tools = self._town.tools
        return Desk(db.session(), tools.vault, tools.shelf, self._town.clock())

    def sheet(self) -> Sheet:
        return self.sheet_of(self.desk())

    def sheet_of(self, desk: Desk) -> Sheet:
        found = find_sheet(desk, desk.session.get_one(Person, self._person))
        assert found is not None
        return found

    def at_once(self, *acts: Act) -> None:
        barrier, faults = threading.Barrier(len(acts)), list[Exception]()

        def click(act: Act) -> None:
            with self._town.app.app_context():
                try:
                    desk, sheet = self.desk(), self.sheet()
                    barrier.wait(timeout=20)
                    act(desk, sheet)
                    desk.session.commit()
                except Exception as fault:  # raised below, in the test's own thread
                    faults.append(fault)
                finally:
                    db.session.remove()

        run([threading.Thread(target=click, args=(act,)) for act in acts])
        if faults:
            raise faults[0]


def run(threads: Iterable[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.fixture
def tabs(town: Town) -> Tabs:
    return Tabs(town)


@pytest.mark.postgresql
def test_who_clicks_on_begin_twice_begins_once(town: Town, tabs: Tabs) -> None:
    tabs.at_once(start, start)
    with town.app.app_context():
        assert db.session.scalar(select(func.count(Scan.id))) == 1


@pytest.mark.postgresql
def test_who_clicks_on_an_offer_twice_gets_it_once(town: Town, tabs: Tabs) -> None:
    with town.app.app_context():
        db.session.execute(update(Cycle).values(policy="self-service"))
        db.session.commit()
    offer = next(row.id for row in town.pack.offers if row.kind == "microlearning")

    def click(desk: Desk, sheet: Sheet) -> None:
        choose(desk, sheet, offer)

    tabs.at_once(click, click)
    with town.app.app_context():
        assert db.session.scalar(select(func.count(Delivery.id))) == 1


def answering(number: int) -> Callable[[Desk, Sheet], Sheet]:
    """The right answer to one of the questions."""

    def act(desk: Desk, sheet: Sheet) -> Sheet:
        item = core_items(sheet.pack, str(sheet.group))[number]
        return save_answers(desk, sheet, {item.id: pick(item, True)})

    return act


def after_another_tab(tabs: Tabs, first: Act) -> Sheet:
    """What saving an answer leads to when the other tab was first, and this one saw nothing."""
    desk, sheet = tabs.desk(), tabs.sheet()
    desk.session.commit()
    with Session(db.engine, expire_on_commit=False) as session:
        other = replace(desk, session=session)
        first(other, tabs.sheet_of(other))
        session.commit()
    return answering(0)(desk, sheet)


def test_answers_of_two_tabs_are_both_kept(town: Town, tabs: Tabs) -> None:
    with town.app.app_context():
        start(tabs.desk(), tabs.sheet())
        saved = after_another_tab(tabs, answering(1))
        db.session.commit()
        wanted = {item.id for item in core_items(saved.pack, str(saved.group))[:2]}
        assert set(saved.answered.answers) == wanted
        db.session.expunge_all()
        assert tabs.sheet().answered == saved.answered


@pytest.mark.parametrize(
    "ending",
    [update(Scan).values(submitted_at=NOW), update(Scan).values(answers_sealed=GONE), delete(Scan)],
    ids=["submitted", "emptied", "erased"],
)
def test_after_the_end_of_a_scan_no_answer_is_saved(
    town: Town, tabs: Tabs, ending: Executable
) -> None:
    with town.app.app_context():
        start(tabs.desk(), tabs.sheet())
        saved = after_another_tab(tabs, lambda desk, _sheet: desk.session.execute(ending))
        db.session.commit()
        assert saved.answered == Answered({})
        db.session.expunge_all()
        assert tabs.sheet().answered == Answered({})
