"""A clock that tests move by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# A working day, on which nobody has a holiday and mail may go out.
OFFICE_HOURS = datetime(2026, 11, 25, 10, tzinfo=UTC)


class Clock:
    """Calling it tells the moment; it stands still until it is moved."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or OFFICE_HOURS

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        """Move on by a timedelta's arguments."""
        self.now += timedelta(**amount)
