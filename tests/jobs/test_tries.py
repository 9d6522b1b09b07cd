"""What may go wrong only so many times, and what is not counted as that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event

import pytest

from adapters.errors import Unavailable
from jobs.crew import Crew
from lti_tool.models import Platform, db
from lti_tool.services import postroom
from lti_tool.services.deliveries import Settled, Taken
from lti_tool.services.postroom import TRIES_AT_A_DEFECT, deliver
from tests.jobs.conftest import Post

AWAY = Unavailable("the LMS is away")


def is_away(
    post: postroom.Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """An LMS in an outage."""
    yield [post.again(row, now, AWAY) for row in taken]


def has_a_defect(
    post: postroom.Post, platform: Platform, taken: list[Taken], now: datetime
) -> Iterator[list[Settled]]:
    """A fault of ours."""
    raise ValueError("ours")


def test_an_outage_uses_up_none_of_the_tries_at_a_defect(post: Post) -> None:
    post.add_people(100, 1)
    post.queue("11")
    with post.town.app.app_context():
        tools, now = post.town.tools, post.town.clock()
        desk = Crew(db.session(), tools, Event(), lambda: True).post()
        for _ in range(TRIES_AT_A_DEFECT + 3):
            now += timedelta(days=1)
            list(deliver(desk, {"enrol": is_away}, now))
        for number in range(1, TRIES_AT_A_DEFECT + 1):
            now += timedelta(days=1)
            with pytest.raises(ValueError, match="ours"):
                list(deliver(desk, {"enrol": has_a_defect}, now))
            [row] = post.rows()
            refused = number == TRIES_AT_A_DEFECT
            assert (row.state, row.code) == ("refused" if refused else "waiting", "defect")
