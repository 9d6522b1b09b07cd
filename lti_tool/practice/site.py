"""The site of the practice LMS: its database, addresses, key and tokens."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.orm import Session, sessionmaker

from adapters.http import HttpDoor
from lti_tool.database import prepare_engine
from lti_tool.practice import lti_tables
from lti_tool.practice.tables import Account, Setting

KEY_BITS = 2048
# Every Moodle has a guest; the service account is the one that Themascan writes with.
GUEST, SERVICE = 1, 27
Clock = Callable[[], datetime]


def present() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Hands:
    """What makes the tool move: do what is due until a moment, or ask now who finished."""

    forward: Callable[[datetime], None]
    ask: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a view or a service works with; without ``hands`` the tool goes its way."""

    url: str
    secret_key: str
    rest_token: str
    key: rsa.RSAPrivateKey
    kid: str
    sessions: sessionmaker[Session]
    door: HttpDoor
    clock: Clock
    hands: Hands | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits when all went well."""
        with self.sessions() as session, session.begin():
            yield session

    def jwks(self) -> dict[str, Any]:
        """The public key, as tools fetch it."""
        document: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        public = {name: document[name] for name in ("kty", "n", "e")}
        return {"keys": [{**public, "kid": self.kid, "alg": "RS256", "use": "sig"}]}


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 15})
    prepare_engine(engine)
    return engine


def _staff(number: int, name: str) -> dict[str, Any]:
    email = f"{name}@leerplein.example"
    names = {"given_name": name.capitalize(), "family_name": "(account)"}
    return {"id": number, "username": name, "email": email, **names, "site_role": "service"}


def make_site(path: Path, url: str) -> None:
    """Make the database of a site at an address, with fresh secrets."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    values = {
        "url": url,
        "secret_key": secrets.token_urlsafe(32),
        "rest_token": secrets.token_hex(16),
        "key": pem.decode(),
        "kid": secrets.token_hex(10),
    }
    engine = _engine(path)
    lti_tables.Tool.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.execute(
            insert(Setting), [{"name": name, "value": text} for name, text in values.items()]
        )
        session.execute(insert(Account), [_staff(GUEST, "gast"), _staff(SERVICE, "themascan")])
    engine.dispose()


@contextmanager
def open_site(
    path: Path, door: HttpDoor, clock: Clock = present, hands: Hands | None = None
) -> Iterator[Site]:
    """The site of a database that :func:`make_site` has made."""
    engine = _engine(path)
    # A database of an earlier version lacks what came since.
    lti_tables.Tool.metadata.create_all(engine)
    sessions = sessionmaker(engine, expire_on_commit=False)
    try:
        with sessions() as session:
            values = {row.name: row.value for row in session.scalars(select(Setting))}
        key = load_pem_private_key(values["key"].encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the key of the practice LMS is no RSA key")
        yield Site(
            url=values["url"],
            secret_key=values["secret_key"],
            rest_token=values["rest_token"],
            key=key,
            kid=values["kid"],
            sessions=sessions,
            door=door,
            clock=clock,
            hands=hands,
        )
    finally:
        engine.dispose()
