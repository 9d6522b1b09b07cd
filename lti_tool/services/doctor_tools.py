"""What the doctor looks with, and how it asks an address without ever hanging on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Thread
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response
from adapters.lms import CheckResult, LmsApi
from config.settings import Settings
from lti_tool.models import Platform
from lti_tool.vault import Vault

ApiOf = Callable[[Platform], LmsApi | None]
Fields = Mapping[str, str] | Sequence[tuple[str, str]] | bytes
# Seconds to connect and between two parts of an answer, and for all tries of one request.
TIMEOUT, WITHIN = (3.05, 8.0), 15.0
PORTS = {"http": 80, "https": 443}


class StillAway(Unavailable):
    """A host that gave no answer before: that was said, and it is not asked again."""


class PromptDoor(HttpDoor):
    """Gives a host a bounded time, whatever it does, and asks none again that is away.

    Time limits of sockets count from one byte to the next, and looking up a name has none.
    """

    def __init__(self, allow_private: Sequence[str]) -> None:
        super().__init__(allow_private, timeout=TIMEOUT)
        self._away: set[str] = set()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: Fields | None = None,
        idempotent: bool | None = None,
    ) -> Response:
        """See :meth:`HttpDoor.request`; raises :class:`StillAway` too."""
        host = urlsplit(url).netloc.rpartition("@")[2]
        if host in self._away:
            raise StillAway(f"{host} does not answer")
        ask = partial(
            super().request, method, url, headers=headers, data=data, idempotent=idempotent
        )
        try:
            return _in_time(ask, host)
        except (Unavailable, Refused):
            self._away.add(host)
            raise


def _in_time(ask: Callable[[], Response], host: str) -> Response:
    settled: Future[Response] = Future()

    def run() -> None:
        try:
            settled.set_result(ask())
        except Exception as fault:
            settled.set_exception(fault)

    # Left behind when it takes too long; it ends with the process.
    Thread(target=run, daemon=True).start()
    try:
        return settled.result(WITHIN)
    except TimeoutError:
        raise Unavailable(f"{host} gives no whole answer within {WITHIN:.0f} s") from None


@dataclass(frozen=True, slots=True)
class Practice:
    """What the doctor looks with; ``clock`` is the real one, in UTC."""

    session: Session
    settings: Settings
    vault: Vault
    door: HttpDoor
    api_of: ApiOf
    clock: Callable[[], datetime]


def door_of(settings: Settings) -> PromptDoor:
    """A door to whatever the settings allow, and to the tool's own address."""
    own = urlsplit(settings.public_url)
    here = f"{own.hostname}:{own.port or PORTS[own.scheme]}"
    return PromptDoor((*settings.allow_private_hosts, here))


def asked(
    practice: Practice,
    what: str,
    method: str,
    url: str,
    *,
    data: Fields | None = None,
    advice: str = "see that it is well, or see that this machine reaches it",
) -> Response | CheckResult:
    """The answer of an address, or what is wrong there; raises :class:`StillAway`.

    ``advice`` is for an address that gives no answer.
    """
    try:
        return practice.door.request(method, url, data=data, idempotent=True)
    except StillAway:
        raise
    except Refused as fault:
        return CheckResult(False, what, fault.reason)
    except Unavailable as fault:
        return CheckResult(False, f"{what} ({fault.reason})", advice)
