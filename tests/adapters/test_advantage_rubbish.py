"""Whatever an LMS answers, a call ends well or in words: never in a bare exception."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.advantage import Advantage
from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor, Response
from tests.adapters.advantage_world import NOW, Shelf, registered
from tests.clock import Clock

URL = "https://lms.example.nl/l"
Rubbish = tuple[int, bytes, str]


class RubbishDoor(HttpDoor):
    """A door behind which answers lie ready; the last one stays."""

    def __init__(self, answers: Sequence[Rubbish]) -> None:
        super().__init__()
        self._left = list(answers)

    def request(self, method: str, url: str, **_: Any) -> Response:
        if url.endswith("/token"):
            return Response(200, {}, b'{"access_token": "t"}', url)
        status, body, link = self._left.pop(0) if len(self._left) > 1 else self._left[0]
        return Response(status, {"link": link}, body, url)


ADDRESSES = ["/x", "http://[", "https://a:b@c/", "", "http://c:99999/", "\0", URL, f"{URL}?2"]
WORDS = [*ADDRESSES, "r", "6", "9999-12-31T23:59:59Z"]
TEXTS = st.text(max_size=20) | st.sampled_from(WORDS)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
NAMES = ["id", "members", "user_id", "roles", "resourceId", "userId", "timestamp", "name"]
NAMES += ["resultScore", "resultMaximum"]
DOCUMENTS = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=12,
)
BODIES = DOCUMENTS.map(lambda content: json.dumps(content).encode()) | st.binary(max_size=30)
STATUSES = st.sampled_from([200, 201, 301, 400, 401, 403, 404, 409, 410, 418, 422, 500, 501])
LINKS = st.sampled_from(["", *(f'<{url}>; rel="next"' for url in ADDRESSES)]) | st.text()


class FullShelf(Shelf):
    """Has a token for everything: signing for one takes longer than all the rest."""

    def get(self, key: str) -> tuple[str, datetime] | None:
        return "t", NOW + timedelta(hours=1)


def ending(call: Callable[[], object]) -> str:
    """The reason of a fault, or words for none."""
    try:
        call()
    except (Refused, Unavailable) as fault:
        return fault.reason
    return "it went well"


@settings(max_examples=300)
@given(st.lists(st.tuples(STATUSES, BODIES, LINKS), min_size=1, max_size=4))
def test_rubbish_ends_in_words(answers: list[Rubbish]) -> None:
    def service() -> Advantage:
        known = registered("https://lms.example.nl/token")
        return Advantage(RubbishDoor(answers), known, FullShelf(), Clock(NOW))

    assert ending(lambda: service().members(URL))
    assert ending(lambda: service().ensure_line_item(URL, "r", "Deelname"))
    assert ending(lambda: service().post_mark(URL, "6", NOW))
