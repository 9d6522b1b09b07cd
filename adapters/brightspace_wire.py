"""Brightspace's REST protocol: a bearer token, versioned routes, pages by bookmark, errors.

From Brightspace's documentation (docs/adapters.md); not run against a Brightspace.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response

PLATFORM = "lp"
MOST_PAGES = 1000
SCOPE = "scope"
RENEW = "authorise anew and give the token with `themascan platform api`"


class BrightspaceFault(Refused):
    """An answer below 500 that is no success; ``code`` is "brightspace_STATUS" or says more."""


class BrightspaceWire:
    """Asks one Brightspace with one token, which travels in a header."""

    def __init__(self, door: HttpDoor, url: str, token: str) -> None:
        self._door, self.url = door, url.rstrip("/").removesuffix("/d2l/api")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._host = urlsplit(self.url).netloc.rpartition("@")[2]

    def get(self, route: str, **params: str) -> Any:
        """What stands at a route of the platform's API."""
        query = f"?{urlencode(params)}" if params else ""
        return self._asked("GET", f"{self._routes}/{route}{query}", None)

    def pages(self, route: str, **params: str) -> Iterator[Mapping[str, Any]]:
        """The rows of all pages; a bookmark that comes again ends it."""
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = self.get(route, **params)
            paging = page.get("PagingInfo") if isinstance(page, dict) else None
            rows = page.get("Items") if isinstance(page, dict) else None
            if not isinstance(rows, list) or not isinstance(paging, dict):
                raise self.unexpected()
            if not all(isinstance(row, dict) for row in rows):
                raise self.unexpected()
            yield from rows
            bookmark = str(paging.get("Bookmark") or "")
            if not paging.get("HasMoreItems"):
                return
            if not bookmark or bookmark in seen:
                break
            seen.add(bookmark)
            params = {**params, "bookmark": bookmark}
        raise Unavailable(f"{self._host} goes on and on with pages")

    def post(self, route: str, document: Mapping[str, Any]) -> Any:
        """Send a document; not repeated at once."""
        return self._asked("POST", f"{self._routes}/{route}", json.dumps(document).encode())

    def unexpected(self) -> Unavailable:
        """An answer that no Brightspace gives: half an installation, or something in between."""
        return Unavailable(f"{self._host} answers with something unexpected")

    @cached_property
    def _routes(self) -> str:
        # Versions come and go; each site says which is its newest.
        found = self._asked("GET", f"{self.url}/d2l/api/versions/", None)
        rows = found if isinstance(found, list) else []
        for row in rows:
            if isinstance(row, dict) and row.get("ProductCode") == PLATFORM:
                return f"{self.url}/d2l/api/{PLATFORM}/{row.get('LatestVersion')}"
        raise self.unexpected()

    def _asked(self, method: str, address: str, body: bytes | None) -> Any:
        kind = {"Content-Type": "application/json"} if body is not None else {}
        headers = {**self._headers, **kind}
        answer = self._door.request(method, address, headers=headers, data=body)
        self._look_at_status(answer)
        try:
            return json.loads(answer.body) if answer.body.strip() else None
        except (ValueError, RecursionError):
            raise Unavailable(f"{self._host} answers with a page instead of data") from None

    def _look_at_status(self, answer: Response) -> None:
        status = answer.status
        if status == 401:
            told = f"Brightspace does not take the token (any more): {RENEW}"
            raise BrightspaceFault("invalid_token", told)
        if status == 403 and SCOPE in answer.text[:2000].lower():
            told = f"the token has too few scopes: register them for the application and {RENEW}"
            raise BrightspaceFault("too_few_scopes", told)
        if status == 403:
            told = "the account of the token may not do this in Brightspace: look at its role"
            raise BrightspaceFault("not_allowed", told)
        if status == 404:
            raise BrightspaceFault("not_found", f"{self._host} has nothing there")
        if 400 <= status < 500:
            raise BrightspaceFault(
                f"brightspace_{status}", f"Brightspace does not take it ({status})"
            )
        if status >= 300:
            raise Unavailable(f"{self._host} answers {status} instead of data")
