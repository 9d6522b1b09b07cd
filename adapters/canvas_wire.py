"""Canvas's REST protocol: a bearer token, JSON out, pages by ``Link``, and its errors.

From Canvas's documentation and source (docs/adapters.md); not run against a Canvas.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response

A_PAGE = 100
MOST_PAGES = 1000
NEXT = re.compile(r'<([^>]*)>\s*;[^,]*?\brel="?next"?')
THROTTLED = b"rate limit exceeded"
# A header of Canvas's tells a token that it does not know from a right that is missing.
CHALLENGE = "www-authenticate"
Params = Sequence[tuple[str, str]]


class CanvasFault(Refused):
    """An answer below 500 that is no success; ``code`` is "canvas_STATUS" or says more."""


def segment(value: str) -> str:
    """One part of a path, whatever characters a number of an organisation has."""
    return quote(value, safe="")


class CanvasWire:
    """Asks one Canvas with one token, which travels in a header, to this host only."""

    def __init__(self, door: HttpDoor, url: str, token: str) -> None:
        self._door, self.url = door, url.rstrip("/").removesuffix("/api/v1")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._place = _place(self.url)

    def one(self, path: str, params: Params = ()) -> Mapping[str, Any]:
        """What stands at a path, as one object."""
        found = self._decoded(self._get(self._address(path, params)))
        if not isinstance(found, dict):
            raise self.unexpected()
        return found

    def pages(self, path: str, params: Params = ()) -> Iterator[Mapping[str, Any]]:
        """What stands at a path, as rows of all pages; the next address is followed as given.

        One odd row spoils it all: passed over, it could be somebody who is in the course.
        """
        address = self._address(path, [*params, ("per_page", str(A_PAGE))])
        for _ in range(MOST_PAGES):
            answer = self._get(address)
            rows = self._decoded(answer)
            if not isinstance(rows, list) or not all(map(_has_id, rows)):
                raise self.unexpected()
            yield from rows
            following = NEXT.search(answer.headers.get("link", ""))
            if following is None:
                return
            address = following[1]
            if _place(address) != self._place:
                raise Unavailable(f"{self._place[1]} sends to another host for its next page")
        raise Unavailable(f"{self._place[1]} goes on and on with pages")

    def post(self, path: str, fields: Params) -> Mapping[str, Any]:
        """Send form fields; not repeated at once."""
        address = self._address(path, ())
        answer = self._door.request("POST", address, headers=self._headers, data=list(fields))
        self._look_at_status(answer)
        found = self._decoded(answer)
        return found if isinstance(found, dict) else {}

    def unexpected(self) -> Unavailable:
        """An answer that no Canvas gives: half an installation, or something in between."""
        return Unavailable(f"{self._place[1]} answers with something unexpected")

    def _address(self, path: str, params: Params) -> str:
        query = f"?{urlencode(list(params))}" if params else ""
        return f"{self.url}/api/v1/{path}{query}"

    def _get(self, address: str) -> Response:
        answer = self._door.request("GET", address, headers=self._headers)
        self._look_at_status(answer)
        return answer

    def _look_at_status(self, answer: Response) -> None:
        status, host = answer.status, self._place[1]
        if status in (403, 429) and THROTTLED in answer.body[:2000].lower():
            raise Unavailable(f"{host} says that we ask too much: try again later", 60.0)
        if status == 401 and CHALLENGE in answer.headers:
            told = "make a new one and give it with `themascan platform api`"
            raise CanvasFault("invalid_token", f"Canvas does not know the token: {told}")
        if status in (401, 403):
            raise CanvasFault("not_allowed", "the account of the token may not do this in Canvas")
        if status == 404:
            raise CanvasFault("not_found", f"{host} has nothing there")
        if 400 <= status < 500:
            raise CanvasFault(f"canvas_{status}", f"Canvas does not take this ({status})")
        if status >= 300:
            raise Unavailable(f"{host} answers {status} instead of data")

    def _decoded(self, answer: Response) -> Any:
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError):
            raise Unavailable(f"{self._place[1]} answers with a page instead of data") from None


def _has_id(row: Any) -> bool:
    return isinstance(row, dict) and row.get("id") is not None


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
