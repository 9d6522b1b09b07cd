"""Delivering what the outbox holds, platform by platform and kind by kind (DESIGN 6, 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random, SystemRandom

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from adapters.http import HttpDoor
from adapters.mail import Mailer
from lti_tool.models import Platform
from lti_tool.services.backoff import again_at
from lti_tool.services.beginning import begun
from lti_tool.services.deliveries import (
    CRASHED,
    MOST,
    Settled,
    Taken,
    due_platforms,
    give_back,
    settle,
    take,
)
from lti_tool.vault import Vault

PACE = timedelta(seconds=5)
TRIES_AT_A_DEFECT, DEFECT = 5, "defect"
MAIL = "mail"
MAILS_AT_ONCE = 500
CHANCE = SystemRandom()


@dataclass(frozen=True, slots=True)
class Post:
    """What a delivering process works with.

    ``clock`` is the real one, for tokens, timestamps and the pace; business time is given
    with each call. ``pause`` waits a number of seconds and may end the process instead.
    ``mailer`` is None where no mail server is set.
    """

    session: Session
    vault: Vault
    door: HttpDoor
    clock: Callable[[], datetime]
    pause: Callable[[float], None]
    chance: Random = CHANCE
    mailer: Mailer | None = None
    public_url: str = ""

    def at_once(self, kind: str) -> int:
        """How much of a kind is taken in hand; of mail as much as leaves in half a minute."""
        if kind != MAIL:
            return MOST
        allowed = self.mailer.per_minute // 2 if self.mailer else MAILS_AT_ONCE
        return max(1, min(MAILS_AT_ONCE, allowed))

    def again(self, row: Taken, now: datetime, fault: Unavailable) -> Settled:
        """A row that waits for a better moment."""
        moment = again_at(now, row.attempts, fault.retry_after, self.chance)
        return Settled(row.id, "waiting", moment, "unavailable", fault.reason)

    def keep_pace(self, platform_id: int) -> None:
        """Wait until this platform may be written to, one call per five seconds.

        The moment stands in the database, so that the pace holds over processes.
        """
        while not self._step(platform_id, moment := self.clock()):
            self.pause(self._rest(platform_id, moment))

    def _step(self, platform_id: int, moment: datetime) -> bool:
        last = Platform.api_last_write_at
        # A moment in the future is a clock that was put back: it must not block for long.
        free = or_(last.is_(None), last <= moment - PACE, last > moment + PACE)
        done = self.session.scalars(
            update(Platform)
            .where(Platform.id == platform_id, free)
            .values(api_last_write_at=moment)
            .returning(Platform.id)
            .execution_options(synchronize_session=False)
        ).first()
        self.session.commit()
        return done is not None

    def _rest(self, platform_id: int, moment: datetime) -> float:
        last = self.session.scalar(
            select(Platform.api_last_write_at).where(Platform.id == platform_id)
        )
        # Whoever waits has read things, and asks the LMS next: a rollback would forget them, and
        # reading them again would begin a transaction that lasts as long as the LMS thinks.
        self.session.commit()
        return max(0.05, (last + PACE - moment).total_seconds()) if last else 0.05


def refused(row: Taken, fault: Refused) -> Settled:
    """A row that a person must look at."""
    return Settled(row.id, "refused", code=fault.code, reason=fault.reason)


Handler = Callable[[Post, Platform, list[Taken], datetime], Iterator[list[Settled]]]


def deliver(post: Post, handlers: Mapping[str, Handler], now: datetime) -> Iterator[str]:
    """Deliver all that is due at ``now``; a line per platform and kind, without any person.

    Call it only with the lock of delivering: rows that a dead process left are taken up.
    """
    give_back(post.session, handlers)
    for kind, handler in handlers.items():
        for platform_id in due_platforms(post.session, kind, now):
            counts = _deliver_kind(post, handler, platform_id, kind, now)
            told = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
            yield f"platform {platform_id}: {kind}: {told}"


def _deliver_kind(
    post: Post, handler: Handler, platform_id: int, kind: str, now: datetime
) -> dict[str, int]:
    taken = take(post.session, post.vault, platform_id, kind, now, post.at_once(kind))
    platform = post.session.get_one(Platform, platform_id)
    post.session.rollback()
    left = {row.id: row for row in taken}
    counts: dict[str, int] = {}
    try:
        for settled in handler(post, platform, taken, now):
            settle(post.session, post.vault, settled, now)
            for row in settled:
                left.pop(row.id, None)
                counts[row.state] = counts.get(row.state, 0) + 1
    except Exception:
        post.session.rollback()
        _put_aside(post, left.values(), now)
        raise
    _put_aside(post, left.values(), now)
    return counts


def _put_aside(post: Post, left: Iterable[Taken], now: datetime) -> None:
    # A defect of ours must not bring the same rows back at every run.
    rows = list(left)
    sent = begun(post.session, [row.id for row in rows])
    settle(
        post.session,
        post.vault,
        [_after_defect(post, row, row.id in sent, now) for row in rows],
        now,
    )


def _after_defect(post: Post, row: Taken, sent: bool, now: datetime) -> Settled:
    if sent:
        # It may have gone out, and only the word of it was lost with the database's connection.
        return Settled(row.id, "uncertain", code="crashed", reason=CRASHED)
    reason = "an unexpected fault: see the log of the jobs process"
    tries = row.in_a_row(DEFECT).attempts
    if tries >= TRIES_AT_A_DEFECT:
        return Settled(row.id, "refused", code=DEFECT, reason=reason)
    moment = again_at(now, tries, None, post.chance)
    return Settled(row.id, "waiting", moment, DEFECT, reason, tries)
