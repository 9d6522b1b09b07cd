"""The kit is printed and taken to a meeting: one sheet, whatever the theme and language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from questionnaires.packs import shipped_packs
from tests.clock import Clock
from tests.town import Town
from tests.web.lms_pages import LmsWithPages
from tests.web.team_stops import TEAM_STOPS
from tests.web.tour import Tour

pytestmark = pytest.mark.browser
A4 = rb"/MediaBox \[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]"


@pytest.fixture(params=sorted(shipped_packs()))
def town(request: pytest.FixtureRequest, app: Flask, lms: LmsWithPages, clock: Clock) -> Town:
    """A municipality with each of the themes in turn."""
    return Town(app, lms, clock, theme=request.param)


@pytest.fixture(params=["nl", "en"])
def kit(
    request: pytest.FixtureRequest, chromium: Browser, town: Town, lms: LmsWithPages
) -> Iterator[Page]:
    with Tour(town, lms, chromium, locale=request.param) as tour:
        page = TEAM_STOPS["kit"](tour)
        assert page.locator("html").get_attribute("lang") == request.param
        yield page


def test_it_fits_on_one_sheet_of_a4(kit: Page) -> None:
    paper = kit.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert re.search(A4, paper)
    kit.emulate_media(media="print")
    assert kit.locator(".kit__paper").is_visible()
    assert not kit.locator(".menu").is_visible()
    assert not kit.locator(".kit__screen").first.is_visible()
