"""Small steps that somebody takes in a browser, from one page to the next."""

from __future__ import annotations

from playwright.sync_api import Page

NEXT = 'button[name="go"][value="next"]'


def base(page: Page) -> str:
    """The address of the visit that the page belongs to."""
    head, _v, tail = page.url.partition("/v/")
    return f"{head}/v/{tail.split('/')[0]}"


def go_on(page: Page) -> Page:
    """Press the forward button, whatever has been filled in."""
    page.locator(NEXT).click()
    page.wait_for_load_state()
    return page


def inside(page: Page, path: str) -> Page:
    """Another page of the visit, opened by following a link to it."""
    with page.expect_navigation():
        page.evaluate("url => { location.href = url }", base(page) + path)
    return page
