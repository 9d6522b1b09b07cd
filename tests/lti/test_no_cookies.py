"""A launch whose cookie was lost: who may go on by a yes, and who may not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from lti_tool.models import WaitingLaunch, db
from lti_tool.services.sweeping import sweep
from tests.certification.conftest import Tool
from tests.lti.bare import NAMELESS, OURS, Bare, assert_waits, rows
from tests.platform import TestPlatform


@pytest.fixture
def bare(tool: Tool, lms: TestPlatform) -> Bare:
    return Bare(tool, lms)


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
