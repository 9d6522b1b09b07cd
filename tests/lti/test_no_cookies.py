"""A launch whose cookie was lost: who may go on, how, and who may not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from lti_tool.models import WaitingLaunch, db
from lti_tool.services.sweeping import sweep
from tests.browser import Browser, Reply
from tests.certification.conftest import TOOL, Tool
from tests.platform import INSTRUCTOR, TestPlatform

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": TOOL}
NAMELESS = ["name", "given_name", "family_name"]


@dataclass
class Bare:
    """A browser that keeps nothing: what it sends is what the test says."""

    tool: Tool
    lms: TestPlatform

    def ask(
        self,
        path: str,
        headers: Mapping[str, str] | None = None,
        method: str = "POST",
        **form: str,
    ) -> Reply:
        client = self.tool.app.test_client(use_cookies=False)
        body = {"data": form} if method == "POST" else {}
        return Browser(client).ask(method, path, headers=dict(headers or {}), **body)

    def begin(self, **overrides: str) -> tuple[Reply, dict[str, str]]:
        """The login; its page and what it sends to the LMS."""
        begun = self.ask("/lti/login", **self.lms.login_params(**overrides))
        refresh = begun.headers.get("Refresh", "").partition("url=")[2]
        location = begun.headers.get("Location") or refresh
        return begun, dict(parse_qsl(urlsplit(location).query))

    def launch(
        self, origin: str | None = None, storage: bool = False, cookie: str = "", **token: Any
    ) -> Reply:
        """A launch that comes from a site."""
        begun, asked = self.begin(**({"lti_storage_target": "_parent"} if storage else {}))
        self.secret = (re.findall(r'data-secret="([^"]+)"', begun.text) or [""])[0]
        headers = {"Origin": self.lms.url if origin is None else origin}
        headers = {name: value for name, value in headers.items() if value != "absent"}
        if cookie:
            headers["Cookie"] = cookie
        id_token = self.lms.id_token(**{"nonce": asked["nonce"], **token})
        return self.ask("/lti/launch", headers, id_token=id_token, state=asked["state"])

    def go_on(self, page: Reply, headers: Mapping[str, str] = OURS, **more: str) -> Reply:
        """Send the page's form."""
        return self.ask("/lti/continue", headers, code=code_of(page), **more)


def code_of(page: Reply) -> str:
    found = re.search(r'name="code" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


@pytest.fixture
def bare(tool: Tool, lms: TestPlatform) -> Bare:
    return Bare(tool, lms)


def rows(tool: Tool) -> int:
    with tool.app.app_context():
        return len(db.session.scalars(select(WaitingLaunch)).all())


def assert_waits(page: Reply, bare: Bare) -> None:
    assert (page.status, page.page) == (200, "waiting")
    assert "Set-Cookie" not in page.headers
    assert bare.tool.visits() == 0


def test_a_lost_cookie_leads_to_a_new_tab_and_a_question(bare: Bare) -> None:
    page = bare.launch()
    assert_waits(page, bare)
    assert 'target="_blank"' in page.text
    question = bare.go_on(page)
    assert (question.status, question.page) == (200, "confirm")
    assert "Gemeente Voorbeeld" in question.text
    assert "als Sam" in question.text
    assert bare.tool.visits() == 0
    entered = bare.go_on(question, answer="yes")
    assert entered.status == 303
    assert "themascan_visit=" in entered.headers["Set-Cookie"]
    bare.tool.assert_welcomed(bare.ask(entered.headers["Location"], method="GET"))
    assert rows(bare.tool) == 0


def test_each_code_counts_once(bare: Bare) -> None:
    page = bare.launch()
    question = bare.go_on(page)
    bare.tool.assert_turned_away(bare.go_on(page))
    bare.go_on(question, answer="yes")
    bare.tool.assert_turned_away(bare.go_on(question, answer="yes"), visits=1)


def test_who_says_no_opens_nothing(bare: Bare) -> None:
    question = bare.go_on(bare.launch())
    no = bare.go_on(question, answer="no")
    assert no.status == 403
    bare.tool.assert_turned_away(no)
    bare.tool.assert_turned_away(bare.go_on(question, answer="yes"))


def test_the_question_cannot_be_skipped(bare: Bare) -> None:
    question = bare.go_on(bare.launch(), answer="yes")
    assert question.page == "confirm"
    bare.tool.assert_turned_away(bare.go_on(question))


@pytest.mark.parametrize(("after", "waits"), [(55, True), (61, False)])
def test_a_launch_waits_a_minute(bare: Bare, after: int, waits: bool) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC)) as clock:
        page = bare.launch()
        clock.shift(after)
        reply = bare.go_on(page)
    assert (reply.page == "confirm") is waits


