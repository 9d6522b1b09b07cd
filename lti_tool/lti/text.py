"""Texts from outside, before anything is done with them."""

from __future__ import annotations

from typing import TypeGuard

from lti_tool.addresses import origin, split

LONGEST_ID = 255
LONGEST_URL = 2000
LONGEST_HINT = 16_000


def is_plain(value: object, longest: int = LONGEST_ID) -> TypeGuard[str]:
    """A text without control characters, not empty and not too long."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def is_opaque(value: object, longest: int) -> TypeGuard[str]:
    """A text that is only kept and given back: anything that can be written as UTF-8."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_within(url: str, site: str) -> bool:
    """Whether an address lies on this site: same scheme, host and port, nothing tricky."""
    there, here = split(url), split(site)
    if there is None or here is None or "\\" in url:
        return False
    folder = here.path.rstrip("/") + "/"
    return origin(url) == origin(site) != "" and (there.path + "/").startswith(folder)


def web_address(value: object) -> str:
    """The value when it is an http(s) address, else an empty text."""
    return value if is_plain(value, LONGEST_URL) and origin(value) else ""
