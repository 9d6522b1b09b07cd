"""Mail on its way out: each at most once, in working hours, no more a minute than is allowed.

That a mail is being sent is written down and committed first, with a Message-ID that never
changes. What a dead process leaves behind in that state is uncertain, and stays so until a
person decides (DESIGN 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from adapters.errors import Refused, Unavailable
from adapters.mail import Letter, Mailer, NoAnswer, Unreachable
from lti_tool.models import Person, Platform
from lti_tool.services.deliveries import DROPPED, ELSEWHERE, Settled, Taken, begin
from lti_tool.services.mail_hours import is_mail_moment, next_mail_moment
from lti_tool.services.message_letters import (
    Envelope,
    Reader,
    Round,
    contact_of,
    envelope_to,
    mail_of,
    message_to,
    reader_of,
    round_of,
    wire_domain,
)
from lti_tool.services.message_people import COMES_AFTER, MAKES_SENSE, crowded, still_wanted
from lti_tool.services.messages import NOBODY, mail_parcel
from lti_tool.services.outbox import parcel_name
from lti_tool.services.postroom import Post, refused

# Enrolments are delivered by the same job: they never wait much longer than this for mail.
A_ROUND = timedelta(seconds=45)
A_MINUTE = 60.0
NO_SERVER = Unavailable("no mail server is set: give THEMASCAN_SMTP_URL")
SILENCE = "the mail server never said whether it took it: it may have arrived, or not"


def mail(
    post: Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """What became of each row; a server that is away keeps all of them waiting."""
    if not is_mail_moment(now):
        yield [Settled(row.id, "waiting", next_mail_moment(now)) for row in taken]
        return
    if post.mailer is None:
        yield [post.again(row, now, NO_SERVER) for row in taken]
        return
    ends, carrier = post.clock() + A_ROUND, _Carrier(post, post.mailer, now)
    try:
        for number, row in enumerate(taken):
            if post.clock() >= ends:
                yield [Settled(left.id, "waiting", now) for left in taken[number:]]
                return
            yield [carrier.carry(row)]
    except Unreachable as fault:
        yield [post.again(left, now, fault) for left in taken[number:]]
    finally:
        post.mailer.close()


class _Carrier:
    """Sends the mails of one round; remembers what cycles say."""

    def __init__(self, post: Post, mailer: Mailer, now: datetime) -> None:
        self._post, self._mailer, self._now = post, mailer, now
        self._rounds: dict[int, Round] = {}

    def carry(self, row: Taken) -> Settled:
        """What became of a mail; raises ``Unreachable`` when none can be sent now."""
        try:
            letter = self._letter(row)
        except Refused as fault:
            return refused(row, fault)
        finally:
            # What follows writes, and must not begin from what was read before.
            self._post.session.rollback()
        if letter is None:
            return Settled(row.id, DROPPED)
        if not begin(self._post.session, row, self._post.clock()):
            # Given back while we were away, and taken by another process: it is theirs now.
            self._post.pause(0)
            return Settled(row.id, ELSEWHERE)
        settled = self._send(row, letter)
        self._post.pause(A_MINUTE / self._mailer.per_minute)
        return settled

    def _send(self, row: Taken, letter: Letter) -> Settled:
        try:
            self._mailer.send(letter)
        except Unreachable:
            raise
        except Unavailable as fault:
            return self._post.again(row, self._now, fault)
        except Refused as fault:
            return refused(row, fault)
        except NoAnswer:
            return Settled(row.id, "uncertain", code="no_answer", reason=SILENCE)
        return Settled(row.id, "delivered")

    def _letter(self, row: Taken) -> Letter | None:
        message, cycle_id = str(row.payload["message"]), int(row.payload["cycle"])
        person_id = int(row.payload["person"])
        at = self._round(cycle_id)
        reader = self._reader(message, at, person_id)
        if reader is None:
            return None
        sender, reply_to = envelope_to(at, reader, self._mailer.sender)
        envelope = Envelope(
            sender=sender,
            reply_to=reply_to,
            sender_name=at.organisation.name,
            recipient=reader.email,
            message_id=self._message_id(message, person_id, cycle_id),
            sent=self._post.clock(),
        )
        words = message_to(message, at, reader)
        return Letter(_on_envelope(sender), _on_envelope(reader.email), mail_of(words, envelope))

    def _round(self, cycle_id: int) -> Round:
        if cycle_id not in self._rounds:
            self._rounds[cycle_id] = round_of(self._post.session, cycle_id)
        return self._rounds[cycle_id]

    def _reader(self, message: str, at: Round, person_id: int) -> Reader | None:
        """Who reads it; None when it has lost its sense, or the person is gone or done."""
        session = self._post.session
        if person_id == NOBODY:
            return contact_of(at.organisation) if at.cycle.state in MAKES_SENSE[message] else None
        if not still_wanted(session, message, at.cycle, person_id, self._now):
            return None
        earlier = [
            parcel_name(self._post.vault, mail_parcel(name, person_id, at.cycle.id, self._now))
            for name in COMES_AFTER.get(message, ())
        ]
        if crowded(session, earlier, self._now):
            return None
        return reader_of(self._post.vault, session.get_one(Person, person_id), at.organisation)

    def _message_id(self, message: str, person_id: int, cycle_id: int) -> str:
        parcel = mail_parcel(message, person_id, cycle_id, self._now)
        host = urlsplit(self._post.public_url).hostname or "themascan.invalid"
        return f"<{parcel_name(self._post.vault, parcel)[:40]}@{host}>"


def _on_envelope(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{wire_domain(domain)}"
