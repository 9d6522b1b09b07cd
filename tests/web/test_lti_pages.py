"""Placing a link and registering an LMS in Chromium, inside the LMS's frame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_httpserver import HTTPServer

from lti_tool.models import Platform, db
from lti_tool.services.invitations import invite
from tests.platform import INSTRUCTOR
from tests.town import Town
from tests.web.lms_pages import LmsWithPages

pytestmark = pytest.mark.browser
CAPTURES = Path(__file__).parent.parent / "lti" / "captures"
MOODLE = json.loads((CAPTURES / "moodle-registration.json").read_text())
TAKEN = '<!doctype html><html lang="nl"><title>LMS</title><h1>Link geplaatst</h1></html>'
FRAME = """<!doctype html><html lang="nl"><title>Tools beheren</title>
<iframe id="tool" title="Registratie" width="100%" height="900" src="{}"></iframe><script>
window.heard = [];
window.addEventListener("message", (event) => window.heard.push(event.data.subject));
</script></html>"""


@pytest.fixture
def httpserver() -> Iterator[HTTPServer]:
    """With threads: Chromium opens connections on which it says nothing yet."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@contextmanager
def browsing(chromium: Browser, width: int = 1280, javascript: bool = True) -> Iterator[Page]:
    """A page of a browser of its own."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=javascript
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def asking(return_url: str) -> dict[str, Any]:
    """The claims of an LMS that asks a trainer for content."""
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "deep_link_return_url": return_url,
    }
    return {
        "message_type": "LtiDeepLinkingRequest",
        "drop": ["resource_link"],
        "roles": [INSTRUCTOR],
        "deep_linking_settings": settings,
    }


def check(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_a_trainer_places_the_scan(
    chromium: Browser, town: Town, lms: LmsWithPages, httpserver: HTTPServer, javascript: bool
) -> None:
    httpserver.expect_request("/return", "POST").respond_with_data(TAKEN, content_type="text/html")
    lms.token = asking(httpserver.url_for("/return"))
    with browsing(chromium, javascript=javascript) as page:
        page.goto(f"{lms.pages_url}/course?sub=9")
        frame = page.frame_locator("#tool")
        if not javascript:
            frame.locator("text=Verder").click()
        frame.locator("html[data-page=picker]").wait_for()
        frame.locator("button", has_text="Plaats in de cursus").click()
        if not javascript:
            frame.locator("button", has_text="Ga terug naar de cursus").click()
        frame.locator("text=Link geplaatst").wait_for()
        request = httpserver.log[0][0]
        assert request.headers["Origin"] == lms.tool_url
        assert "/v/" not in request.headers.get("Referer", "")
        token = request.form["JWT"]
        claims = jwt.decode(token, options={"verify_signature": False})
        (item,) = claims["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
        assert item["custom"] == {"page": "scan"}


@pytest.mark.parametrize("size", [320, 1280])
def test_the_picker_has_no_axe_violation(
    chromium: Browser, town: Town, lms: LmsWithPages, size: int
) -> None:
    lms.token = asking("https://lms.example/return")
    with browsing(chromium, size) as page:
        page.goto(lms.start_url("9"))
        page.wait_for_url("**/v/**")
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size


@pytest.fixture
def registration(town: Town, lms: LmsWithPages, httpserver: HTTPServer) -> str:
    """The LMS's page whose frame holds the registration."""
    base = httpserver.url_for("").rstrip("/")
    text = json.dumps(MOODLE["openid_configuration"]).replace("http://127.0.0.1:8080", base)
    httpserver.expect_request("/openid").respond_with_json(json.loads(text))
    answer = httpserver.expect_request("/mod/lti/openid-registration.php", "POST")
    answer.respond_with_json(MOODLE["response"])
    with town.app.app_context():
        code = invite(db.session(), town.organisation_id, datetime.now(UTC))
    address = f"{lms.tool_url}/lti/register/{code}?openid_configuration={base}/openid"
    httpserver.expect_request("/tools").respond_with_data(
        FRAME.format(address), content_type="text/html"
    )
    return f"{base}/tools"


def test_an_admin_reads_what_is_left_and_closes(
    chromium: Browser, town: Town, registration: str
) -> None:
    with browsing(chromium) as page:
        page.goto(registration)
        frame = page.frame_locator("#tool")
        frame.locator("html[data-page=registered]").wait_for()
        assert page.evaluate("window.heard") == []
        frame.locator("button", has_text="Sluit dit venster").click()
        page.wait_for_function("window.heard.length === 1")
        assert page.evaluate("window.heard") == ["org.imsglobal.lti.close"]
        with town.app.app_context():
            assert db.session.query(Platform).count() == 2


def test_without_javascript_the_page_says_the_same(chromium: Browser, registration: str) -> None:
    with browsing(chromium, javascript=False) as page:
        page.goto(registration)
        frame = page.frame_locator("#tool")
        frame.locator("html[data-page=registered]").wait_for()
        assert "Activeren" in frame.locator("main").inner_text()
        assert not frame.locator("button", has_text="Sluit dit venster").is_visible()


@pytest.mark.parametrize("size", [320, 1280])
def test_the_registration_has_no_axe_violation(
    chromium: Browser, registration: str, size: int
) -> None:
    with browsing(chromium, size) as page:
        page.goto(registration)
        address = page.locator("#tool").get_attribute("src")
        assert address
        page.frame_locator("#tool").locator("html[data-page=registered]").wait_for()
        page.goto(address)
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size
