"""Everything goes when it was said to go, not a day sooner, and nothing is opened for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from lti_tool.models import (
    Change,
    Cycle,
    DataLink,
    Erasure,
    Organisation,
    Person,
    Scan,
    Snapshot,
    TalkRequest,
    db,
)
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import set_value
from lti_tool.services.retention import months_before
from tests.jobs.conftest import Office
from tests.own.conftest import Done, close, outcome_of
from tests.own.test_erasing import erase
from tests.platform import LEARNER
from tests.town import Town, Walker


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town.app, town.clock)


def blobs(town: Town) -> list[tuple[bool, bool]]:
    """Per scan whether there are answers and an outcome."""
    with town.app.app_context():
        rows = db.session.execute(
            select(Scan.answers_sealed, Scan.outcome_sealed).order_by(Scan.id)
        )
        return [(bool(answers), bool(outcome)) for answers, outcome in rows]


def night(office: Office, **later: float) -> list[str]:
    """What the job of the night says, so much later."""
    lines = office.run(**later)
    return [line for line in lines if line.startswith("kept long enough")]


def test_answers_go_30_days_after_the_close_and_outcomes_after_12_months(
    town: Town, done: Done, office: Office
) -> None:
    done("5")
    done("6")
    close(town)
    before = outcome_of(town)
    assert night(office, days=29, hours=23) == []
    assert night(office, days=30, hours=1) == ["kept long enough: 2 answers"]
    assert blobs(town) == [(False, True)] * 2
    assert outcome_of(town) == before
    assert night(office, days=360) == []
    assert night(office, days=367) == ["kept long enough: 2 outcomes, 8 deliveries"]
    assert blobs(town) == [(False, False)] * 2
    assert night(office, days=367) == []


def test_nothing_goes_while_a_cycle_is_open(town: Town, done: Done, office: Office) -> None:
    done()
    with town.app.app_context():
        far = town.clock().date() + timedelta(days=900)
        db.session.execute(update(Cycle).values(closes=far))
        db.session.commit()
    assert night(office, days=800) == []
    assert blobs(town) == [(True, True)]


def test_a_late_scan_keeps_its_answers_from_its_own_start(
    town: Town, done: Done, office: Office
) -> None:
    close(town)
    town.clock.forward(days=25)
    town.add_person("5")
    with town.app.app_context():
        person = db.session.scalars(select(Person)).one()
        late = {"answers_sealed": b"a", "outcome_sealed": b"o", "seed": ""}
        row = Scan(cycle_id=town.cycle_id, person_id=person.id, started_at=town.clock(), **late)
        db.session.add(row)
        db.session.commit()
    assert night(office, days=29) == []
    assert night(office, days=31) == ["kept long enough: 1 answers"]


def test_an_organisation_can_keep_less_and_never_more(
    town: Town, done: Done, office: Office
) -> None:
    done()
    close(town)
    with town.app.app_context():
        for wrong in ("31", "0", "-1", "1.5", ""):
            with pytest.raises(Faults, match="keep_answers_days"):
                set_value(
                    db.session(), town.organisation_id, "keep_answers_days", wrong, town.clock()
                )
            db.session.rollback()
        set_value(db.session(), town.organisation_id, "keep_answers_days", "7", town.clock())
        with pytest.raises(Faults, match="it is 7 now and can only become shorter"):
            set_value(db.session(), town.organisation_id, "keep_answers_days", "8", town.clock())
        db.session.rollback()
    assert night(office, days=6) == []
    assert night(office, days=8) == ["kept long enough: 1 answers"]


def test_the_privacy_page_tells_the_terms_that_hold(town: Town, done: Done) -> None:
    walker = done()
    text = walker.get("/privacy").text
    assert "Je antwoorden: tot 30 dagen na het einde van de scan." in text
    assert "Je uitslag: tot 12 maanden na het einde van de scan" in text
    with town.app.app_context():
        shorter = {"keep_answers_days": 7, "keep_outcomes_months": 1, "keep_changes_months": 3}
        db.session.execute(update(Organisation).values(shorter))
        db.session.commit()
    text = walker.get("/privacy").text
    assert "Je antwoorden: tot 7 dagen" in text
    assert "Je uitslag: tot 1 maand na" in text
    assert "3 maanden. Daar staat niets over jou in." in text


def test_changes_requests_and_addresses_go(town: Town, office: Office) -> None:
    number = town.add_person("5")
    with town.app.app_context():
        now, organisation = town.clock(), town.organisation_id
        rows = [
            Change(organisation_id=organisation, at=now, actor="a", what="x"),
            TalkRequest(
                organisation_id=organisation, person_id=number, words_sealed=b"w", created_at=now
            ),
            DataLink(
                person_id=number, kind="erase", code_hash="h", expires_at=now + timedelta(days=14)
            ),
        ]
        db.session.add_all(rows)
        db.session.execute(update(Cycle).values(state="archived"))
        db.session.commit()
    assert night(office, days=13) == []
    assert night(office, days=15) == ["kept long enough: 1 requests on paper"]
    assert night(office, days=29) == []
    assert night(office, days=31) == ["kept long enough: 1 requests for a talk"]
    assert night(office, days=360) == []
    assert night(office, days=367) == ["kept long enough: 1 changes"]


def test_digests_of_the_erased_go_when_their_cycle_is_over(
    town: Town, done: Done, office: Office
) -> None:
    erase(done())
    assert night(office) == []
    with town.app.app_context():
        assert len(db.session.scalars(select(Erasure)).all()) == 1
    close(town)
    assert night(office) == ["kept long enough: 1 digests of the erased"]


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        (datetime(2026, 3, 31, 12, tzinfo=UTC), 1, "2026-02-28"),
        (datetime(2026, 12, 15, 12, tzinfo=UTC), 12, "2025-12-15"),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), 12, "2027-02-28"),
        (datetime(2026, 1, 1, 12, tzinfo=UTC), 1, "2025-12-01"),
    ],
)
def test_months_are_months_of_the_calendar(now: datetime, months: int, then: str) -> None:
    assert months_before(now, months).date().isoformat() == then


def test_who_starts_anew_after_the_answers_went_can_finish(
    town: Town, office: Office, done: Done
) -> None:
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5", roles=[LEARNER])
    walker.next()
    close(town)
    night(office, days=31)
    walker.get("/scan")
    assert walker.scan(best=False).page == "result"


def test_what_was_published_goes_after_five_years(town: Town, office: Office) -> None:
    now = town.clock()
    with town.app.app_context():
        for age, kind in ((1825, "results"), (1828, "evaluation")):
            then = now - timedelta(days=age)
            row = {"cycle_id": town.cycle_id, "kind": kind, "document": {}}
            db.session.add(Snapshot(**row, made_at=then, published_at=then))
        db.session.commit()
    assert night(office) == ["kept long enough: 1 published figures"]
