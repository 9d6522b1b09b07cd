"""What did not arrive: in piles with the reason in words, and nothing that tells a result."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import event, select, update

from lti_tool.models import Change, Cycle, Delivery, Organisation, Person, db
from lti_tool.services.organisations import add_organisation
from tests.town import Town, Walker

SECRET = "account 4711 is not in course 13"


def rows(town: Town, count: int, **fields: str) -> None:
    """Rows of the outbox, as delivering left them."""
    values = {"kind": "enrol", "state": "refused", "code": "not_enrolled", "reason": SECRET}
    vault, now = town.tools.vault, town.clock()
    with town.app.app_context():
        for number in range(count):
            name = vault.fingerprint("test", number, *fields.values())
            row = Delivery(
                organisation_id=town.organisation_id,
                platform_id=town.platform_id,
                cycle_id=town.cycle_id,
                dedup=name,
                payload_sealed=vault.seal_payload({"person": number, "course": "13"}),
                not_before=now,
                created_at=now,
                **{**values, **fields},
            )
            db.session.add(row)
        db.session.commit()


def states(town: Town) -> list[tuple[str, str]]:
    """State and code of every row."""
    return [(row.state, row.code) for row in town.deliveries()]


def key(town: Town, *parts: str) -> str:
    """The name of a pile in a form."""
    return ":".join((str(town.cycle_id), *parts))


def test_each_reason_is_one_pile_in_words_and_nobody_stands_in_it(
    town: Town, office: Walker
) -> None:
    rows(town, 3)
    rows(town, 2, kind="mark", code="not_gradable")
    rows(town, 1, kind="mail", topic="invite", code="mail_refused")
    office.get("/deliveries")
    text = unescape(office.main)
    assert "3 × inschrijving in een cursus" in text
    assert "2 × deelname in de beoordelingen" in text
    assert "1 × bericht: " in text
    assert "Het leerplatform schreef niet in." in text
    assert "Hier hoef je niets te doen" in text
    assert "4711" not in text
    assert "course 13" not in text


def test_a_pile_is_tried_again_and_another_stays(town: Town, office: Walker) -> None:
    rows(town, 2)
    rows(town, 1, kind="mark", code="lms_trouble")
    office.get("/deliveries")
    office.post("/deliveries", go="again", pile=key(town, "enrol", "", "refused", "not_enrolled"))
    assert states(town) == [("waiting", ""), ("waiting", ""), ("refused", "lms_trouble")]
    assert "inschrijving in een cursus" not in office.main


def test_all_is_tried_again_but_for_what_may_have_arrived(town: Town, office: Walker) -> None:
    rows(town, 1)
    rows(town, 1, kind="mark", code="lms_trouble")
    rows(town, 1, kind="mail", topic="invite", state="uncertain", code="crashed")
    rows(town, 1, kind="mark", code="not_gradable")
    office.get("/deliveries")
    office.post("/deliveries", go="all")
    kept = [("uncertain", "crashed"), ("refused", "not_gradable")]
    assert states(town) == [("waiting", ""), ("waiting", ""), *kept]
    pile = key(town, "mail", "invite", "uncertain", "crashed")
    office.get("/deliveries")
    assert "Stuur toch opnieuw" in office.main
    office.post("/deliveries", go="again", pile=pile)
    assert states(town)[2] == ("waiting", "")


def test_giving_up_asks_why_and_the_log_keeps_it(town: Town, office: Walker) -> None:
    rows(town, 2)
    before = [len(row.payload_sealed) for row in town.deliveries()]
    pile = key(town, "enrol", "", "refused", "not_enrolled")
    office.get("/deliveries")
    office.post("/deliveries", go="give-up", pile=pile, note="  ")
    assert "Schrijf op waarom het niet meer hoeft." in office.main
    assert states(town)[0] == ("refused", "not_enrolled")
    office.post("/deliveries", go="give-up", pile=pile, note="Accounts zijn opgeheven")
    assert states(town) == [("refused", "given_up")] * 2
    with town.app.app_context():
        change = db.session.scalars(select(Change)).one()
    assert change.actor.startswith("coordinator ")
    assert change.what.endswith("Accounts zijn opgeheven")
    held = [town.tools.vault.open_payload(row.payload_sealed) for row in town.deliveries()]
    assert held == [{}, {}], "nothing of whom it was for is left"
    assert [len(row.payload_sealed) for row in town.deliveries()] == before
    office.post("/deliveries", go="all")
    assert states(town) == [("refused", "given_up")] * 2


def test_under_targeted_few_rows_of_single_people_are_not_counted_out(
    town: Town, office: Walker
) -> None:
    with town.app.app_context():
        db.session.execute(update(Cycle).values(policy="targeted", k=8))
        db.session.commit()
    rows(town, 1)
    rows(town, 1, code="no_course")
    office.get("/deliveries")
    text = unescape(office.main)
    assert "Minder dan 8 × inschrijving in een cursus" in text
    assert "1 × inschrijving in een cursus" in text, "a course that is gone is gone for all"


@pytest.mark.parametrize("policy", ["everyone", "targeted"])
def test_who_has_no_known_account_is_named_where_that_tells_nothing(
    town: Town, office: Walker, policy: str
) -> None:
    person = town.add_person("20")
    walker = Walker(town, town.app.test_client())
    walker.launch("20")
    walker.scan(best=True)
    with town.app.app_context():
        name = town.tools.vault.seal_text("Noor")
        gone = {"lms_user_id": None, "first_name_sealed": name}
        db.session.execute(update(Person).where(Person.id == person).values(**gone))
        db.session.execute(update(Cycle).values(policy=policy))
        # The row that the policy of the cycle makes no difference to: of a pile that is there.
        db.session.execute(
            update(Delivery).values(state="refused", code="no_account", reason="unknown")
        )
        db.session.commit()
    office.get("/deliveries")
    assert ("Noor" in office.main) is (policy == "everyone")


def test_another_organisation_is_not_seen_and_not_touched(town: Town, office: Walker) -> None:
    rows(town, 2)
    with town.app.app_context():
        other = add_organisation(db.session(), "Elders", town.clock())
        db.session.execute(update(Delivery).values(organisation_id=other))
        db.session.commit()
    office.get("/deliveries")
    assert "Er is niets waar iemand naar moet kijken." in office.main
    office.post("/deliveries", go="all")
    pile = key(town, "enrol", "", "refused", "not_enrolled")
    office.post("/deliveries", go="give-up", pile=pile, note="x")
    assert states(town) == [("refused", "not_enrolled")] * 2


@pytest.mark.parametrize("pile", ["", ":::", "x:enrol", "9" * 40 + ":enrol::refused:x", "0"])
def test_a_pile_that_is_none_changes_nothing(town: Town, office: Walker, pile: str) -> None:
    rows(town, 1)
    office.get("/deliveries")
    for wish in ("again", "give-up"):
        office.post("/deliveries", go=wish, pile=pile, note="x")
        assert office.page.page == "deliveries"
    assert states(town) == [("refused", "not_enrolled")]


def test_the_page_costs_the_same_for_many_rows(town: Town, office: Walker) -> None:
    def cost() -> int:
        seen: list[str] = []

        def note(_c: object, _u: object, statement: str, *_more: object) -> None:
            seen.append(statement)

        with town.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        office.get("/deliveries")
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    rows(town, 1)
    few = cost()
    rows(town, 60, kind="mark", code="lms_trouble")
    assert cost() == few
    with town.app.app_context():
        assert db.session.scalars(select(Organisation)).one().name == "Voorbeeldstad"
