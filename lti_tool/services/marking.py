"""The participation mark on its way to the gradebook: the same for everybody (DESIGN 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from adapters.advantage import Advantage, Registration
from adapters.errors import Refused, Troubled, Unavailable
from lti_tool.lti.keys import signing_key
from lti_tool.models import CourseContext, LineItem, Platform
from lti_tool.services.deliveries import Settled, Taken
from lti_tool.services.inserting import insert_into
from lti_tool.services.postroom import Post, refused
from lti_tool.services.tokens import TokenShelf

LABEL = "Deelname"
PLACE = ("cycle_id", "course_context_id")
TRIES_AT_TROUBLE = 3
# Of a mark that waits; the end of it is a code that somebody must look at.
TROUBLED = "troubled"
LINE_ITEM_GONE = "no_line_item"
NO_GRADES = "the course offers no grade service: allow it for the tool in the LMS"


def resource_id(cycle_id: int) -> str:
    """The name by which the column of a cycle is found again in any course."""
    return f"themascan:cycle:{cycle_id}"


def mark(
    post: Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """What became of each row; when the LMS cannot be reached the rest waits with it."""
    marker = _Marker(post, platform)
    for number, row in enumerate(taken):
        try:
            marker.send(row)
        except Troubled as fault:
            yield [_after_trouble(post, row, now, fault)]
        except Unavailable as fault:
            yield [post.again(other, now, fault) for other in taken[number:]]
            return
        except Refused as fault:
            yield [refused(row, fault)]
        else:
            yield [Settled(row.id, "delivered")]


def _after_trouble(post: Post, row: Taken, now: datetime, fault: Troubled) -> Settled:
    counted = row.in_a_row(TROUBLED)
    if counted.attempts >= TRIES_AT_TROUBLE:
        reason = f"{fault.reason}, {TRIES_AT_TROUBLE} times: look at the course's gradebook"
        return Settled(row.id, "refused", code="lms_trouble", reason=reason)
    again = post.again(counted, now, fault)
    return replace(again, code=TROUBLED, attempts=counted.attempts)


class _Marker:
    """Posts marks of one platform; remembers the column of each cycle and course."""

    def __init__(self, post: Post, platform: Platform) -> None:
        self._post, self._session = post, post.session
        self._service = advantage_of(post, platform)
        self._items: dict[tuple[int, int], str] = {}

    def send(self, row: Taken) -> None:
        """Raises ``Unavailable``, ``Troubled`` or ``Refused``."""
        place = int(row.payload["cycle"]), int(row.payload["context"])
        try:
            self._send(place, row)
        except Refused as fault:
            if fault.code != LINE_ITEM_GONE:
                raise
            # Somebody removed the column; it is made once more.
            self._forget(place)
            self._send(place, row)

    def _send(self, place: tuple[int, int], row: Taken) -> None:
        item = self._items.get(place) or self._find(place)
        self._items[place] = item
        self._service.post_mark(item, str(row.payload["sub"]), self._post.clock())

    def _find(self, place: tuple[int, int]) -> str:
        cycle, context = place
        known = self._session.scalar(
            select(LineItem.url).where(
                LineItem.cycle_id == cycle, LineItem.course_context_id == context
            )
        )
        column = self._session.scalar(
            select(CourseContext.line_items_url).where(CourseContext.id == context)
        )
        self._session.rollback()
        if known:
            return known
        if not column:
            raise Refused("no_grade_service", NO_GRADES)
        url = self._service.ensure_line_item(column, resource_id(cycle), LABEL)
        # A launch from the course may tell of the same column at this moment.
        adding = insert_into(self._session, LineItem).on_conflict_do_nothing(index_elements=PLACE)
        self._session.execute(adding, {"cycle_id": cycle, "course_context_id": context, "url": url})
        self._session.commit()
        return url

    def _forget(self, place: tuple[int, int]) -> None:
        self._items.pop(place, None)
        self._session.execute(
            delete(LineItem).where(
                LineItem.cycle_id == place[0], LineItem.course_context_id == place[1]
            )
        )
        self._session.commit()


def advantage_of(post: Post, platform: Platform) -> Advantage:
    """The LTI services of a platform, signed for with the tool's key of this moment."""
    pem, kid = _key(post.session, post)
    registration = Registration(
        issuer=platform.issuer,
        client_id=platform.client_id,
        token_url=platform.token_url,
        audience=platform.audience,
        private_key_pem=pem,
        kid=kid,
    )
    shelf = TokenShelf(post.session, post.vault)
    return Advantage(post.door, registration, shelf, post.clock)


def _key(session: Session, post: Post) -> tuple[str, str]:
    found = signing_key(session, post.vault, post.clock())
    session.rollback()
    return found
