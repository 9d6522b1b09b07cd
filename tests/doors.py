"""The tool's door to the outside as tests open it: to a server beside them."""

from __future__ import annotations

from typing import Protocol

from adapters.http import HttpDoor

# Seconds to connect and to wait for an answer. A busy machine needs long, and no test fails
# for that; only where no answer will ever come does it pay to give up soon.
LONG, SOON = (20.0, 20.0), (20.0, 0.4)


class _Weather(Protocol):
    @property
    def kind(self) -> str: ...


class Door(HttpDoor):
    """A door to servers given as ``host:port`` or networks, without pauses between tries."""

    def __init__(self, *allowed: str) -> None:
        super().__init__(allow_private=allowed, timeout=LONG, sleep=lambda _: None)

    def look_out(self, weather: _Weather | None) -> None:
        """Wait as long as pays in this weather."""
        never = weather is not None and weather.kind == "slow"
        self._timeout = SOON if never else LONG
