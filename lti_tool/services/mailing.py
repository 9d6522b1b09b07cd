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
from lti_tool.models import Platform
from lti_tool.services.beginning import begin
from lti_tool.services.deliveries import DROPPED, ELSEWHERE, Settled, Taken
from lti_tool.services.mail_format import Envelope, envelope_to, mail_of, wire_domain
from lti_tool.services.mail_hours import is_mail_moment, next_mail_moment
from lti_tool.services.message_drafts import Composer, Draft
from lti_tool.services.messages import NOBODY, through_lms
from lti_tool.services.messages_inside import send_inside
from lti_tool.services.postroom import Post, refused

# Enrolments are delivered by the same job: they never wait much longer than this for mail.
A_ROUND = timedelta(seconds=45)
A_MINUTE = 60.0
NO_SERVER = Unavailable("no mail server is set: give THEMASCAN_SMTP_URL")
SILENCE = "the mail server never said whether it took it: it may have arrived, or not"


def mail(
    post: Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """What became of each row: through the LMS where the platform says so, else by mail."""
    if not is_mail_moment(now):
        yield [Settled(row.id, "waiting", next_mail_moment(now)) for row in taken]
        return
    inside = [row for row in taken if through_lms(platform) and row.payload["person"] != NOBODY]
    kept = {row.id for row in inside}
    left = [row for row in taken if row.id not in kept]
    composer = Composer(post, now)
    if inside:
        yield from send_inside(post, platform, inside, composer)
    if left:
        yield from _by_mail(post, left, composer)


def _by_mail(post: Post, taken: list[Taken], composer: Composer) -> Iterator[list[Settled]]:
    """A server that is away keeps all of them waiting."""
    now = composer.now
    if post.mailer is None:
        yield [post.again(row, now, NO_SERVER) for row in taken]
        return
    ends, carrier = post.clock() + A_ROUND, _Carrier(post, post.mailer, composer)
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
    """Sends mails, one by one."""

    def __init__(self, post: Post, mailer: Mailer, composer: Composer) -> None:
        self._post, self._mailer, self._composer = post, mailer, composer

    def carry(self, row: Taken) -> Settled:
        """What became of a mail; raises ``Unreachable`` when none can be sent now."""
        try:
            draft = self._composer.draft(row)
            letter = self._letter(draft) if draft else None
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
            return self._post.again(row, self._composer.now, fault)
        except Refused as fault:
            return refused(row, fault)
        except NoAnswer:
            return Settled(row.id, "uncertain", code="no_answer", reason=SILENCE)
        return Settled(row.id, "delivered")

    def _letter(self, draft: Draft) -> Letter:
        sender, reply_to = envelope_to(draft.at, draft.reader, self._mailer.sender)
        host = urlsplit(self._post.public_url).hostname or "themascan.invalid"
        envelope = Envelope(
            sender=sender,
            reply_to=reply_to,
            sender_name=draft.at.organisation.name,
            recipient=draft.reader.email,
            message_id=f"<{draft.name[:40]}@{host}>",
            sent=self._post.clock(),
        )
        content = mail_of(draft.words, envelope, draft.calendar)
        return Letter(_on_envelope(sender), _on_envelope(draft.reader.email), content)


def _on_envelope(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{wire_domain(domain)}"
