"""Tokens, gradebook and members of the practice LMS, asked by the tool's own adapter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import requests

from adapters.advantage import Advantage
from adapters.errors import Refused, Unavailable
from lti_tool.practice.claims import line_items_url, members_url
from lti_tool.practice.lti_tables import Grade
from tests.adapters.advantage_world import Shelf, registered
from tests.doors import Door
from tests.keys import rsa_key
from tests.practice.world import KID, PracticeMoodle

MOMENT = datetime(2026, 11, 25, 10, tzinfo=UTC)
SCORE = "application/vnd.ims.lis.v1.score+json"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"


def service(lms: PracticeMoodle, **changes: Any) -> Advantage:
    door = Door(lms.host_port)
    known = registered(f"{lms.url}/mod/lti/token.php", issuer=lms.url, **changes)
    return Advantage(door, known, Shelf(), lambda: datetime.now(UTC))


@pytest.fixture
def tool(lms: PracticeMoodle) -> Advantage:
    return service(lms)


@pytest.fixture
def item(lms: PracticeMoodle, tool: Advantage) -> str:
    return tool.ensure_line_item(line_items_url(lms.url, 2, 1), "themascan:cycle:1", "Deelname")


def score_of(lms: PracticeMoodle, account: int) -> float | None:
    with lms.practice.session() as session:
        grade = session.get(Grade, (1, account))
        return grade.score if grade else None


def test_the_column_is_made_once_and_found_again(
    lms: PracticeMoodle, tool: Advantage, item: str
) -> None:
    found = tool.ensure_line_item(line_items_url(lms.url, 2, 1), "themascan:cycle:1", "Deelname")
    assert found == item


def test_a_mark_stands_in_the_gradebook(lms: PracticeMoodle, tool: Advantage, item: str) -> None:
    tool.post_mark(item, "6", MOMENT)
    tool.post_mark(item, "6", MOMENT)
    assert score_of(lms, 6) == 1


@pytest.mark.parametrize("who", ["3", "99", "x"])
def test_who_is_no_student_here_is_not_gradable(tool: Advantage, item: str, who: str) -> None:
    with pytest.raises(Refused, match="not_gradable"):
        tool.post_mark(item, who, MOMENT)


@pytest.fixture
def token(lms: PracticeMoodle) -> str:
    return str(ask_token(lms, f"{SCOPE}score {SCOPE}lineitem nonsense").json()["access_token"])


def ask_token(lms: PracticeMoodle, scope: str, **changes: Any) -> requests.Response:
    now = datetime.now(UTC)
    claims = {
        "iss": "themascan-client",
        "sub": "themascan-client",
        "aud": f"{lms.url}/mod/lti/token.php",
        "iat": now - timedelta(seconds=10),
        "exp": now + timedelta(minutes=1),
        "jti": "j1",
    }
    header = {"kid": changes.pop("kid", KID)}
    assertion = jwt.encode({**claims, **changes}, rsa_key(KID), "RS256", headers=header)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
        "scope": scope,
    }
    return requests.post(f"{lms.url}/mod/lti/token.php", data=form, timeout=5)


BAD = {
    "another audience": {"aud": "https://lms.example.nl/token"},
    "over": {"exp": datetime(2026, 1, 1, tzinfo=UTC)},
    "from the future": {"iat": datetime(2090, 1, 1, tzinfo=UTC)},
    "unknown client": {"iss": "somebody"},
    "another subject": {"sub": "somebody"},
    "unknown key": {"kid": "another"},
}


@pytest.mark.parametrize("changes", BAD.values(), ids=BAD)
def test_an_assertion_that_is_not_right_gets_no_token(
    lms: PracticeMoodle, changes: dict[str, Any]
) -> None:
    answer = ask_token(lms, f"{SCOPE}score", **changes)
    assert answer.status_code == 400
    assert "access_token" not in answer.text


def test_an_assertion_is_used_once(lms: PracticeMoodle) -> None:
    assert ask_token(lms, f"{SCOPE}score").status_code == 200
    assert ask_token(lms, f"{SCOPE}score").status_code == 400


def test_a_scope_that_is_not_given_is_left_out(lms: PracticeMoodle) -> None:
    assert ask_token(lms, f"{SCOPE}score nonsense").json()["scope"] == f"{SCOPE}score"
    assert ask_token(lms, "nonsense", jti="j2").status_code == 400


def post(url: str, token: str, kind: str = SCORE, **changes: Any) -> requests.Response:
    score = {
        "userId": "6",
        "scoreGiven": 1,
        "scoreMaximum": 1,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-11-25T10:00:00+00:00",
    } | changes
    sent = {name: value for name, value in score.items() if value is not None}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    return requests.post(url, json=sent, headers=headers, timeout=5)


def scores(item: str) -> str:
    return item.replace("/lineitem?", "/lineitem/scores?")


def test_the_same_or_an_older_timestamp_is_refused(
    lms: PracticeMoodle, item: str, token: str
) -> None:
    assert post(scores(item), token).status_code == 200
    assert post(scores(item), token).status_code == 409
    assert post(scores(item), token, timestamp="2026-11-25T09:59:00Z").status_code == 409
    assert post(scores(item), token, timestamp="2026-11-25T10:00:01Z").status_code == 200


ERASERS = {"no score": {"scoreGiven": None}, "not graded": {"gradingProgress": "Pending"}}


@pytest.mark.parametrize("changes", ERASERS.values(), ids=ERASERS)
def test_anything_but_a_full_grade_erases(
    lms: PracticeMoodle, item: str, token: str, changes: dict[str, Any]
) -> None:
    post(scores(item), token)
    later = {"timestamp": "2026-11-25T11:00:00Z", **changes}
    assert post(scores(item), token, **later).status_code == 200
    assert score_of(lms, 6) is None
    assert post(scores(item), token).status_code == 200


FAULTY = [
    {"activityProgress": None},
    {"gradingProgress": None},
    {"timestamp": None},
    {"timestamp": "yesterday"},
    {"timestamp": "2026-11-25T10:00:00"},
    {"scoreMaximum": None},
    {"userId": "3"},
]


@pytest.mark.parametrize("changes", FAULTY)
def test_a_faulty_score_is_refused(item: str, token: str, changes: dict[str, Any]) -> None:
    answer = post(scores(item), token, **changes)
    assert (answer.status_code, answer.text) == (400, "[]")
    assert answer.reason.startswith("Incorrect score")


def test_media_types_and_tokens_are_enforced(item: str, token: str) -> None:
    answer = post(scores(item), token, kind="application/json")
    assert answer.status_code == 400
    assert "No handler found" in answer.text
    assert post(scores(item), "nonsense").status_code == 401


def test_a_column_is_changed_and_removed(lms: PracticeMoodle, item: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    kind = {"Content-Type": "application/vnd.ims.lis.v2.lineitem+json"}
    changed = requests.put(
        item, json={"label": "Meegedaan", "scoreMaximum": 2}, headers=headers | kind, timeout=5
    ).json()
    assert (changed["label"], changed["resourceId"]) == ("Meegedaan", "")
    bad = requests.put(item, json={"label": "x"}, headers=headers | kind, timeout=5)
    assert bad.status_code == 400
    assert requests.delete(item, headers=headers, timeout=5).status_code == 204
    assert requests.get(item, headers=headers, timeout=5).status_code == 404


def test_members_come_page_by_page(lms: PracticeMoodle, tool: Advantage) -> None:
    for number in range(100, 350):
        lms.add_user(str(number))
        lms.enrol("2", str(number))
    members = tool.members(members_url(lms.url, 2, 1))
    assert len(members) == 253
    assert {member.roles[0].rpartition("#")[2] for member in members} == {"Learner", "Instructor"}
    [known] = [member for member in members if member.user_id == "6"]
    assert (known.idnumber, known.username) == ("P6", "user6")


def test_a_suspended_member_is_left_out_and_a_course_elsewhere_is_not_found(
    lms: PracticeMoodle, tool: Advantage
) -> None:
    lms.enrol("2", "7", suspended=True)
    found = {member.user_id for member in tool.members(members_url(lms.url, 2, 1))}
    assert found == {"3", "6"}
    with pytest.raises((Refused, Unavailable)):
        tool.members(members_url(lms.url, 99, 1))
