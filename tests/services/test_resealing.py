"""After a night no scan shows that somebody came back to it: all of them have other bytes."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text, update

from lti_tool.models import Person, Scan, db
from lti_tool.services.resealing import reseal_all
from lti_tool.services.sealed import GONE
from lti_tool.vault import Vault
from tests.databases import rows
from tests.jobs.conftest import Office
from tests.services.returned import PEOPLE, backup, changed, come_back, take_part
from tests.services.sealing import vault_of
from tests.test_costs import counted
from tests.test_trust_logs import second_of
from tests.town import Town, Walker


class Blind(Vault):
    """Opens no document and makes none; keeps what it was asked to seal anew."""

    def __init__(self, *whatever: Any) -> None:
        super().__init__(*whatever)
        self.asked: list[bytes] = []

    def open_for(self, wrapped: bytes, sealed: bytes) -> dict[str, Any]:
        raise AssertionError("somebody reads a document")

    def seal_for(self, wrapped: bytes, document: Mapping[str, Any], length: int) -> bytes:
        raise AssertionError("somebody writes a document")

    def reseal_for(self, wrapped: bytes, sealed: bytes) -> bytes:
        self.asked.append(sealed)
        return super().reseal_for(wrapped, sealed)


def blind(town: Town) -> Blind:
    return Blind(town.tools.settings.data_keys, town.tools.settings.secret_key)


@pytest.fixture
def walkers(town: Town) -> dict[str, Walker]:
    return take_part(town)


def reseal(town: Town, vault: Vault, **how: Any) -> int:
    with town.app.app_context():
        return reseal_all(db.session(), vault, **how)


def test_two_nightly_backups_differ_for_everybody(walkers: dict[str, Walker], town: Town) -> None:
    office = Office(town.app, town.clock)
    first = backup(town)
    come_back(walkers)
    office.run()
    second = backup(town)
    assert set(first) == set(PEOPLE)
    assert set(changed(first, second).values()) == {(True, True)}
    sizes = [[len(blob) for blob in blobs] for blobs in (*first.values(), *second.values())]
    assert all(size == sizes[0] for size in sizes)
    assert {second_of(blob) for blobs in second.values() for blob in blobs} == {0}


def test_a_second_attempt_changes_what_the_explanations_change(
    walkers: dict[str, Walker], town: Town
) -> None:
    first = backup(town)
    come_back(walkers)
    seen = changed(first, backup(town))
    assert seen["again"] == seen["explained"] == (True, True)
    assert seen["done"] == seen["halfway"] == (False, False)


def test_everybody_finds_what_was_there(walkers: dict[str, Walker], town: Town) -> None:
    come_back(walkers)
    before = {who: (walker.get("/result"), walker.main)[1] for who, walker in walkers.items()}
    assert reseal(town, town.tools.vault) == 0
    for who, walker in walkers.items():
        walker.get("/result")
        assert walker.main.split("</main", 1)[0] == before[who].split("</main", 1)[0]
    halfway = walkers["halfway"]
    halfway.get("/")
    assert halfway.scan(best=True).page == "result"


def test_nobody_reads_or_writes_a_document(walkers: dict[str, Walker], town: Town) -> None:
    vault = blind(town)
    assert reseal(town, vault) == 0
    assert len(vault.asked) == 2 * len(walkers)


def test_the_order_is_by_chance(walkers: dict[str, Walker], town: Town) -> None:
    """PostgreSQL puts rows in the order of writing, and gives each batch a number of its own."""
    seen = set()
    for seed in range(4):
        vault, there = blind(town), {blobs[0]: who for who, blobs in backup(town).items()}
        reseal(town, vault, batch=2, chance=Random(seed))
        seen.add(tuple(there[blob] for blob in vault.asked if blob in there))
    assert {frozenset(order) for order in seen} == {frozenset(PEOPLE)}
    assert len(seen) > 1


def test_what_is_gone_stays_gone(walkers: dict[str, Walker], town: Town) -> None:
    who = select(Person.id).where(Person.lti_sub == "done")
    with town.app.app_context():
        db.session.execute(update(Scan).values(answers_sealed=GONE))
        db.session.execute(
            update(Scan).where(Scan.person_id.in_(who)).values(outcome_sealed=GONE),
            execution_options={"synchronize_session": False},
        )
        db.session.commit()
    before = backup(town)
    assert reseal(town, town.tools.vault) == 0
    after = backup(town)
    assert after["done"] == before["done"] == (GONE, GONE)
    assert after["again"][0] == GONE
    assert after["again"][1] not in (before["again"][1], GONE)


def test_what_does_not_open_is_left_alone_and_counted(
    walkers: dict[str, Walker], town: Town
) -> None:
    stranger = town.tools.vault.new_person_key()
    with town.app.app_context():
        db.session.execute(
            update(Person).where(Person.lti_sub == "done").values(wrapped_key=stranger)
        )
        db.session.commit()
    before = backup(town)
    assert reseal(town, town.tools.vault) == 1
    after = backup(town)
    assert after["done"] == before["done"]
    assert after["again"] != before["again"]
    assert reseal(town, vault_of(town, Fernet.generate_key().decode())) == len(walkers)


def test_a_batch_costs_two_statements(walkers: dict[str, Walker], town: Town) -> None:
    with counted(town) as count:
        reseal(town, town.tools.vault, batch=2)
    assert len(count.statements) == 1 + 2 * 2


@pytest.mark.postgresql
def test_no_row_was_written_later_than_others(walkers: dict[str, Walker], town: Town) -> None:
    """By the number of the transaction that last wrote a row."""
    come_back(walkers)
    asked = "SELECT DISTINCT xmin::text FROM scan"
    assert len(rows(town.tools.settings.database_url, asked)) == len(PEOPLE)
    reseal(town, town.tools.vault)
    assert len(rows(town.tools.settings.database_url, asked)) == 1


@pytest.mark.postgresql
def test_who_is_writing_wins_and_nobody_waits(walkers: dict[str, Walker], town: Town) -> None:
    asked = "UPDATE scan SET outcome_sealed = %s FROM person p WHERE p.id = person_id AND "
    before = backup(town)
    with psycopg.connect(town.tools.settings.database_url) as other:
        other.execute(asked + "lti_sub = %s", (before["done"][1], "again"))
        with town.app.app_context():
            db.session.execute(text("SET lock_timeout = '2s'"))
            assert reseal_all(db.session(), town.tools.vault) == 0
    after = backup(town)
    assert after["again"] == (before["again"][0], before["done"][1])
    assert all(after[who] != before[who] for who in PEOPLE if who != "again")