def test_reading_the_question_may_take_longer(bare: Bare) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC)) as clock:
        question = bare.go_on(bare.launch())
        clock.shift(240)
        assert bare.go_on(question, answer="yes").status == 303


def test_a_name_is_forgotten_with_the_launch(bare: Bare) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC)) as clock:
        bare.launch()
        with bare.tool.app.app_context():
            (sealed,) = db.session.scalars(select(WaitingLaunch.sealed))
            assert b"Sam" not in sealed
        clock.shift(61)
        with bare.tool.app.app_context():
            sweep(db.session(), datetime.now(UTC))
    assert rows(bare.tool) == 0
    assert "Sam" not in bare.tool.log.getvalue()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:1", "https://localhost"]
)
def test_a_form_of_another_site_gets_nowhere(bare: Bare, origin: str) -> None:
    bare.tool.assert_turned_away(bare.launch(origin=origin))
    bare.tool.assert_turned_away(bare.launch(origin=origin, storage=True))
    assert rows(bare.tool) == 0


@pytest.mark.parametrize("origin", ["null", "absent"])
def test_a_browser_that_hides_the_site_needs_a_name_to_ask_about(bare: Bare, origin: str) -> None:
    assert_waits(bare.launch(origin=origin), bare)
    bare.tool.assert_turned_away(bare.launch(origin=origin, drop=NAMELESS))


def test_from_the_lms_itself_no_name_is_needed(bare: Bare) -> None:
    question = bare.go_on(bare.launch(drop=NAMELESS))
    assert question.page == "confirm"
    assert "Gemeente Voorbeeld" in question.text
    assert bare.go_on(question, answer="yes").status == 303


def test_the_lms_may_post_from_where_its_return_address_is(bare: Bare) -> None:
    back = {"launch_presentation": {"return_url": "https://school.example/courses/1"}}
    assert_waits(bare.launch(origin="https://school.example", drop=NAMELESS, **back), bare)


def test_a_browser_that_keeps_cookies_must_bring_the_right_one(bare: Bare) -> None:
    for cookie in ("themascan_login_0123456789ab=x", "__Host-themascan_login_0123456789ab=x"):
        bare.tool.assert_turned_away(bare.launch(cookie=cookie))


def test_a_wrong_value_of_the_right_cookie_is_refused(bare: Bare) -> None:
    begun, asked = bare.begin()
    name = begun.headers["Set-Cookie"].partition("=")[0]
    headers = {"Cookie": f"{name}=planted", "Origin": bare.lms.url}
    token = bare.lms.id_token(asked["nonce"])
    reply = bare.ask("/lti/launch", headers, id_token=token, state=asked["state"])
    bare.tool.assert_turned_away(reply)


def test_the_cookie_of_a_login_cannot_be_planted_by_a_neighbour(bare: Bare) -> None:
    cookie = bare.begin()[0].headers["Set-Cookie"]
    assert cookie.startswith("__Host-themascan_login_")
    for part in ("Secure", "HttpOnly", "Path=/;", "SameSite=None", "Partitioned", "Max-Age=300"):
        assert part in cookie + ";"
    assert "Domain" not in cookie


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://other.localhost"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_code_is_taken_from_our_own_page_only(bare: Bare, headers: dict[str, str]) -> None:
    page = bare.launch()
    bare.tool.assert_turned_away(bare.go_on(page, headers))
    question = bare.go_on(page)
    assert question.page == "confirm"
    bare.tool.assert_turned_away(bare.go_on(question, headers, answer="yes"))


@pytest.mark.parametrize("code", ["", "x", "\x00", "é", "c" * 50_000])
def test_a_code_that_nobody_gave_out(bare: Bare, code: str) -> None:
    bare.tool.assert_turned_away(bare.ask("/lti/continue", OURS, code=code))


def test_a_refused_token_does_not_wait(bare: Bare) -> None:
    bare.tool.assert_turned_away(bare.launch(iat=1, exp=2))
    bare.tool.assert_turned_away(bare.launch(nonce="of-another-login"))
    assert rows(bare.tool) == 0


