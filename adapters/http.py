"""The one door to the outside: timeouts, bounded retries, a size cap, guarded addresses."""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util import connection as sockets

from adapters.errors import Refused, Unavailable

USER_AGENT = "themascan"
TIMEOUT = (3.05, 15.0)
MOST_BYTES = 32 * 1024 * 1024
TRIES = 3
LATER = frozenset({429, 502, 503, 504})
CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, whatever its status; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as UTF-8; what is not UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")


class AddressNotAllowed(Exception):
    """A name that leads to a private address that nobody allowed."""


class Guard:
    """Says which private addresses may be reached: ``host:port`` or a network in CIDR."""

    def __init__(self, allowed: Sequence[str]) -> None:
        self._hosts: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allowed:
            if "/" in entry:
                self._networks.append(ipaddress.ip_network(entry, strict=False))
            else:
                self._hosts.add(entry.lower())

    def allows(self, host: str, port: int, address: str) -> bool:
        """Whether this address, to which the name leads at this moment, may be reached."""
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        if found.is_global and not found.is_multicast:
            return True
        if f"{host.lower()}:{port}" in self._hosts or f"{found}:{port}" in self._hosts:
            return True
        return any(found in network for network in self._networks)


def _connect(guard: Guard, connection: HTTPConnection) -> socket.socket:
    # The address that is checked is the one that is connected to: a name that answers
    # differently the second time changes nothing.
    host, port = connection._dns_host, int(connection.port or 80)
    try:
        found = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise NewConnectionError(connection, f"{host} is not known") from fault
    addresses = [str(entry[4][0]) for entry in found]
    allowed = [entry for entry in addresses if guard.allows(host, port, entry)]
    if not allowed:
        raise AddressNotAllowed(f"{host}:{port}")
    return _first_that_answers(connection, allowed, port)


def _first_that_answers(
    connection: HTTPConnection, addresses: Sequence[str], port: int
) -> socket.socket:
    # A name often has an IPv6 address on which nobody listens, before one that works.
    for address in addresses:
        try:
            return sockets.create_connection(
                (address, port), connection.timeout, socket_options=connection.socket_options
            )
        except OSError as fault:
            last = fault
    raise NewConnectionError(connection, str(last)) from last


class _Adapter(HTTPAdapter):
    """Connects through the guard."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        guard = self._guard

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _connect(guard, self)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _connect(guard, self)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait as ``Retry-After`` asks, in either of its forms; None without it."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now) if value else None
    except ValueError:
        return None


class HttpDoor:
    """Makes every request of the tool. Raises ``Unavailable`` or ``Refused``, nothing else.

    ``allow_private`` lists what may be reached of private networks; ``sleep`` and
    ``jitter`` can be given by tests.
    """

    def __init__(
        self,
        allow_private: Sequence[str] = (),
        timeout: tuple[float, float] = TIMEOUT,
        max_bytes: int = MOST_BYTES,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["User-Agent"] = USER_AGENT
        adapter = _Adapter(Guard(allow_private))
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._timeout, self._max_bytes = timeout, max_bytes
        self._sleep, self._jitter = sleep, jitter

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None = None,
        idempotent: bool | None = None,
    ) -> Response:
        """The answer of whatever status below 500 that is not "later".

        A call that may be repeated (GET, or ``idempotent``) is tried three times. Redirects
        are not followed: none of the services here needs one, and one could lead a token away.
        """
        again = method == "GET" if idempotent is None else idempotent
        tries = TRIES if again else 1
        for attempt in range(1, tries + 1):
            try:
                return self._once(method, url, headers or {}, data)
            except Unavailable as fault:
                if attempt == tries or fault.retry_after is not None:
                    raise
                self._sleep((2 ** (attempt - 1)) * (0.5 + self._jitter() / 2) * 0.5)
        raise Unavailable("no answer")

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: Mapping[str, str] | Sequence[tuple[str, str]] | bytes | None,
    ) -> Response:
        host = urlsplit(url).netloc.rpartition("@")[2]
        try:
            with self._session.request(
                method,
                url,
                headers=dict(headers),
                data=data,  # type: ignore[arg-type]
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return self._read(answer, host)
        except AddressNotAllowed:
            raise Refused(
                "private_address",
                f"{host} is a private address: add it to THEMASCAN_ALLOW_PRIVATE_HOSTS",
            ) from None
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as fault:
            raise Refused("bad_address", f"{host} is not a web address") from fault
        except requests.exceptions.SSLError as fault:
            raise Unavailable(f"the certificate of {host} is not trusted") from fault
        except (requests.RequestException, HTTPError, OSError) as fault:
            raise Unavailable(f"{host} does not answer ({type(fault).__name__})") from fault
        finally:
            self._session.cookies.clear()

    def _read(self, answer: requests.Response, host: str) -> Response:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code in LATER:
            wait = retry_after(headers, time.time())
            raise Unavailable(f"{host} answers {answer.status_code}: try again later", wait)
        body = bytearray()
        for chunk in answer.iter_content(CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise Refused("too_large", f"{host} sends more than {self._max_bytes} bytes")
        return Response(answer.status_code, headers, bytes(body), str(answer.url))
