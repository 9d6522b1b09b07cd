"""The keys of an LMS: cached in the process and the database, fetched when they must be."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import jwt
from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from lti_tool.lti.refusal import Refusal
from lti_tool.models import PlatformKeys

KEYS_LAST = timedelta(hours=1)
REFETCH_EVERY = timedelta(minutes=5)
MOST_KEYS = 50
Fetch = Callable[[str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class KeySet:
    """The RSA keys of one address by key id."""

    keys: Mapping[str, jwt.PyJWK]
    fetched_at: datetime
    refetched_at: datetime | None

    def is_fresh(self, now: datetime) -> bool:
        """Whether the keys need no look at the LMS."""
        return now - self.fetched_at < KEYS_LAST

    def may_refetch(self, now: datetime) -> bool:
        """Whether an unknown key id may cause another fetch."""
        return self.refetched_at is None or now - self.refetched_at >= REFETCH_EVERY


def fetch_document(door: HttpDoor, url: str) -> dict[str, Any]:
    """The JWKS document at an address; raises ``Refusal`` when there is none."""
    try:
        answer = door.request("GET", url, headers={"Accept": "application/json"})
        document = json.loads(answer.body) if answer.status == 200 else None
    except (Unavailable, Refused, ValueError, RecursionError) as fault:
        raise Refusal("keys_out_of_reach") from fault
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise Refusal("keys_out_of_reach")
    return {"keys": document["keys"][:MOST_KEYS]}


def read_keys(document: Mapping[str, Any]) -> dict[str, jwt.PyJWK]:
    """The RSA keys of a document that are meant for signing; others are passed over."""
    found = {}
    for entry in document["keys"]:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA":
            continue
        kid = entry.get("kid")
        if not isinstance(kid, str) or entry.get("use", "sig") != "sig":
            continue
        try:
            found[kid] = jwt.PyJWK(entry, algorithm="RS256")
        except jwt.PyJWTError:
            continue
    return found


class KeyRing:
    """Finds the key of a token. One per application; safe to share between threads."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._sets: dict[str, KeySet] = {}
        self._lock = Lock()

    def key(self, session: Session, url: str, kid: str, now: datetime) -> jwt.PyJWK:
        """The key; raises ``Refusal``. Holds no transaction while it fetches."""
        known = self._known(session, url, now)
        if known is None or not known.is_fresh(now):
            known = self._renew(session, url, now, known)
        elif kid not in known.keys and known.may_refetch(now):
            known = self._refetch(session, url, now)
        try:
            return known.keys[kid]
        except KeyError:
            raise Refusal("unknown_key") from None

    def _known(self, session: Session, url: str, now: datetime) -> KeySet | None:
        known = self._sets.get(url)
        if known is not None and known.is_fresh(now):
            return known
        row = session.scalars(select(PlatformKeys).where(PlatformKeys.jwks_url == url)).first()
        session.commit()
        if row is None:
            return None
        return self._keep(url, KeySet(read_keys(row.document), row.fetched_at, row.refetched_at))

    def _keep(self, url: str, keys: KeySet) -> KeySet:
        with self._lock:
            self._sets[url] = keys
        return keys

    def _renew(self, session: Session, url: str, now: datetime, old: KeySet | None) -> KeySet:
        try:
            document = self._fetch(url)
        except Refusal:
            if old is None:
                raise
            return old  # better the keys of an hour ago than nobody let in
        return self._store(session, url, document, KeySet(read_keys(document), now, None))

    def _refetch(self, session: Session, url: str, now: datetime) -> KeySet:
        document = self._fetch(url)
        return self._store(session, url, document, KeySet(read_keys(document), now, now))

    def _store(self, session: Session, url: str, document: dict[str, Any], keys: KeySet) -> KeySet:
        session.merge(
            PlatformKeys(
                jwks_url=url,
                document=document,
                fetched_at=keys.fetched_at,
                refetched_at=keys.refetched_at,
            )
        )
        session.commit()
        return self._keep(url, keys)
