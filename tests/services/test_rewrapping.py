"""What older data keys seal is sealed anew, whatever happens meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import JSON, Column, LargeBinary, String, select, update

from lti_tool.models import Base, Delivery, Person, Scan, TalkRequest, db
from lti_tool.services.rewrapping import BY_PERSON, Rewrapped, key_use, sealed_columns
from lti_tool.vault import Vault
from tests.quarter import quarter
from tests.services.sealing import keys_of, live_in, rewrap, values_of, vault_of
from tests.town import Town

NEW = Fernet.generate_key().decode()


class Interrupted(Vault):
    """Something else happens just before each value is sealed anew."""

    meanwhile: Callable[[], None]

    def rewrap(self, sealed: bytes) -> bytes:
        self.meanwhile()
        return super().rewrap(sealed)


@pytest.fixture
def lived_in(town: Town) -> Town:
    live_in(town)
    return town


def interrupted(town: Town, meanwhile: Callable[[], None]) -> Vault:
    vault = Interrupted(keys_of(town, NEW), town.tools.settings.secret_key)
    vault.meanwhile = meanwhile
    return vault


def blobs(town: Town) -> list[tuple[bytes, bytes]]:
    with town.app.app_context():
        found = select(Scan.answers_sealed, Scan.outcome_sealed).order_by(Scan.id)
        return [(row[0], row[1]) for row in db.session.execute(found)]


def test_every_column_of_bytes_is_sealed_anew_or_opens_with_a_persons_own_key() -> None:
    bytes_columns = {
        str(column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    taken = {str(column) for column in sealed_columns()}
    assert {"person.wrapped_key", "delivery.payload_sealed", "signing_key.private_sealed"} < taken
    assert taken | BY_PERSON == bytes_columns
    assert taken.isdisjoint(BY_PERSON)


def test_everything_opens_with_the_new_key_alone_afterwards(lived_in: Town) -> None:
    both, alone = vault_of(lived_in, *keys_of(lived_in, NEW)), vault_of(lived_in, NEW)
    before = blobs(lived_in)
    with lived_in.app.app_context():
        use = key_use(db.session(), both)
        assert use.older > 0
        assert set(use.by_key[1]) == {str(column) for column in sealed_columns()}
    assert rewrap(lived_in, both) == Rewrapped(use.by_key[1], Counter())
    with lived_in.app.app_context():
        after = key_use(db.session(), alone)
        assert (after.lost, after.by_key[0]) == (Counter(), use.by_key[1])
        person = db.session.scalars(select(Person)).one()
        assert person.first_name_sealed is not None
        assert alone.open_text(person.first_name_sealed) == "Sam"
    assert blobs(lived_in) == before, "answers and outcomes are not touched"


def test_the_lengths_stay(lived_in: Town) -> None:
    before = [len(value) for value in values_of(lived_in)]
    rewrap(lived_in, vault_of(lived_in, *keys_of(lived_in, NEW)))
    assert [len(value) for value in values_of(lived_in)] == before


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_what_was_broken_off_is_taken_up_and_what_is_done_is_passed_over(
    lived_in: Town, batch: int
) -> None:
    everything, before = len(values_of(lived_in)), iter(range(4))

    def crash_at_the_fifth() -> None:
        if next(before, None) is None:
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        rewrap(lived_in, interrupted(lived_in, crash_at_the_fifth), batch)
    keys = keys_of(lived_in, NEW)
    again = rewrap(lived_in, vault_of(lived_in, *keys), batch).done.total()
    # A batch that was in hand is lost as a whole; the ones before it are safe.
    assert everything - 4 <= again < everything
    assert rewrap(lived_in, vault_of(lived_in, *keys), batch).done == Counter()
    with lived_in.app.app_context():
        assert key_use(db.session(), vault_of(lived_in, NEW)).lost == Counter()


def test_who_writes_meanwhile_wins(lived_in: Town) -> None:
    """Somebody is erased, and a delivery emptied, between reading a value and replacing it."""
    written: list[bytes] = []

    def somebody_writes() -> None:
        written.append(lived_in.tools.vault.seal_payload({}))
        with db.engine.begin() as other:
            other.execute(update(Person).values(wrapped_key=None, email_sealed=None))
            other.execute(update(Delivery).values(payload_sealed=written[-1]))

    done = rewrap(lived_in, interrupted(lived_in, somebody_writes))
    assert "person.wrapped_key" not in done.done
    assert "delivery.payload_sealed" not in done.done
    with lived_in.app.app_context():
        person = db.session.scalars(select(Person)).one()
        assert (person.wrapped_key, person.email_sealed) == (None, None)
        assert set(db.session.scalars(select(Delivery.payload_sealed))) == {written[-1]}


def test_with_one_key_nothing_is_read(lived_in: Town) -> None:
    assert rewrap(lived_in, vault_of(lived_in, NEW)) == Rewrapped(Counter(), Counter())


def test_what_no_key_opens_is_left_alone_and_told(lived_in: Town) -> None:
    stranger = Fernet(Fernet.generate_key()).encrypt(b"x")
    with lived_in.app.app_context():
        db.session.execute(update(TalkRequest).values(words_sealed=stranger))
        db.session.commit()
    anew = rewrap(lived_in, vault_of(lived_in, *keys_of(lived_in, NEW)))
    assert anew.lost == Counter({"talk_request.words_sealed": 1})
    assert stranger in values_of(lived_in)


@pytest.mark.usefixtures("a_database")
def test_after_a_quarter_nothing_sealed_stands_in_another_kind_of_column(tmp_path: Path) -> None:
    """Sealed texts begin alike; one in a column of text would be forgotten at a rotation."""
    with quarter(tmp_path / "q") as q:
        q.takes_part("100", "worst")
        q.deliver()
        texts = [
            str(value)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, String | JSON)
            for value in _column(q.town, column)
        ]
    assert len(texts) > 100
    assert not [text for text in texts if "gAAAA" in text]


def _column(town: Town, column: Column[Any]) -> list[object]:
    with town.app.app_context():
        return list(db.session.scalars(select(column)))
