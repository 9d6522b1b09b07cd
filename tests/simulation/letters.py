"""A mail server that keeps of each letter no more than to whom it went and which it was."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postbus import TAKEN, Postbus

NAME = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.MULTILINE | re.IGNORECASE)


@dataclass
class Sorting(Postbus):
    """``taken`` counts letters by (recipient, name); the name is that of the outbox, cut off."""

    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        """Faster than any day is long."""
        return f"smtp://127.0.0.1:{self.port}?per_minute=99999"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.at_letter(envelope)
        if answer.startswith("250"):
            found = NAME.search(bytes(envelope.content or b""))
            assert found, "a letter without a name"
            self.taken[envelope.rcpt_tos[0], found[1].decode()] += 1
        if self.cut(envelope):
            server.transport.abort()
        return answer or TAKEN
