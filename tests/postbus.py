"""A mail server on a socket, which answers as it is told to and keeps what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port

TAKEN = "250 OK"


@dataclass
class Postbus:
    """``at_sender``, ``at_recipient`` and ``at_letter`` give the answer of that step.

    ``cut`` says after which letters the line is cut without an answer.
    """

    port: int = field(default_factory=free_port)
    letters: list[Envelope] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    lines: int = 0
    at_sender: Callable[[str], str] = lambda address: TAKEN
    at_recipient: Callable[[str], str] = lambda address: TAKEN
    at_letter: Callable[[Envelope], str] = lambda envelope: TAKEN
    cut: Callable[[Envelope], bool] = lambda envelope: False

    @property
    def url(self) -> str:
        """As `THEMASCAN_SMTP_URL` has it; fast, since tests wait for nobody."""
        return f"smtp://127.0.0.1:{self.port}?per_minute=6000"

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, read."""
        return [read(bytes(envelope.content or b"")) for envelope in self.letters]

    @property
    def recipients(self) -> list[str]:
        """To whom, in the order in which it came."""
        return [envelope.rcpt_tos[0] for envelope in self.letters]

    @contextmanager
    def open(self, **options: Any) -> Iterator[Postbus]:
        """The server listens for as long as the block lasts."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.lines += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_sender(address)
        if answer.startswith("250"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries.append(address)
        answer = self.at_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.at_letter(envelope)
        if answer.startswith("250"):
            self.letters.append(envelope)
        if self.cut(envelope):
            server.transport.abort()
        return answer


def read(content: bytes) -> EmailMessage:
    """A mail as a mail program reads it."""
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    """The text or the HTML of a mail."""
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")
