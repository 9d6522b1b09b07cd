"""What holds for each page, in each of its states: everybody can read and operate it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame

from tests.town import Town
from tests.web.lms_pages import LmsWithPages
from tests.web.stops import STOPS
from tests.web.tour import Tour

pytestmark = pytest.mark.browser
NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1280, "height": 900}
HALF = {"width": 640, "height": 450}
FINGER = 44

SMALL_TARGETS = """least => [...document.querySelectorAll(
    "button, .nl-button, .choice__label, summary, .link-row")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < least)
    .map(e => e.outerHTML.slice(0, 120))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def tour(light_chromium: Browser, town: Town, lms: LmsWithPages) -> Iterator[Tour]:
    with Tour(town, lms, light_chromium, reduced_motion="reduce") as tour:
        yield tour


@pytest.fixture
def complaints(tour: Tour) -> list[str]:
    """What the browser itself objects to: mostly what the content policy forbids."""
    found: list[str] = []
    tour.context.on("console", lambda line: found.append(line.text) if line.type == "error" else 0)
    tour.context.on("weberror", lambda fault: found.append(str(fault.error)))
    return found


@pytest.mark.parametrize("stop", STOPS)
def test_everybody_can_read_and_operate_it(tour: Tour, complaints: list[str], stop: str) -> None:
    page = STOPS[stop](tour)
    tool = page.frames[-1]
    title_heading_and_language_agree(tool, stop)
    # Both sizes and both schemes, each once: what fails in one seldom needs the other.
    for size, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert tool.evaluate(OVERFLOW) <= 0, size
        no_violation(tool)
    assert tool.evaluate(SMALL_TARGETS, FINGER) == []
    page.set_viewport_size(HALF)
    tool.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tool.evaluate(OVERFLOW) <= 0
    assert [line for line in complaints if "Content Security" in line or "Refused" in line] == []


def title_heading_and_language_agree(page: Frame, stop: str) -> None:
    headings = page.locator("h1").all_inner_texts()
    assert len(headings) == 1
    assert page.title().removeprefix("Fout: ").startswith(headings[0])
    assert page.title().startswith("Fout: ") == stop.endswith("-error")
    assert page.locator("html").get_attribute("lang") == "nl"
    named = page.locator("html").get_attribute("data-page") or ""
    assert stop.startswith(named) or named == "error"
    # What a click led to can have its words before its stylesheet.
    page.wait_for_load_state()


def no_violation(page: Frame) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
