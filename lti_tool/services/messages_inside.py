"""Messages inside the LMS, for an organisation that chose those over mail.

A batch is one call, since an LMS is written to at a slow pace; a process that dies in the
middle of it leaves that batch uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator

from adapters.errors import Refused, Unavailable
from adapters.lms import LmsApi, SendsMessages, Sent
from lti_tool.models import Person, Platform
from lti_tool.services.beginning import begin_all
from lti_tool.services.deliveries import DROPPED, ELSEWHERE, Settled, Taken
from lti_tool.services.enrolling import NO_ACCOUNT, NO_API, NO_TOKEN
from lti_tool.services.message_drafts import Composer
from lti_tool.services.platforms import lms_of
from lti_tool.services.postroom import Post, refused
from lti_tool.vault import SealBroken

A_BATCH = 50
NO_MESSAGES = Refused(
    "no_messages", "this LMS takes no messages: leave out `messages` with `themascan platform api`"
)


def send_inside(
    post: Post, platform: Platform, taken: list[Taken], composer: Composer
) -> Iterator[list[Settled]]:
    """What became of each row; an LMS that takes no messages is for a person to look at."""
    try:
        api = _sender(post, platform)
    except Refused as fault:
        yield [refused(row, fault) for row in taken]
        return
    yield from pass_on(post, api, taken, composer)


def pass_on(
    post: Post, api: SendsMessages, taken: list[Taken], composer: Composer
) -> Iterator[list[Settled]]:
    """What became of each row, batch by batch; an LMS that is away keeps the rest waiting."""
    for start in range(0, len(taken), A_BATCH):
        batch = _Batch(post, composer)
        yield batch.prepare(taken[start : start + A_BATCH])
        try:
            yield batch.send(api)
        except Unavailable as fault:
            left = [*batch.ready, *taken[start + A_BATCH :]]
            yield [post.again(row, composer.now, fault) for row in left]
            return


def _sender(post: Post, platform: Platform) -> SendsMessages:
    number = platform.id
    try:
        api: LmsApi | None = lms_of(platform, post.vault, post.door, lambda: post.keep_pace(number))
    except SealBroken:
        raise NO_TOKEN from None
    if api is None:
        raise NO_API
    if not isinstance(api, SendsMessages):
        raise NO_MESSAGES
    return api


class _Batch:
    """Rows that go in one call; ``ready`` are those that do."""

    def __init__(self, post: Post, composer: Composer) -> None:
        self._post, self._composer = post, composer
        self.ready: list[Taken] = []
        self._messages: list[tuple[str, str]] = []

    def prepare(self, rows: list[Taken]) -> list[Settled]:
        """Find the words, and write down which rows are being sent; what does not go is told."""
        aside: list[Settled] = []
        found: list[tuple[Taken, tuple[str, str]]] = []
        self._composer.look_ahead(rows)
        for row in rows:
            try:
                message = self._message(row)
            except Refused as fault:
                aside.append(refused(row, fault))
                continue
            if message is None:
                aside.append(Settled(row.id, DROPPED))
            else:
                found.append((row, message))
        # What follows writes, and must not begin from what was read before.
        self._post.session.rollback()
        return [*aside, *self._begin(found)]

    def _begin(self, found: list[tuple[Taken, tuple[str, str]]]) -> Iterator[Settled]:
        rows = [row for row, _ in found]
        begun = begin_all(self._post.session, rows, self._post.clock())
        for row, message in found:
            if row.id in begun:
                self.ready.append(row)
                self._messages.append(message)
            else:
                # Given back while we were away, and taken by another process: it is theirs now.
                self._post.pause(0)
                yield Settled(row.id, ELSEWHERE)

    def _message(self, row: Taken) -> tuple[str, str] | None:
        draft = self._composer.draft(row)
        if draft is None:
            return None
        person = self._post.session.get_one(Person, int(row.payload["person"]))
        if person.lms_user_id is None:
            raise NO_ACCOUNT
        return person.lms_user_id, draft.words.text

    def send(self, api: SendsMessages) -> list[Settled]:
        """What became of them; raises ``Unavailable`` when none was sent."""
        if not self._messages:
            return []
        try:
            outcomes = api.send_messages(self._messages)
        except Refused as fault:
            return [refused(row, fault) for row in self.ready]
        pairs = zip(self.ready, outcomes, strict=True)
        return [self._settled(row, outcome) for row, outcome in pairs]

    def _settled(self, row: Taken, outcome: Sent) -> Settled:
        match outcome.state:
            case "sent":
                return Settled(row.id, "delivered")
            case "uncertain":
                return Settled(row.id, "uncertain", code="no_answer", reason=outcome.reason)
            case "later":
                return self._post.again(row, self._composer.now, Unavailable(outcome.reason))
            case _:
                return refused(row, Refused("not_sent", outcome.reason))
