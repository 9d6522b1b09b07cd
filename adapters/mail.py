"""Mail: handing one letter at a time to a mail server, and saying for certain what became of it.

The steps of SMTP are taken one by one, because it matters which of them failed. Before the
letter itself has gone, any failure means that nothing was sent. Once it has, an answer that
does not come means that nobody knows.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from adapters.errors import Refused, Unavailable
from adapters.mail_line import SILENT, TIMEOUT, Unreachable, connect
from config.settings import Settings
from config.smtp import SmtpPlace, smtp_place

__all__ = ["Letter", "Mailer", "NoAnswer", "SmtpMailer", "Unreachable", "mailer_of", "on_the_line"]
GOING_AWAY = 421
GO_ON = 354
Answer = tuple[int, bytes]


class NoAnswer(Exception):
    """The letter was handed over, and the server never said what it did with it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes over the line: addresses for the envelope, headers and body as bytes."""

    sender: str
    recipient: str
    content: bytes


class Mailer(Protocol):
    """``sender`` is the address to send as, empty for the organisation's own."""

    @property
    def sender(self) -> str: ...

    @property
    def per_minute(self) -> int: ...

    def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises ``Unreachable`` (nothing can be sent), ``Unavailable`` (this one, later),
        ``Refused`` (this one, never) or ``NoAnswer`` (it may have been sent).
        """

    def close(self) -> None:
        """End the connection, if there is one; the next letter makes another."""


class SmtpMailer:
    """Sends over one connection that is kept, and made anew when the server has ended it."""

    def __init__(self, place: SmtpPlace, greeting: str, timeout: float = TIMEOUT) -> None:
        self._place, self._greeting, self._timeout = place, greeting, timeout
        self._line: smtplib.SMTP | None = None

    @property
    def sender(self) -> str:
        """See :class:`Mailer`."""
        return self._place.sender

    @property
    def per_minute(self) -> int:
        """See :class:`Mailer`."""
        return self._place.per_minute

    def send(self, letter: Letter) -> None:
        """See :class:`Mailer`."""
        with self._closed_after_trouble():
            line = self._begun(letter.sender)
            self._name(line, letter.recipient)
            self._hand_over(line, letter.content)

    def close(self) -> None:
        """See :class:`Mailer`."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    @contextmanager
    def _closed_after_trouble(self) -> Iterator[None]:
        try:
            yield
        except (Unavailable, Refused, NoAnswer):
            # A fresh connection is simpler than knowing what is left of this one.
            self.close()
            raise
        except (OSError, smtplib.SMTPException):
            self.close()
            raise Unreachable(SILENT) from None

    def _begun(self, sender: str) -> smtplib.SMTP:
        if self._line is not None:
            try:
                return self._from(self._line, sender)
            except (OSError, smtplib.SMTPException, Unreachable):
                # It was idle, and the server has had enough of it: nothing was sent yet.
                self.close()
        self._line = connect(self._place, self._greeting, self._timeout)
        return self._from(self._line, sender)

    def _from(self, line: smtplib.SMTP, sender: str) -> smtplib.SMTP:
        code, _ = line.mail(sender)
        if code >= 500:
            raise Unreachable(
                f"the mail server does not send as this organisation ({code}): set contact_email "
                "to an address that it may use, or from= in THEMASCAN_SMTP_URL"
            )
        if code >= 400:
            raise Unreachable(f"the mail server asks to wait ({code})")
        return line

    def _name(self, line: smtplib.SMTP, recipient: str) -> None:
        _judge(line.rcpt(recipient), "bad_address", "the mail server does not take this address")

    def _hand_over(self, line: smtplib.SMTP, content: bytes) -> None:
        answer = line.docmd("data")
        if answer[0] != GO_ON:
            _judge(answer, "mail_refused", "the mail server refuses the message")
            raise Unreachable(SILENT)
        try:
            line.send(on_the_line(content))
            answer = line.getreply()
        except (OSError, smtplib.SMTPException):
            raise NoAnswer from None
        _judge(answer, "mail_refused", "the mail server refuses the message")


def mailer_of(settings: Settings) -> SmtpMailer | None:
    """The mail server of an installation, to which nothing is connected yet; or None."""
    if settings.smtp_url is None:
        return None
    # The name of the machine is nobody's business; the tool's own address is known.
    greeting = urlsplit(settings.public_url).hostname or "localhost"
    return SmtpMailer(smtp_place(settings.smtp_url), greeting)


def _judge(answer: Answer, code: str, reason: str) -> None:
    # The server's own words are never passed on: they repeat the address.
    number = answer[0]
    if number == GOING_AWAY:
        raise Unreachable(f"the mail server is going away ({number})")
    if 400 <= number < 500:
        raise Unavailable(f"the mail server asks to try later ({number})")
    if number >= 500:
        raise Refused(code, f"{reason} ({number})")


def on_the_line(content: bytes) -> bytes:
    """A message as SMTP wants it: CRLF, a dot before each dot that begins a line, an end."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    text = re.sub(rb"(?m)^\.", b"..", text)
    return text + (b"" if text.endswith(b"\r\n") else b"\r\n") + b".\r\n"
