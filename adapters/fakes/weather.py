"""How a fake LMS behaves at the moment."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Weather:
    """How the site behaves after so many requests; ``times`` None means until it is changed.

    ``kind`` is an HTTP status, or login (its page), redirect (to the login), rubbish (half a
    document), odd (a document of another shape), nothing (the line is cut), slow (an answer
    that does not come in time), or lost-answer (the call is done, the answer never arrives).
    Moodle also knows moved (to https), maintenance, and off (web services are).
    """

    kind: str
    times: int | None = None
    retry_after: str | None = None
    after: int = 0


class Sky:
    """The weather of one site; a passing one passes."""

    def __init__(self) -> None:
        self.now: Weather | None = None

    def take(self) -> Weather | None:
        """The weather of one request."""
        now = self.now
        if now is not None and now.after:
            self.now = replace(now, after=now.after - 1)
            return None
        if now is not None and now.times is not None:
            self.now = replace(now, times=now.times - 1) if now.times > 1 else None
        return now
