"""A visit stays with the browser that earned it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.browser import Browser, Reply
from tests.certification.conftest import Tool
from tests.platform import INSTRUCTOR, TestPlatform

REMEMBERED = {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"}
BY_A_LINK = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document"}
WITHIN_THE_FRAME = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "iframe"}
IN_A_FRAME = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}
IN_A_NEIGHBOURS_FRAME = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "iframe"}
FROM_MAIL = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
FROM_A_NEIGHBOUR = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "document"}
PICK = {
    "message_type": "LtiDeepLinkingRequest",
    "drop": ["resource_link"],
    "roles": [INSTRUCTOR],
    "deep_linking_settings": {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["window"],
        "deep_link_return_url": "https://lms.example/return",
    },
}


@pytest.fixture
def address(lms: TestPlatform, tool: Tool) -> str:
    """A visit whose cookie never came back."""
    return lms.launch(tool.app.test_client(), follow=False).headers["Location"]


def open_page(tool: Tool, address: str, **headers: str) -> Reply:
    stranger = Browser(tool.app.test_client(use_cookies=False))
    return stranger.ask("GET", address, headers=headers)


def test_the_path_alone_carries_a_visit(tool: Tool, address: str) -> None:
    for headers in (IN_A_FRAME, WITHIN_THE_FRAME, BY_A_LINK, {}):
        assert open_page(tool, address, **headers).status == 200


@pytest.mark.parametrize("headers", [FROM_MAIL, FROM_A_NEIGHBOUR], ids=["mail", "neighbour"])
def test_a_link_that_somebody_else_sends_opens_nothing(
    tool: Tool, address: str, headers: dict[str, str]
) -> None:
    # Not even as the first request: whoever plants a visit need not open it first.
    assert open_page(tool, address, **headers).status == 403
    assert open_page(tool, address, **IN_A_FRAME).status == 200
    assert open_page(tool, address, **headers).status == 403


@pytest.mark.parametrize("frame", [IN_A_FRAME, IN_A_NEIGHBOURS_FRAME], ids=["other", "neighbour"])
def test_from_another_site_without_a_cookie_a_frame_is_entered_once(
    tool: Tool, address: str, frame: dict[str, str]
) -> None:
    assert open_page(tool, address, **frame).status == 200
    assert open_page(tool, address, **frame).status == 403
    assert open_page(tool, address, **WITHIN_THE_FRAME).status == 200


def test_who_was_inside_already_is_not_led_in_from_elsewhere(tool: Tool, address: str) -> None:
    assert open_page(tool, address, **BY_A_LINK).status == 200
    assert open_page(tool, address, **IN_A_FRAME).status == 403


def test_a_picker_in_a_window_of_its_own_is_entered_once(lms: TestPlatform, tool: Tool) -> None:
    address = lms.launch(tool.app.test_client(), follow=False, **PICK).headers["Location"]
    assert open_page(tool, address, **FROM_MAIL).page == "picker"
    assert open_page(tool, address, **FROM_MAIL).status == 403
    assert open_page(tool, address, **BY_A_LINK).status == 200


def test_with_its_cookie_a_visit_may_be_entered_from_anywhere(
    lms: TestPlatform, browser: FlaskClient
) -> None:
    page = lms.launch(browser)
    assert Browser(browser).ask("GET", page.url, headers=FROM_MAIL).status == 200


def test_a_pasted_address_opens_nothing(tool: Tool, address: str) -> None:
    assert open_page(tool, address, **REMEMBERED).status == 403
    assert open_page(tool, address, **BY_A_LINK).status == 200


def test_with_its_cookie_a_remembered_address_still_works(
    lms: TestPlatform, browser: FlaskClient
) -> None:
    page = lms.launch(browser)
    assert Browser(browser).ask("GET", page.url, headers=REMEMBERED).status == 200


def test_once_the_cookie_has_come_it_must_come(
    lms: TestPlatform, browser: FlaskClient, tool: Tool
) -> None:
    page = lms.launch(browser)
    assert open_page(tool, page.url).status == 403
    assert Browser(browser).ask("GET", page.url).status == 200


def test_a_planted_cookie_opens_nothing(tool: Tool, address: str) -> None:
    reply = open_page(tool, address, Cookie="themascan_visit=planted")
    assert reply.status == 403


def test_the_cookie_of_one_visit_does_not_open_another(
    lms: TestPlatform, tool: Tool, address: str
) -> None:
    mine = lms.launch(tool.app.test_client(), sub="6", follow=False)
    cookie = mine.headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith("themascan_visit=")
    assert open_page(tool, address, Cookie=cookie).status == 403


def test_no_page_lets_its_address_out(lms: TestPlatform, browser: FlaskClient) -> None:
    page = lms.launch(browser)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_nothing_of_a_visit_is_logged(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    page = lms.launch(browser)
    path_id = page.url.split("/")[2]
    assert len(path_id) >= 32
    assert path_id not in tool.log.getvalue()


def test_each_launch_makes_an_address_of_its_own(lms: TestPlatform, browser: FlaskClient) -> None:
    assert lms.launch(browser).url != lms.launch(browser).url
