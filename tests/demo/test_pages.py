"""Every page of the practice LMS in Chromium: no axe violation, nothing wider than the screen."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from adapters.http import HttpDoor
from lti_tool.demo.home import Home, database
from lti_tool.demo.people import cast_ids
from lti_tool.practice.app import create_practice
from lti_tool.practice.narrator import Story, tell
from lti_tool.practice.site import Hands, open_site
from tests.demo.conftest import NOW
from tests.serving import read_whole

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTHS = (320, 390, 1280)
TRAINER, ADMIN, EMPLOYEE = "11", "2", str(cast_ids()["done"])
SCAN, TRAINING = "/course/view.php?id=2", "/course/view.php?id=8"
ACTIVITY = "/mod/lti/view.php?id=1"
PAGES = {
    "": ("/", "/nowhere"),
    EMPLOYEE: ("/my", SCAN, ACTIVITY, TRAINING, "/calendar", "/grades", "/course/people?id=2"),
    TRAINER: ("/my", TRAINING, "/course/people?id=8", "/course/grades?id=2", "/grades"),
    ADMIN: ("/my", "/tools"),
}
NARRATOR = ("/narrator?paused=1", "/narrator?paused=1&all=1", "/narrator/1", "/narrator/policies")


@pytest.fixture(scope="module")
def site_url(made: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The made practice LMS on a socket; its tool is not there."""
    file = Path(shutil.copy(database(made.folder), tmp_path_factory.mktemp("pages")))
    hands = Hands(forward=lambda _: None, ask=lambda: None)
    with open_site(file, HttpDoor(), lambda: NOW, hands) as site:
        with site.session() as session:
            story = Story("rest", "Een bericht", "Eén. Twee.", {"wat": "x" * 300}, "/my")
            tell(session, 1, story, NOW)
        server = make_server("127.0.0.1", 0, read_whole(create_practice(site)), threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=WIDTHS, ids=str)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    yield context.new_page()
    context.close()


def check(page: Page, url: str) -> None:
    page.goto(url)
    found = Axe().run(page)
    assert found.violations_count == 0, url + found.generate_report()
    size = page.viewport_size
    assert size is not None
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size["width"], f"{url} is {wide} wide"
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("who", PAGES, ids=["nobody", "employee", "trainer", "admin"])
def test_pages_for_somebody(page: Page, site_url: str, who: str) -> None:
    if who:
        page.goto(site_url)
        page.locator(f'button[name="account"][value="{who}"]').click()
    for path in PAGES[who]:
        check(page, site_url + path)


def test_the_narrator_for_each_copy_of_the_town(page: Page, site_url: str) -> None:
    for path in NARRATOR:
        check(page, site_url + path)
    for town in ("2", "3"):
        page.goto(f"{site_url}/narrator/policies")
        page.locator(f'button[name="town"][value="{town}"]').click()
        check(page, f"{site_url}/narrator/policies")
