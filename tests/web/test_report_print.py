"""The page of results on paper: for the direction, and as PDF."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.town import Town
from tests.web.lms_pages import LmsWithPages
from tests.web.report_stops import REPORT_STOPS
from tests.web.tour import Tour

pytestmark = pytest.mark.browser
# A4 with margins of 1.5 cm, in CSS pixels.
PAPER = {"width": 680, "height": 1000}
WIDER = """() => [...document.querySelectorAll("main *")]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""
CUT = """() => [...document.querySelectorAll(".table-scroll")]
    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 60))"""


@pytest.fixture
def tour(chromium: Browser, town: Town, lms: LmsWithPages) -> Iterator[Tour]:
    with Tour(town, lms, chromium, viewport=PAPER) as tour:
        yield tour


@pytest.mark.parametrize("stop", ["report-full", "certificate", "privacy-records"])
def test_nothing_is_cut_off_on_paper_and_nothing_asks_for_a_click(tour: Tour, stop: str) -> None:
    page = REPORT_STOPS[stop](tour)
    page.emulate_media(media="print")
    assert page.evaluate(WIDER) == []
    assert page.evaluate(CUT) == []
    for gone in (".menu", ".switch", ".footer", ".report-ways", ".report-back"):
        for part in page.locator(gone).all():
            assert part.is_hidden(), gone
    pictures = page.locator("svg[role=img]")
    assert pictures.count() == (12 if stop == "report-full" else 0)
    assert all(picture.is_visible() for picture in pictures.all())
