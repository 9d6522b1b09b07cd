"""A municipality in which every sealed column holds something."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, LargeBinary, Table, insert, select, update

from lti_tool.models import Base, db
from lti_tool.models.base import UtcDateTime
from lti_tool.services.rewrapping import Rewrapped, rewrap_all, sealed_columns
from lti_tool.vault import Vault
from tests.town import Town, Walker


def live_in(town: Town) -> None:
    """Somebody has a result, and every sealed column a value, whatever columns there are."""
    seal = town.tools.vault.seal_text
    town.add_person("5", first_name_sealed=seal("Sam"), email_sealed=seal("sam@x.example"))
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    assert walker.scan(best=False).page == "result"
    assert town.app.test_client().get("/lti/jwks.json").status_code == 200
    with town.app.app_context():
        for column in sealed_columns():
            _fill(town, column)
        db.session.commit()


def _fill(town: Town, column: Column[bytes]) -> None:
    table = Base.metadata.tables[str(column).partition(".")[0]]
    if db.session.execute(select(table).limit(1)).first() is None:
        db.session.execute(insert(table).values(_row(town, table)))
    empty = update(table).where(column.is_(None)).values({column.name: _sealed(town)})
    db.session.execute(empty)


def _sealed(town: Town) -> bytes:
    return town.tools.vault.seal_text("x")


def _row(town: Town, table: Table) -> dict[str, Any]:
    wanted = [column for column in table.columns if not column.nullable]
    return {column.name: _value(town, column) for column in wanted}


def _value(town: Town, column: Column[Any]) -> object:
    """Something that the column takes; what it points at is the first of its kind."""
    now: datetime = town.clock()
    if isinstance(column.type, LargeBinary):
        return _sealed(town)
    if isinstance(column.type, UtcDateTime):
        return now
    if isinstance(column.type, JSON):
        return {}
    kinds: dict[type, object] = {bool: False, int: 1, str: "x", dict: {}}
    return False if isinstance(column.type, Boolean) else kinds[column.type.python_type]


def keys_of(town: Town, *more: str) -> tuple[str, ...]:
    """The keys of a town after newer ones."""
    return (*more, *town.tools.settings.data_keys)


def vault_of(town: Town, *keys: str, kind: type[Vault] = Vault) -> Vault:
    """A vault with other data keys."""
    return kind(keys, town.tools.settings.secret_key)


def rewrap(town: Town, vault: Vault, batch: int = 500) -> Rewrapped:
    """Seal anew what older keys of a vault seal."""
    with town.app.app_context():
        return rewrap_all(db.session(), vault, batch)


def values_of(town: Town) -> list[bytes]:
    """Everything that is sealed with a data key."""
    with town.app.app_context():
        return [
            value
            for column in sealed_columns()
            for value in db.session.scalars(select(column).where(column.is_not(None)))
        ]
