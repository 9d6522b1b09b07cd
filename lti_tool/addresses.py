"""Web origins: what may stand in a header, and what is compared with one."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
# Only what a host can be: an origin goes into a header, where ";" or a space would end it.
HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]*:[0-9a-f:.]+")


def split(url: str) -> SplitResult | None:
    """The parts of an address, or None when it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # read here, since it is only checked when it is read
    except ValueError:
        return None
    return parts


def origin(url: str) -> str:
    """Scheme, host and port as browsers write them; an empty text when there is no such thing."""
    parts = split(url)
    if parts is None or parts.scheme not in DEFAULT_PORTS or "@" in parts.netloc:
        return ""
    host = _host(parts.hostname or "")
    if not host:
        return ""
    port = parts.port
    tail = "" if port is None or port == DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{host}{tail}"


def origins(*urls: str) -> frozenset[str]:
    """The origins of several addresses, without those that have none."""
    return frozenset(filter(None, map(origin, urls)))


def _host(name: str) -> str:
    try:
        ascii_name = name.encode("idna").decode()
    except UnicodeError:
        return ""
    if not HOST.fullmatch(ascii_name):
        return ""
    return f"[{ascii_name}]" if ":" in ascii_name else ascii_name
