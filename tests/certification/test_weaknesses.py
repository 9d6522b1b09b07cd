"""What a stock pylti1p3 application lets through, one test each: the edge must not."""

import time
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.certification.conftest import Tool
from tests.keys import forge
from tests.platform import TestPlatform

DAY = 24 * 3600


def seconds(offset: int) -> int:
    return int(time.time()) + offset


def test_a_replayed_token_is_refused(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    asked = lms.login(browser)
    sent = {"id_token": lms.id_token(asked["nonce"]), "state": asked["state"]}
    tool.assert_welcomed(lms.post(browser, **sent))
    tool.assert_turned_away(lms.post(browser, **sent), visits=1)


def test_a_nonce_counts_once(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    first, second = lms.login(browser), lms.login(browser)
    token = lms.id_token(first["nonce"])
    tool.assert_welcomed(lms.post(browser, id_token=token, state=first["state"]))
    tool.assert_turned_away(lms.post(browser, id_token=token, state=second["state"]), visits=1)


def test_state_of_one_flow_does_not_go_with_the_token_of_another(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    mine, theirs = lms.login(browser), lms.login(browser)
    reply = lms.post(browser, id_token=lms.id_token(theirs["nonce"]), state=mine["state"])
    tool.assert_turned_away(reply)


def test_state_of_another_browser_is_refused(tool: Tool, lms: TestPlatform) -> None:
    attacker, victim = tool.app.test_client(), tool.app.test_client()
    asked = lms.login(attacker)
    lms.login(victim)
    reply = lms.post(victim, id_token=lms.id_token(asked["nonce"]), state=asked["state"])
    tool.assert_turned_away(reply)


def test_two_logins_in_one_browser_both_work(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    for asked in [lms.login(browser), lms.login(browser)][::-1]:
        reply = lms.post(browser, id_token=lms.id_token(asked["nonce"]), state=asked["state"])
        tool.assert_welcomed(reply)


@pytest.mark.parametrize(("after", "welcome"), [(290, True), (310, False)])
def test_a_login_lives_five_minutes(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, after: int, welcome: bool
) -> None:
    start = time.time()
    with time_machine.travel(start):
        asked = lms.login(browser)
    with time_machine.travel(start + after):
        reply = lms.post(browser, id_token=lms.id_token(asked["nonce"]), state=asked["state"])
    (tool.assert_welcomed if welcome else tool.assert_turned_away)(reply)


REFUSED: dict[str, Any] = {
    "azp of another tool": {"azp": "another-tool"},
    "audience of another tool": {"aud": "another-tool", "drop": ["azp"]},
    "audience of another tool, azp ours": {"aud": "another-tool"},
    "several audiences without azp": {"aud": ["themascan-client", "other"], "drop": ["azp"]},
    "several audiences, azp of another": {"aud": ["themascan-client", "other"], "azp": "other"},
    "audiences without ours": {"aud": ["one", "other"]},
    "empty audience": {"aud": []},
    "another issuer": {"iss": "https://other.example"},
    "issuer with a slash more": {"iss": "{issuer}/"},
    "another deployment": {"deployment_id": "2"},
    "exp missing": {"drop": ["exp"]},
    "iat missing": {"drop": ["iat"]},
    "nonce missing": {"drop": ["nonce"]},
    "nonce of nobody": {"nonce": "made-up-nonce-that-nobody-gave-out"},
    "target_link_uri missing": {"drop": ["target_link_uri"]},
    "unknown message": {"message_type": "LtiSubmissionReviewRequest"},
    "version without patch": {"version": "1.3"},
    "resource link without id": {"resource_link": {"title": "Themascan"}},
    "resource link with an empty id": {"resource_link": {"id": ""}},
    "empty sub": {"sub": ""},
    "sub of more than 255 characters": {"sub": "x" * 256},
}


@pytest.mark.parametrize("claims", REFUSED.values(), ids=REFUSED)
def test_refused(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, claims: dict[str, Any]
) -> None:
    filled = {n: v.replace("{issuer}", lms.issuer) if n == "iss" else v for n, v in claims.items()}
    tool.assert_turned_away(lms.launch(browser, **filled))


TIMES: dict[str, tuple[int, int, bool]] = {
    "fresh": (0, 60, True),
    "platform 5 s ahead": (5, 65, True),
    "platform 5 s behind, just expired": (-65, -5, True),
    "platform 20 s ahead": (20, 80, False),
    "expired 20 s ago": (-80, -20, False),
    "an hour of life, as Open edX gives": (0, 3600, True),
    "30 days old, never to expire": (-30 * DAY, 30 * DAY, False),
    "issued next year": (365 * DAY, 366 * DAY, False),
}


@pytest.mark.parametrize(("iat", "exp", "welcome"), TIMES.values(), ids=TIMES)
def test_clock(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, iat: int, exp: int, welcome: bool
) -> None:
    reply = lms.launch(browser, iat=seconds(iat), exp=seconds(exp))
    (tool.assert_welcomed if welcome else tool.assert_turned_away)(reply)


def test_several_audiences_with_our_azp_are_fine(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    tool.assert_welcomed(lms.launch(browser, aud=[lms.client_id, "another-tool"]))


def test_keys_are_fetched_once(tool: Tool, lms: TestPlatform, browser: FlaskClient) -> None:
    for _ in range(3):
        tool.assert_welcomed(lms.launch(browser))
    assert lms.fetches == 1


def test_an_unknown_key_id_fetches_the_keys_again(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    tool.assert_welcomed(lms.launch(browser))
    lms.rotate("platform-2")
    tool.assert_welcomed(lms.launch(browser))
    assert lms.fetches == 2


def test_fetching_for_unknown_key_ids_is_rate_limited(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    tool.assert_welcomed(lms.launch(browser))
    for number in range(6):
        reply = lms.launch(browser, headers={"kid": f"made-up-{number}"})
        tool.assert_turned_away(reply, visits=1)
    assert lms.fetches <= 2
    tool.assert_welcomed(lms.launch(browser))


def test_a_new_key_is_found_after_the_rate_limit(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    start = time.time()
    with time_machine.travel(start):
        tool.assert_welcomed(lms.launch(browser))
        tool.assert_turned_away(lms.launch(browser, headers={"kid": "made-up"}), visits=1)
    lms.rotate("platform-2")
    with time_machine.travel(start + 3600):
        tool.assert_welcomed(lms.launch(browser))


def test_a_key_of_somebody_else_under_a_known_id(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    asked = lms.login(browser)
    token = lms.sign(lms.claims(asked["nonce"]), signed_by="somebody-else")
    tool.assert_turned_away(lms.post(browser, id_token=token, state=asked["state"]))


def test_keys_out_of_reach_are_a_page_and_no_crash(
    tool: Tool, lms: TestPlatform, browser: FlaskClient
) -> None:
    asked = lms.login(browser)
    lms.broken = True
    reply = lms.post(browser, id_token=lms.id_token(asked["nonce"]), state=asked["state"])
    tool.assert_turned_away(reply)
    lms.broken = False
    tool.assert_welcomed(lms.launch(browser))


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
def test_only_rs256_is_taken(
    tool: Tool, lms: TestPlatform, browser: FlaskClient, algorithm: str
) -> None:
    asked = lms.login(browser)
    token = forge(lms.claims(asked["nonce"]), algorithm, lms.kids[0])
    tool.assert_turned_away(lms.post(browser, id_token=token, state=asked["state"]))
