"""Which site may frame a page, where its forms may go, and that nothing runs on it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from lti_tool.addresses import origin
from tests.browser import Browser, Reply
from tests.certification.conftest import Tool, register
from tests.platform import TestPlatform


def directive(reply: Reply, name: str) -> str:
    policy = reply.headers["Content-Security-Policy"]
    found = re.search(rf"(?:^|; ){name} ([^;]*)", policy)
    return found.group(1) if found else ""


def neighbours(tool: Tool) -> None:
    """A second organisation with an LMS of its own."""
    with tool.app.app_context(), TestPlatform(issuer="https://other.example") as other:
        other.auth_url = "https://other.example/auth"
        register(other, "Gemeente Twee")


def test_a_page_of_a_visit_stands_in_its_own_lms_only(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    neighbours(tool)
    reply = lms.launch(browser)
    assert directive(reply, "frame-ancestors") == lms.url
    assert directive(reply, "script-src") == ""
    assert directive(reply, "default-src") == "'none'"


def test_a_page_may_stand_where_the_signed_return_address_is(
    lms: TestPlatform, browser: FlaskClient
) -> None:
    back = {"launch_presentation": {"return_url": "https://school.example/courses/7"}}
    reply = lms.launch(browser, **back)
    assert directive(reply, "frame-ancestors") == f"{lms.url} https://school.example"


REFUSED: dict[str, dict[str, Any]] = {
    "a token of long ago": {"iat": 1, "exp": 2},
    "a target elsewhere": {"target_link_uri": "https://evil.example/"},
}


@pytest.mark.parametrize("claims", REFUSED.values(), ids=REFUSED)
def test_a_refused_launch_shows_its_page_inside_the_lms(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, claims: dict[str, Any]
) -> None:
    neighbours(tool)
    reply = lms.launch(browser, **claims)
    tool.assert_turned_away(reply)
    assert directive(reply, "frame-ancestors") == lms.url


def test_a_refused_login_shows_its_page_inside_the_lms(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    neighbours(tool)
    params = lms.login_params(lti_deployment_id="99")
    reply = Browser(browser).ask("POST", "/lti/login", data=params)
    assert directive(reply, "frame-ancestors") == lms.url


def test_a_visit_that_is_over_says_so_inside_the_lms(
    lms: TestPlatform, browser: FlaskClient, tool: Tool
) -> None:
    page = lms.launch(browser).url
    reply = Browser(tool.app.test_client()).ask("GET", page)
    assert reply.status == 403
    assert directive(reply, "frame-ancestors") == lms.url


@pytest.mark.parametrize("path", ["/", "/lti/launch", "/v/nobody/", "/lti/login"])
def test_a_stranger_does_not_learn_whose_lms_it_is(tool: Tool, path: str) -> None:
    reply = Browser(tool.app.test_client()).ask("GET", path)
    assert directive(reply, "frame-ancestors") == "'none'"
    assert directive(reply, "form-action") == "'self'"


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_a_page_without_any_clue_believes_the_browser_about_a_registered_lms(
    tool: Tool, lms: TestPlatform, name: str
) -> None:
    asked = {lms.url + "/": lms.url, "https://evil.example/": "'none'", "null": "'none'"}
    for value, allowed in asked.items():
        reply = Browser(tool.app.test_client()).ask("POST", "/lti/launch", headers={name: value})
        assert directive(reply, "frame-ancestors") == allowed


HOSTILE = ["https://a;script-src *", "https://a b", "https://a,b", "https://*", "javascript:x"]
HOSTILE += ["https://a@b", "//a", "https://[", "https://a:99999", "https://a\nb", "https://'self'"]


@pytest.mark.parametrize("url", HOSTILE)
def test_an_origin_holds_nothing_that_could_end_a_directive(url: str) -> None:
    made = origin(url)
    assert made == "" or re.fullmatch(r"https?://[a-z0-9.-]+", made)
    assert "*" not in made


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://LMS.Example:443/x?y", "https://lms.example"),
        ("http://lms.example:80", "http://lms.example"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://gemeente-ürk.example", "https://gemeente-xn--rk-goa.example"),
    ],
)
def test_an_origin_is_written_as_browsers_do(url: str, expected: str) -> None:
    assert re.sub(r"xn--\S+?\.", "IDN.", origin(url)) == re.sub(
        r"gemeente-xn--\S+?\.", "IDN.", expected
    )


@pytest.mark.parametrize("path", ["/lti/launch", "/v/x", "//lti/login", "/lti/login/"])
def test_a_hostile_host_header_comes_back_nowhere(tool: Tool, path: str) -> None:
    browser = Browser(tool.app.test_client())
    reply = browser.ask("GET", path, headers={"Host": "hostile.example"})
    assert "hostile" not in str(reply.headers) + reply.text


@pytest.mark.parametrize("hops", [{}, {"X-Forwarded-Host": "hostile.example"}])
def test_redirects_name_no_host(tool: Tool, lms: TestPlatform, hops: dict[str, str]) -> None:
    browser = Browser(tool.app.test_client(use_cookies=False))
    begun = browser.ask("POST", "/lti/login", data=lms.login_params())
    asked = dict(parse_qsl(urlsplit(begun.headers["Location"]).query))
    form = {"id_token": lms.id_token(asked["nonce"]), "state": asked["state"]}
    cookie = begun.headers["Set-Cookie"].partition(";")[0]
    headers = {"Host": "hostile.example", "Cookie": cookie, **hops}
    reply = browser.ask("POST", "/lti/launch", data=form, headers=headers)
    assert reply.status == 303
    assert reply.headers["Location"].startswith("/v/")
