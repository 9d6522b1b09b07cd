"""The ways in which something outside can fail: for now, or until somebody mends it."""

from __future__ import annotations


class Unavailable(Exception):
    """It may work later; ``retry_after`` in seconds when the other side said so."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.retry_after = reason, retry_after


class Troubled(Unavailable):
    """The other side broke on this one thing: worth a few tries, then a person must look."""


class Refused(Exception):
    """It will not work until a person changes something; ``reason`` says what, in words."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason
