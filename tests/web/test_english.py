"""Every page in English, in a browser: no Dutch is left, and it still fits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.test_translations import DUTCH
from tests.town import Town
from tests.web.lms_pages import LmsWithPages
from tests.web.stops import STOPS
from tests.web.test_every_page import FINGER, OVERFLOW, SMALL_TARGETS
from tests.web.tour import Tour

pytestmark = pytest.mark.browser
PHONE, NARROW = {"width": 390, "height": 844}, {"width": 320, "height": 800}
# All that is read out, except what says that it is in another language.
WORDS = """() => {
    const page = document.documentElement.cloneNode(true);
    page.querySelectorAll("[lang]:not([lang=en]), script, style").forEach(e => e.remove());
    const spoken = [...page.querySelectorAll("[aria-label], [alt], [placeholder]")]
        .flatMap(e => ["aria-label", "alt", "placeholder"].map(name => e.getAttribute(name)));
    return [page.textContent, ...spoken.filter(Boolean)].join("\\n");
}"""


@pytest.fixture
def tour(light_chromium: Browser, town: Town, lms: LmsWithPages) -> Iterator[Tour]:
    with Tour(
        town, lms, light_chromium, reduced_motion="reduce", locale="en", viewport=PHONE
    ) as tour:
        yield tour


@pytest.mark.parametrize("stop", STOPS)
def test_every_page_is_in_english(tour: Tour, stop: str) -> None:
    page = STOPS[stop](tour).frames[-1]
    assert page.locator("html").get_attribute("lang") == "en"
    heading = page.locator("h1").inner_text()
    assert page.title().removeprefix("Error: ").startswith(heading)
    assert page.title().startswith("Error: ") == stop.endswith("-error")
    page.wait_for_load_state()
    words = page.evaluate(WORDS)
    assert len(words) > 100
    assert DUTCH.findall(words.lower()) == [], words
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(SMALL_TARGETS, FINGER) == []
    page.page.set_viewport_size(NARROW)
    assert page.evaluate(OVERFLOW) <= 0
