"""A quarter with test accounts and one without: nobody else can see the difference.

Mails, the snapshots, the counts of the cycle and every page that a manager, a coordinator or an
admin may open are laid side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from lti_tool.models import Cycle, Delivery, Organisation, Person, Scan, Snapshot, db
from lti_tool.services import rehearsal
from lti_tool.services.cycles import cycle_status, dates_of
from lti_tool.services.evaluating import give
from lti_tool.services.hand import Hand
from questionnaires.evaluation import EMPLOYEE, QUESTIONS, Given
from tests.postbus import Postbus
from tests.quarter import PEOPLE, Quarter, quarter
from tests.services.workshop import Venue
from tests.test_access import launched
from tests.test_quarter_everything import OTHERS
from tests.test_quarter_others import COLLEAGUES, Others, _settled
from tests.town import Walker, pick

pytestmark = pytest.mark.usefixtures("a_database")
TESTERS = [str(number) for number in range(900, 909)]


def _scans(walker: Walker, session: int, best: bool) -> None:
    walker.next()
    if walker.page.page == "group":
        walker.next(group="beleid")
    while walker.page.page in ("questions", "closing"):
        walker.next(**{item.id: pick(item, best) for item in walker.shown()})
    assert walker.page.page == "result"
    walker.post("/offer", offer="tm-ml-vinden")
    walker.post("/bookings", book=str(session))


def _rehearse(q: Quarter, session: int) -> None:
    with q.town.app.app_context():
        rehearsal.switch_on(db.session(), Hand(q.town.organisation_id, "test", q.town.clock()))
    for sub in TESTERS:
        q.moodle.add_user(sub)
        q.grades.add_member(sub)
        walker = Walker(q.town, q.town.app.test_client())
        walker.launch(sub, **q.grades.claims())
        walker.get("/test-account")
        walker.post("/test-account", go="test")
        _scans(walker, session, best=False)


def _opinions(q: Quarter) -> None:
    """Everybody of whom the form is asked gives it, with other answers from test accounts."""
    with q.town.app.app_context():
        cycle = db.session.get_one(Cycle, q.town.cycle_id)
        took_part = select(Person).join(Scan, Scan.person_id == Person.id).order_by(Person.id)
        for person in db.session.scalars(took_part).all():
            answer = 1 if person.rehearsal else 5
            given = Given(dict.fromkeys(QUESTIONS[EMPLOYEE], answer), "Prima.")
            assert give(db.session(), q.town.tools.vault, person, (cycle, EMPLOYEE), given)


def _lived(folder: Path, stack: ExitStack, rehearses: bool) -> Others:
    postbus = stack.enter_context(Postbus().open())
    q = stack.enter_context(quarter(folder))
    _settled(q, postbus)
    session = Venue(q.town).session(20, days=6)
    if rehearses:
        _rehearse(q, session)
    for number, sub in enumerate((*PEOPLE, *COLLEAGUES)):
        walker = Walker(q.town, q.town.app.test_client())
        walker.launch(sub, **q.grades.claims())
        _scans(walker, session, best=number % 2 == 0)
    q.deliver()
    with q.town.app.app_context():
        closing = dates_of(db.session.get_one(Cycle, q.town.cycle_id)).closing
        if rehearses:
            # Still there when the figures are made and when opinions are asked.
            longer = update(Organisation).values(rehearsal_until=closing + timedelta(days=30))
            db.session.execute(longer)
            db.session.commit()
    for days in (0, 5):
        q.office.run((closing + timedelta(days=days)).replace(hour=9))
    _opinions(q)
    q.office.run((closing + timedelta(days=60)).replace(hour=9))
    return Others(q, postbus, {role: launched(q.town, role) for role in OTHERS})


def _timeless(others: Others) -> None:
    """How long the audit took is the machine's: out of the paper and the page."""
    with others.q.town.app.app_context():
        for row in db.session.scalars(select(Snapshot)):
            if row.certificate and "seconds" in row.certificate:
                row.certificate = {**row.certificate, "seconds": 0.01}
        db.session.commit()


def _told(others: Others) -> Mapping[str, Any]:
    with others.q.town.app.app_context():
        session = db.session()
        rows = session.scalars(select(Snapshot).order_by(Snapshot.kind)).all()
        return {
            "snapshots": [(row.kind, row.document, row.certificate) for row in rows],
            "status": cycle_status(session, others.q.town.cycle_id, others.q.town.clock()),
        }


def test_nobody_else_notices_that_test_accounts_did_everything(tmp_path: Path) -> None:
    with ExitStack() as stack:
        quiet, busy = (_lived(tmp_path / str(it), stack, it) for it in (False, True))
        _timeless(quiet)
        _timeless(busy)
        with busy.q.town.app.app_context():
            refs = db.session.scalars(select(Delivery).where(Delivery.cycle_id.is_(None))).all()
            assert len(refs) >= len(TESTERS), "the test accounts did reach the LMS"
        assert len(_told(quiet)["snapshots"]) == 2
        assert _told(busy) == _told(quiet)
        assert busy.mails() == quiet.mails()
        expected, found = quiet.pages(), busy.pages()
        assert len(expected) > 50
        assert {name for name, text in found.items() if text != expected[name]} == set()
