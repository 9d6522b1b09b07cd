"""Texts from outside, before anything is done with them."""

from __future__ import annotations

from typing import TypeGuard
from urllib.parse import urlsplit

LONGEST_ID = 255
LONGEST_URL = 2000
LONGEST_HINT = 16_000


def is_plain(value: object, longest: int = LONGEST_ID) -> TypeGuard[str]:
    """A text without control characters, not empty and not too long."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def is_within(url: str, site: str) -> bool:
    """Whether an address lies on this site: same scheme, host and port, nothing tricky."""
    try:
        there, here = urlsplit(url), urlsplit(site)
        same = (there.scheme, there.netloc) == (here.scheme, here.netloc)
    except ValueError:
        return False
    folder = here.path.rstrip("/") + "/"
    return same and "\\" not in url and (there.path + "/").startswith(folder)


def web_address(value: object) -> str:
    """The value when it is an http(s) address, else an empty text."""
    if not is_plain(value, LONGEST_URL):
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in ("http", "https") and parts.netloc else ""
