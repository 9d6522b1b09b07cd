"""Somebody clicks twice, or has two tabs open: what happens once, and what is kept of both."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import func, select, update

from lti_tool.models import Cycle, Delivery, Person, Scan, db
from lti_tool.services.choosing import choose
from lti_tool.services.scanning import Desk, Sheet, find_sheet, start
from tests.town import Town

pytestmark = pytest.mark.postgresql


class Tabs:
    """One person in as many tabs as there are acts, each let go when all have seen their page."""

    def __init__(self, town: Town) -> None:
        self._town, self._person = town, town.add_person("6")

    def desk(self) -> Desk:
        tools = self._town.tools
        return Desk(db.session(), tools.vault, tools.shelf, self._town.clock())

    def sheet(self) -> Sheet:
        found = find_sheet(self.desk(), db.session.get_one(Person, self._person))
        assert found is not None
        return found

    def at_once(self, *acts: Callable[[Desk, Sheet], object]) -> None:
        barrier, faults = threading.Barrier(len(acts)), list[Exception]()

        def click(act: Callable[[Desk, Sheet], object]) -> None:
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


def test_who_clicks_on_begin_twice_begins_once(town: Town, tabs: Tabs) -> None:
    tabs.at_once(start, start)
    with town.app.app_context():
        assert db.session.scalar(select(func.count(Scan.id))) == 1


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
