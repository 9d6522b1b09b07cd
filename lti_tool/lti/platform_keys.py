"""The keys of an LMS: cached in the process and the database, fetched when they must be."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import jwt
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.lti.key_sets import KeySet, read_keys
from lti_tool.lti.refusal import Refusal
from lti_tool.models import PlatformKeys

FAILURES = 3
FAILURES_WITHIN = timedelta(seconds=30)
Fetch = Callable[[str], dict[str, Any]]


class KeyRing:
    """Finds the key of a token. One per application; safe to share between threads.

    An LMS is asked by one thread at a time, and left alone for a while after three failures:
    else a key server that hangs would hold every thread of the web server.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._sets: dict[str, KeySet] = {}
        self._failures: dict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=FAILURES))
        self._asked: dict[str, int] = defaultdict(int)
        self._asking: dict[str, Lock] = defaultdict(Lock)
        self._lock = Lock()

    def key(self, session: Session, url: str, kid: str, now: datetime) -> jwt.PyJWK:
        """The key; raises ``Refusal``. Holds no transaction while it fetches."""
        asked = self._asked[url]
        known = self._known(session, url, now)
        if self._must_fetch(known, kid, now):
            known = self._ask(session, url, kid, now, asked) or known
        if known is None or not known.is_usable(now):
            raise Refusal("keys_out_of_reach")
        try:
            return known.keys[kid]
        except KeyError:
            raise Refusal("unknown_key") from None

    def forget(self) -> None:
        """Empty the memory of this process; the database keeps what it has."""
        with self._lock:
            self._sets.clear()
            self._failures.clear()

    def _must_fetch(self, known: KeySet | None, kid: str, now: datetime) -> bool:
        if known is None or not known.is_fresh(now):
            return True
        return kid not in known.keys and known.may_refetch(now)

    def _known(self, session: Session, url: str, now: datetime) -> KeySet | None:
        known = self._sets.get(url)
        if known is not None and known.is_fresh(now):
            return known
        row = session.scalars(
            select(PlatformKeys)
            .where(PlatformKeys.jwks_url == url)
            .execution_options(populate_existing=True)
        ).first()
        session.commit()
        if row is None:
            return None
        return self._keep(url, KeySet(read_keys(row.document), row.fetched_at, row.refetched_at))

    def _keep(self, url: str, keys: KeySet) -> KeySet:
        with self._lock:
            self._sets[url] = keys
        return keys

    def _ask(
        self, session: Session, url: str, kid: str, now: datetime, asked: int
    ) -> KeySet | None:
        with self._lock:
            asking = self._asking[url]
        with asking:
            if self._asked[url] != asked:
                return self._sets.get(url)  # another thread asked while this one looked
            if self._rests(url, now):
                return None
            return self._fetched(session, url, kid, now)

    def _rests(self, url: str, now: datetime) -> bool:
        failures = self._failures[url]
        return len(failures) == FAILURES and now - failures[0] < FAILURES_WITHIN

    def _fetched(self, session: Session, url: str, kid: str, now: datetime) -> KeySet | None:
        old = self._sets.get(url)
        try:
            document = self._fetch(url)
        except Refusal:
            self._failures[url].append(now)
            return None
        finally:
            self._asked[url] += 1
        stale = old is not None and not old.is_fresh(now)
        for_unknown_kid = old is not None and not stale and kid not in old.keys
        keys = KeySet(read_keys(document), now, now if for_unknown_kid else None)
        self._store(session, url, document, keys)
        return self._keep(url, keys)

    def _store(self, session: Session, url: str, document: dict[str, Any], keys: KeySet) -> None:
        moments = {"fetched_at": keys.fetched_at, "refetched_at": keys.refetched_at}
        try:
            session.merge(PlatformKeys(jwks_url=url, document=document, **moments))
            session.commit()
        except IntegrityError:
            session.rollback()  # another process stored the same keys a moment ago
