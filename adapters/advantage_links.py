"""Addresses that an LMS hands out: checked, extended, and followed on their own host only."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit, urlunsplit

from adapters.errors import Refused
from adapters.http import Response

PORTS = {"http": 80, "https": 443}
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_REL = re.compile(r"\brel\s*=([^;,]*)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
NO_ADDRESS = "the LMS gave something else than a web address: register the tool anew or look there"


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a web address; ``Refused`` when it is none.

    A name and password in it are refused too: they would take the place of our token.
    """
    parts = _parts(url)
    return parts.scheme, str(parts.hostname), parts.port or PORTS[parts.scheme]


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or "@" in parts.netloc:
        raise Refused("bad_address", NO_ADDRESS)
    return parts


def host_of(url: str) -> str:
    """The host, with its port where it is written; ``Refused`` when this is no web address."""
    return _parts(url).netloc


def same_host(url: str, other: str) -> str:
    """``other``, provided that it lies on the host of ``url``: our token must not leave it.

    An LMS that does not know of the proxy before it writes http; it is read as https.
    """
    here, there = origin(url), origin(other)
    if here == there:
        return other
    if here[:2] == ("https", there[1]) and there[0::2] == ("http", PORTS["http"]):
        return urlunsplit(("https", _parts(url).netloc, *_parts(other)[2:]))
    words = f"{here[0]}://{host_of(url)} sends the tool to {there[0]}://{host_of(other)}"
    raise Refused("strange_address", f"{words}: look at the address that the LMS has of itself")


def under(url: str, ending: str) -> str:
    """The address one step deeper. The step goes into the path: Moodle's carry a query."""
    parts = _parts(url)
    path = f"{parts.path.rstrip('/')}/{ending}"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def asking(url: str, **query: str) -> str:
    """The address with something added to its query; what was there stays as it was."""
    parts = _parts(url)
    both = "&".join(filter(None, (parts.query, urlencode(query))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, both, ""))


def next_page(answer: Response) -> str | None:
    """Where the next page is (RFC 8288); None on the last one.

    Read leniently: for line items Moodle writes curly quotes and ``&amp;``.
    """
    for target, params in _LINK.findall(answer.headers.get("link", "")):
        relation = _REL.search(params)
        if relation and "next" in _WORD.findall(relation[1].lower()):
            return _joined(answer.url, target.replace("&amp;", "&"))
    return None


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        raise Refused("bad_address", NO_ADDRESS) from None
