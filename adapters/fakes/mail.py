"""A mail server without a network: it keeps what it gets, and fails as it is told to."""

from __future__ import annotations

from collections.abc import Callable

from adapters.mail import Letter

Fault = Callable[[Letter], Exception | None]


class FakeMailer:
    """``letters`` holds what has been sent; ``fault`` says what goes wrong with a letter.

    ``kept`` decides whether a letter with a fault was taken all the same: so it is with a
    server whose answer never came.
    """

    def __init__(self, sender: str = "", per_minute: int = 6000) -> None:
        self._sender, self._per_minute = sender, per_minute
        self.letters: list[Letter] = []
        self.fault: Fault = lambda letter: None
        self.kept = False

    @property
    def sender(self) -> str:
        """See :class:`adapters.mail.Mailer`."""
        return self._sender

    @property
    def per_minute(self) -> int:
        """See :class:`adapters.mail.Mailer`."""
        return self._per_minute

    def send(self, letter: Letter) -> None:
        """Keep the letter, or raise what ``fault`` says."""
        fault = self.fault(letter)
        if fault is None or self.kept:
            self.letters.append(letter)
        if fault is not None:
            raise fault

    def close(self) -> None:
        """There is nothing to end."""
