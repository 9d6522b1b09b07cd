"""How the outbox of the made-up past reaches the practice LMS: at once, into its own store.

The first mark of each column goes the tool's real way, which makes the column; after
that, and for enrolments, hundreds of rows go where the LMS's services would put them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import insert, select

from lti_tool.models import LineItem, Platform
from lti_tool.practice.lti_tables import Grade
from lti_tool.practice.site import Site
from lti_tool.practice.store import SiteStore
from lti_tool.services.deliveries import Settled, Taken
from lti_tool.services.marking import mark
from lti_tool.services.postroom import Handler, Post

NUMBER = re.compile(r"/lineitems/(\d+)/lineitem")
MARK = 1.0
Settling = Iterator[list[Settled]]


@dataclass(frozen=True, slots=True)
class Carriers:
    """Deliver to one site; what the outbox holds decides, as in life."""

    site: Site

    def handlers(self) -> Mapping[str, Handler]:
        """What :func:`lti_tool.services.postroom.deliver` takes."""
        return {"enrol": self._enrol, "mark": self._mark}

    def _enrol(self, _: Post, __: Platform, taken: list[Taken], now: datetime) -> Settling:
        pairs = [
            (str(row.payload["course"]), str(row.payload["user"])) for row in taken if not row.decoy
        ]
        with self.site.session() as session:
            SiteStore(session, now).enrol_all(pairs)
        yield _delivered(taken)

    def _mark(self, post: Post, platform: Platform, taken: list[Taken], now: datetime) -> Settling:
        for place, rows in groupby(sorted(taken, key=_place), key=_place):
            left = list(rows)
            if _column(post, place) is None:
                yield from mark(post, platform, left[:1], now)
                left = left[1:]
            self._write_marks(_column(post, place), left, now)
            yield _delivered(left)

    def _write_marks(self, column: int | None, taken: list[Taken], now: datetime) -> None:
        if column is None:
            raise LookupError("the first mark of a round made no column")
        shared = {"line_item_id": column, "score": MARK, "stamp": now.replace(microsecond=0)}
        rows = [{**shared, "account_id": int(row.payload["sub"])} for row in taken]
        if rows:
            with self.site.session() as session:
                session.execute(insert(Grade), rows)


def _place(row: Taken) -> tuple[int, int]:
    return int(row.payload["cycle"]), int(row.payload["context"])


def _column(post: Post, place: tuple[int, int]) -> int | None:
    url = post.session.scalar(
        select(LineItem.url).where(
            LineItem.cycle_id == place[0], LineItem.course_context_id == place[1]
        )
    )
    post.session.rollback()
    found = NUMBER.search(url or "")
    return int(found[1]) if found else None


def _delivered(taken: list[Taken]) -> list[Settled]:
    return [Settled(row.id, "delivered") for row in taken]
