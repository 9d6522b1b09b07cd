"""Launches and picked content: what the practice LMS sends, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
import requests

from lti_tool.practice.claims import DEEP_LINKING, LTI
from lti_tool.practice.lti_tables import Activity, LineItem
from lti_tool.practice.tables import Happening
from tests.keys import rsa_key
from tests.practice.visitor import Visitor, fields
from tests.practice.world import KID, TOOL_URL, PracticeMoodle


def signed(lms: PracticeMoodle, page: str) -> dict[str, Any]:
    """The claims of the token in a page, checked with the keys that the site publishes."""
    keys = requests.get(f"{lms.url}/mod/lti/certs.php", timeout=5).json()["keys"]
    key = jwt.PyJWK(keys[0], algorithm="RS256")
    token = fields(page)["id_token"]
    assert jwt.get_unverified_header(token)["kid"] == keys[0]["kid"]
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience="themascan-client", issuer=lms.url
    )
    return claims


def test_a_launch_says_who_where_and_in_which_role(lms: PracticeMoodle, visitor: Visitor) -> None:
    visitor.be("6")
    page = visitor.asked(visitor.announced()).text
    claims = signed(lms, page)
    assert f'action="{TOOL_URL}/lti/launch"' in page
    assert (claims["sub"], claims["nonce"], fields(page)["state"]) == ("6", "n1", "s1")
    assert claims[LTI + "roles"][0].endswith("membership#Learner")
    assert claims[LTI + "resource_link"]["id"] == "1"
    assert claims[LTI + "context"]["id"] == "2"
    assert claims[LTI + "lis"]["person_sourcedid"] == "P6"
    assert claims["exp"] - claims["iat"] == 60


ROLES = {"3": ["Instructor"], "2": ["Administrator", "Instructor", "Administrator"]}


@pytest.mark.parametrize(("who", "roles"), ROLES.items())
def test_roles_are_those_of_moodle(
    lms: PracticeMoodle, visitor: Visitor, who: str, roles: list[str]
) -> None:
    visitor.be(who)
    claims = signed(lms, visitor.asked(visitor.announced()).text)
    assert [role.rpartition("#")[2] for role in claims[LTI + "roles"]] == roles


REFUSED = {
    "another redirect": {"redirect_uri": f"{TOOL_URL}/lti/launch?scan=1"},
    "no nonce": {"nonce": None},
    "no hint": {"lti_message_hint": None},
    "a strange hint": {"lti_message_hint": "[]"},
    "an unknown ticket": {"lti_message_hint": '{"launchid":"ltilaunch_x"}'},
    "another scope": {"scope": "openid profile"},
    "another kind of answer": {"response_type": "code"},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_what_the_lms_refuses_itself_the_tool_never_hears(
    visitor: Visitor, changes: dict[str, str | None]
) -> None:
    visitor.be("6")
    answer = visitor.asked(visitor.announced(), **changes)
    assert answer.status_code == 404
    assert "id_token" not in answer.text


TOLD = {
    "access_denied": {"login_hint": "7"},
    "unauthorized_client": {"client_id": "another"},
    "invalid_request": {"response_mode": "query"},
}


@pytest.mark.parametrize(("error", "changes"), TOLD.items())
def test_other_faults_are_told_to_the_tool(
    visitor: Visitor, error: str, changes: dict[str, str]
) -> None:
    visitor.be("6")
    found = fields(visitor.asked(visitor.announced(), **changes).text)
    assert (found["error"], found["state"]) == (error, "s1")
    assert "id_token" not in found


def test_a_launch_can_be_signed_once(visitor: Visitor) -> None:
    visitor.be("6")
    announced = visitor.announced()
    assert visitor.asked(announced).status_code == 200
    assert visitor.asked(announced).status_code == 404


def test_who_is_not_in_the_course_cannot_launch(lms: PracticeMoodle, visitor: Visitor) -> None:
    visitor.be("6")
    lms.unenrol("2", "6")
    assert visitor.get("/mod/lti/launch.php?id=1").status_code == 403
    assert visitor.get("/mod/lti/view.php?id=1").status_code == 403
    assert visitor.get("/course/view.php?id=2").status_code == 403


def test_the_page_of_an_activity_has_the_tool_in_a_frame(visitor: Visitor) -> None:
    visitor.be("6")
    assert (
        'src="/mod/lti/launch.php?id=1&amp;frame=1"' in visitor.get("/mod/lti/view.php?id=1").text
    )
    assert visitor.get("/mod/lti/view.php?id=99").status_code == 403


def test_the_way_back_of_a_tool_leads_to_a_page_where_nothing_starts_by_itself(
    lms: PracticeMoodle, visitor: Visitor
) -> None:
    visitor.be("6")
    claims = signed(lms, visitor.asked(visitor.announced()).text)
    back = claims[LTI + "launch_presentation"]["return_url"].removeprefix(lms.url)
    course = visitor.get(visitor.get(back).headers["Location"])
    assert 'href="/mod/lti/view.php?id=1"' in course.text
    # The narrator stands in a frame on each page, the tool does not.
    assert (course.text.count("<iframe"), "launch.php" in course.text) == (1, False)


def picked(visitor: Visitor, **claims: Any) -> requests.Response:
    """The teacher picks something, and the tool answers."""
    visitor.be("3")
    page = visitor.asked(visitor.announced("/mod/lti/pick.php?course=2&tool=1")).text
    asked = signed(visitor.lms, page)
    settings = asked[DEEP_LINKING + "deep_linking_settings"]
    now = asked["iat"]
    answer = {
        "iss": "themascan-client",
        "aud": visitor.lms.url,
        "iat": now,
        "exp": now + 60,
        LTI + "message_type": "LtiDeepLinkingResponse",
        LTI + "deployment_id": "1",
        DEEP_LINKING + "content_items": [
            {
                "type": "ltiResourceLink",
                "title": "Scan van het kwartaal",
                "url": f"{TOOL_URL}/lti/launch",
                "custom": {"page": "scan"},
                "lineItem": {"label": "Deelname", "scoreMaximum": 1},
            }
        ],
    } | claims
    token = jwt.encode(answer, rsa_key(KID), "RS256", headers={"kid": KID})
    back = settings["deep_link_return_url"].removeprefix(visitor.lms.url)
    first = visitor.post(back, JWT=token)
    visitor.post(back, JWT=token)
    return first


def links(lms: PracticeMoodle) -> list[tuple[str, dict[str, Any]]]:
    with lms.practice.session() as session:
        rows = session.query(Activity).order_by(Activity.id).all()
        return [(row.title, row.custom) for row in rows[1:]]


def test_what_a_teacher_picks_becomes_a_link_once(lms: PracticeMoodle, visitor: Visitor) -> None:
    assert picked(visitor).status_code == 303
    assert links(lms) == [("Scan van het kwartaal", {"page": "scan"})]
    with lms.practice.session() as session:
        assert session.query(LineItem).one().label == "Deelname"
    claims = signed(lms, visitor.asked(visitor.announced("/mod/lti/launch.php?id=2")).text)
    assert claims[LTI + "custom"]["page"] == "scan"


BAD_PICKS = {
    "another deployment": {LTI + "deployment_id": "9"},
    "another message": {LTI + "message_type": "LtiResourceLinkRequest"},
    "another site": {
        DEEP_LINKING + "content_items": [
            {"type": "ltiResourceLink", "url": "https://evil.example/x"}
        ]
    },
    "another audience": {"aud": "https://lms.example.nl"},
    "over": {"exp": 1},
}


@pytest.mark.parametrize("claims", BAD_PICKS.values(), ids=BAD_PICKS)
def test_a_pick_that_is_not_right_places_nothing(
    lms: PracticeMoodle, visitor: Visitor, claims: dict[str, Any]
) -> None:
    assert picked(visitor, **claims).status_code == 404
    assert links(lms) == []


def test_an_employee_cannot_pick(visitor: Visitor) -> None:
    visitor.be("6")
    assert visitor.get("/mod/lti/pick.php?course=2&tool=1").status_code == 403


def test_the_narrator_tells_each_message_without_its_secrets(
    lms: PracticeMoodle, visitor: Visitor
) -> None:
    visitor.be("6")
    visitor.asked(visitor.announced())
    form = {"wstoken": lms.token, "wsfunction": "core_webservice_get_site_info"}
    requests.post(f"{lms.url}/webservice/rest/server.php", data=form, timeout=5)
    with lms.practice.session() as session:
        told = session.query(Happening).order_by(Happening.id).all()
    assert [story.kind for story in told] == ["login", "launch", "rest"]
    assert all(lms.token not in json.dumps(story.message) for story in told)
    assert all(story.told.count(".") == 2 for story in told)
    page = visitor.get("/narrator?all=1")
    assert "opent Themascan" in page.text
    assert page.headers["Refresh"] == "4"
    assert "Refresh" not in visitor.get("/narrator?paused=1").headers
