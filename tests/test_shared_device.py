"""A computer that others use too: the visit ends by itself, also on a page that refreshes."""

from __future__ import annotations

import re

import pytest

from lti_tool.visits import IDLE_SHARED
from tests.town import Town, Walker

SHARED = 'name="shared_device"'


@pytest.fixture
def back_again(town: Town) -> Walker:
    """Somebody who finished the scan, and opens it on another computer."""
    town.add_person("5")
    first = Walker(town, town.app.test_client())
    first.launch("5")
    first.scan(best=False)
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    return walker


def waits(walker: Walker) -> str:
    """Click on a training that is not ready yet; where the page refreshes itself."""
    found = re.search(r'data-offer="([^"]+)"', walker.page.text)
    assert found
    page = walker.post("/offer", offer=found.group(1))
    assert page.headers["Refresh"] == "5"
    return page.url


def seconds_alive(walker: Walker, address: str, most: int) -> int:
    """How long a page lives on that asks for itself every five seconds."""
    for second in range(0, most, 5):
        if walker.client.get(address).status_code != 200:
            return second
        walker.town.clock.forward(seconds=5)
    return most


def test_who_comes_back_for_the_result_can_say_that_the_computer_is_shared(
    back_again: Walker,
) -> None:
    assert back_again.page.page == "result"
    assert SHARED in back_again.page.text
    page = back_again.post("/shared-device", shared_device="1")
    assert page.page == "result"
    assert SHARED not in page.text
    assert "Je zit aan een computer die anderen ook gebruiken" in page.text
    back_again.town.clock.forward(minutes=6)
    assert back_again.get("/result").status == 403


def test_a_page_that_refreshes_itself_keeps_no_visit_alive(back_again: Walker) -> None:
    back_again.post("/shared-device", shared_device="1")
    address = waits(back_again)
    limit = int(IDLE_SHARED.total_seconds())
    assert limit - 60 <= seconds_alive(back_again, address, 3600) <= limit + 5


def test_who_does_something_in_between_stays(back_again: Walker) -> None:
    back_again.post("/shared-device", shared_device="1")
    address = waits(back_again)
    for _ in range(3):
        assert seconds_alive(back_again, address, 180) == 180
        assert back_again.client.get(f"{back_again.base}/result").status_code == 200


def test_on_an_own_computer_waiting_lasts_as_long_as_a_visit(back_again: Walker) -> None:
    address = waits(back_again)
    assert seconds_alive(back_again, address, 3000) == 3000
    assert seconds_alive(back_again, address, 3000) < 3000