def test_the_waiting_page_stands_in_the_lms_and_the_question_nowhere(bare: Bare) -> None:
    page = bare.launch()
    assert f"frame-ancestors {bare.lms.url}" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    question = bare.go_on(page)
    assert "frame-ancestors 'none'" in question.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_where_the_lms_keeps_secrets_the_login_leaves_one(bare: Bare) -> None:
    begun, asked = bare.begin(lti_storage_target="_parent")
    assert (begun.status, begun.page) == (200, "login")
    assert f'data-origin="{bare.lms.url}"' in begun.text
    assert asked["redirect_uri"] == f"{TOOL}/lti/launch"
    assert "script-src 'self';" in begun.headers["Content-Security-Policy"]
    assert f"frame-ancestors {bare.lms.url}" in begun.headers["Content-Security-Policy"]
    assert "themascan_login_" in begun.headers["Set-Cookie"]


def test_the_secret_from_the_lms_lets_in_without_a_question(bare: Bare) -> None:
    page = bare.launch(storage=True)
    assert_waits(page, bare)
    assert bare.secret
    assert bare.secret not in page.text
    entered = bare.go_on(page, proof=bare.secret)
    assert (entered.status, entered.headers["Location"][:3]) == (303, "/v/")


@pytest.mark.parametrize("proof", ["", "made-up", "x" * 5000])
def test_a_wrong_secret_lets_nobody_in(bare: Bare, proof: str) -> None:
    page = bare.launch(storage=True)
    bare.tool.assert_turned_away(bare.go_on(page, proof=proof))
    bare.tool.assert_turned_away(bare.go_on(page, proof=bare.secret))


def test_a_secret_counts_where_one_was_left_only(bare: Bare) -> None:
    page = bare.launch()
    bare.tool.assert_turned_away(bare.go_on(page, proof=""))


def test_without_a_name_or_a_site_only_the_secret_counts(bare: Bare) -> None:
    page = bare.launch(origin="null", storage=True, drop=NAMELESS)
    assert_waits(page, bare)
    assert "_blank" not in page.text
    bare.tool.assert_turned_away(bare.go_on(page))
    page = bare.launch(origin="null", storage=True, drop=NAMELESS)
    assert bare.go_on(page, proof=bare.secret).status == 303


def test_the_pages_in_between_speak_the_language_of_the_launch(bare: Bare) -> None:
    page = bare.launch(launch_presentation={"locale": "en_GB"})
    assert 'lang="en"' in page.text
    assert 'lang="en"' in bare.go_on(page).text


TARGETS = ["x" * 300, "a\x00b", "a\nb"]


@pytest.mark.parametrize("target", TARGETS)
def test_an_odd_storage_target_is_refused(bare: Bare, target: str) -> None:
    bare.tool.assert_turned_away(bare.begin(lti_storage_target=target)[0])


def test_a_storage_target_cannot_become_markup(bare: Bare) -> None:
    begun, _asked = bare.begin(lti_storage_target='"><script>alert(1)</script>')
    assert begun.status == 200
    assert "<script>alert" not in begun.text


PICK = {
    "message_type": "LtiDeepLinkingRequest",
    "drop": ["resource_link", *NAMELESS],
    "roles": [INSTRUCTOR],
    "deep_linking_settings": {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "deep_link_return_url": "https://lms.example/return",
    },
}


def test_a_picker_stays_in_the_frame(bare: Bare) -> None:
    entered = bare.launch(**PICK)
    assert entered.status == 303
    assert bare.ask(entered.headers["Location"], method="GET").page == "picker"
    bare.tool.assert_turned_away(bare.launch(origin="null", **PICK), visits=1)
    bare.tool.assert_turned_away(bare.launch(origin="https://evil.example", **PICK), visits=1)


def test_with_its_cookie_a_launch_goes_straight_on(lms: TestPlatform, browser: FlaskClient) -> None:
    asked = lms.login(browser)
    form = {"id_token": lms.id_token(asked["nonce"]), "state": asked["state"]}
    answer = browser.post("/lti/launch", data=form)
    assert answer.status_code == 303
    gone = [c for c in answer.headers.getlist("Set-Cookie") if "themascan_login_" in c]
    assert len(gone) == 1
    assert "Max-Age=0" in gone[0]
