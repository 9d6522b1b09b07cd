"""Calls to the services of one LMS, each with a token, and what their answers mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.advantage_links import host_of, next_page, same_host
from adapters.advantage_tokens import ServiceTokens
from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response

MOST_PAGES = 1000
Named = Mapping[int, tuple[str, str]]
# What a status means where the service has no better words: (code, advice).
FAULTS: Named = {
    401: (
        "unauthorized",
        "the LMS does not take the token that it has just given: look whether the tool is active "
        "there and may use this service",
    ),
    403: (
        "forbidden",
        "the LMS does not allow this to the tool: look at the services in its settings there, and "
        "whether the activity belongs to this tool",
    ),
    404: ("not_found", "the LMS knows nothing at this address: the course may be gone"),
}
OTHERWISE = ("not_taken", "the LMS does not take what the tool sends: look at the log of the LMS")


class AdvantageWire:
    """Sends requests with a token of the scope that they need."""

    def __init__(self, door: HttpDoor, tokens: ServiceTokens) -> None:
        self._door, self._tokens = door, tokens

    def send(
        self,
        method: str,
        url: str,
        scope: str,
        *,
        accept: str = "*/*",
        content: tuple[str, str] | None = None,
    ) -> Response:
        """The answer of whatever status; ``content`` is a media type and a body.

        A 401 to a kept token is answered with a fresh one, once.
        """
        host_of(url)
        headers = {"Accept": accept}
        if content is not None:
            headers["Content-Type"] = content[0]
        body = content[1].encode() if content is not None else None
        kept = self._tokens.kept(scope)
        answer = self._ask(method, url, headers, body, kept or self._tokens.fresh(scope))
        if answer.status == 401 and kept is not None:
            answer = self._ask(method, url, headers, body, self._tokens.fresh(scope))
        return answer

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, token: str
    ) -> Response:
        bearer = {**headers, "Authorization": f"Bearer {token}"}
        try:
            return self._door.request(method, url, headers=bearer, data=body)
        except Unavailable as fault:
            # What lies behind it names the whole address, and that can hold somebody's id.
            raise Unavailable(fault.reason, fault.retry_after) from None

    def pages(self, url: str, scope: str, accept: str, named: Named) -> Iterator[Any]:
        """The decoded pages of a list. Pages lie on one host, and none comes twice."""
        seen: set[str] = set()
        page: str | None = url
        while page is not None:
            if page in seen or len(seen) == MOST_PAGES:
                words = "the pages of a list go on without end: look at the log of the LMS"
                raise Refused("endless", f"{host_of(url)}: {words}")
            seen.add(page)
            answer = checked(self.send("GET", page, scope, accept=accept), named)
            yield decoded(answer)
            following = next_page(answer)
            page = same_host(url, following) if following is not None else None


def checked(answer: Response, named: Named) -> Response:
    """The same answer when it is a good one; ``named`` has the service's own words."""
    if 200 <= answer.status < 300:
        return answer
    host = host_of(answer.url)
    # A limit on the rate may be dressed as a refusal: Canvas does so.
    limited = answer.status == 403 and b"rate limit" in answer.body[:2000].lower()
    if answer.status < 400 or answer.status >= 500 or limited:
        raise Unavailable(f"{host} answers {answer.status}: try again later")
    status = 404 if answer.status == 410 else answer.status
    code, advice = named.get(status) or FAULTS.get(status) or OTHERWISE
    raise Refused(code, f"{host} answers {answer.status}: {advice}")


def decoded(answer: Response) -> Any:
    """The JSON of a good answer, whatever its content type."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        words = "answers with a page instead of data"
        raise Unavailable(f"{host_of(answer.url)} {words}") from None
