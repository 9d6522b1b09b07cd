"""The secret of a login in the LMS's keeping; and who needs none."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.certification.conftest import TOOL, Tool
from tests.lti.bare import NAMELESS, Bare, assert_waits
from tests.platform import INSTRUCTOR, TestPlatform


@pytest.fixture
def bare(tool: Tool, lms: TestPlatform) -> Bare:
    return Bare(tool, lms)


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
