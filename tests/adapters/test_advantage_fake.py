"""The fake LMS answers what a real Moodle was captured answering, to the same requests."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests

from adapters.fakes.advantage import FakeAdvantage
from adapters.fakes.advantage_gradebook import Column, Entry
from adapters.fakes.advantage_office import AGS
from tests.adapters.advantage_replay import SITE, captured
from tests.adapters.advantage_world import KID
from tests.keys import public_jwk, rsa_key

NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
FIRST, SCORES = captured("ags-nrps-1"), captured("ags-scores")
COLUMNS = {2: ("2", 100), 13: ("2", 20), 5: ("3", 100), 6: ("3", 100), 7: ("3", 100)}
OLD_ERROR = "Cannot handle token with iat prior to"


@pytest.fixture
def lms() -> Iterator[FakeAdvantage]:
    with FakeAdvantage(lambda: {"keys": [public_jwk(KID)]}) as lms:
        for course in ("2", "3"):
            lms.add_member("3", "Truus Docent", "Instructor", course)
            for number in [*range(6, 16), 26]:
                lms.add_member(str(number), course=course)
        for number, (course, most) in COLUMNS.items():
            shown = {"id": lms.gradebook.address(course, number), "scoreMaximum": most}
            lms.gradebook.columns[number] = Column(course, shown)
        yield lms


def token_answer(
    lms: FakeAdvantage, scope: str = NRPS, kid: str | None = KID, key: str = KID, **claims: Any
) -> requests.Response:
    now = int(time.time())
    known = {"iss": lms.client_id, "sub": lms.client_id, "aud": "x", "iat": now, "exp": now + 60}
    headers = {"kid": kid} if kid else {}
    assertion = jwt.encode({**known, **claims}, rsa_key(key), "RS256", headers=headers)
    form = {"grant_type": "client_credentials", "client_assertion": assertion, "scope": scope}
    return requests.post(lms.token_url, data=form, timeout=5)


def bearer(lms: FakeAdvantage) -> dict[str, str]:
    scopes = " ".join([NRPS, *(AGS + name for name in ("lineitem", "score", "result.readonly"))])
    return {"Authorization": f"Bearer {token_answer(lms, scopes).json()['access_token']}"}


NOW = int(time.time())
TOKENS: dict[str, dict[str, Any]] = {
    "token_ok": {"scope": FIRST["token_ok"]["body"]["scope"]},
    "token_aud_wrong": {"aud": "http://wrong"},
    "token_mixed_scope": {"scope": f"{NRPS} https://x/y"},
    "token_expired": {"iat": 0, "exp": 1},
    "token_unknown_client": {"iss": "nobody"},
    "token_unknown_scope": {"scope": "https://x/y"},
    "token_unknown_kid": {"kid": "unknown"},
    "token_bad_sig": {"key": "another"},
}


@pytest.mark.parametrize(("name", "asked"), TOKENS.items(), ids=TOKENS)
def test_a_token_request_is_answered_as_captured(
    lms: FakeAdvantage, name: str, asked: dict[str, Any]
) -> None:
    answer, real = token_answer(lms, **asked), FIRST[name]
    assert answer.status_code == real["status"]
    assert answer.headers["Content-Type"] == real["headers"]["Content-Type"]
    if isinstance(real["body"], str):
        assert answer.text == real["body"]
    else:
        given = {"access_token": "<redacted>"} if "access_token" in real["body"] else {}
        assert {**answer.json(), **given} == real["body"]


@pytest.mark.parametrize("ahead", [5, 30, 61])
def test_a_clock_that_is_ahead_gets_no_leeway(lms: FakeAdvantage, ahead: int) -> None:
    answer = token_answer(lms, iat=int(time.time()) + ahead)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(OLD_ERROR)


def test_an_assertion_must_name_its_key(lms: FakeAdvantage) -> None:
    assert "kid must be provided" in token_answer(lms, kid=None).text


ROWS = [
    (name, row) for name, row in SCORES.items() if "body" in row and "url" in row and row["body"]
]


def test_the_captured_scores_in_their_order_end_in_the_same_gradebook(lms: FakeAdvantage) -> None:
    headers = bearer(lms)
    assert len(ROWS) == 39
    for name, row in ROWS:
        kind = "application/json" if name == "ct_json" else "application/vnd.ims.lis.v1.score+json"
        answer = requests.post(
            row["url"].replace(SITE, lms.url),
            data=json.dumps(row["body"]),
            headers={**headers, "Content-Type": kind},
            timeout=5,
        )
        assert (name, answer.status_code) == (name, row["status"])
        assert (name, answer.reason) == (name, row["reason"])
        if row["db_grade"]:
            assert (name, stored(lms, row)) == (name, expected(row))


def stored(lms: FakeAdvantage, row: dict[str, Any]) -> float | None:
    number = int(urlsplit(row["url"]).path.split("/lineitems/")[1].split("/")[0])
    entry = lms.gradebook.columns[number].entries.get(str(row["body"]["userId"]))
    return entry.score if entry else None


def expected(row: dict[str, Any]) -> float | None:
    """The final grade of the captured row: item | raw | raw maximum | final | …"""
    final = row["db_grade"].split("|")[3].strip()
    return float(final) if final else None


LISTS = ["li_create", "li_create_dup", "li_create_nolabel", "li_create_json_ct"]


@pytest.mark.parametrize("name", LISTS)
def test_a_line_item_is_made_as_captured(lms: FakeAdvantage, name: str) -> None:
    real = FIRST[name]
    kind = real["req_headers"]["Content-Type"]
    answer = requests.post(
        lms.lineitems_url(),
        data=real["req_body"],
        headers={**bearer(lms), "Content-Type": kind},
        timeout=5,
    )
    assert (answer.status_code, answer.reason) == (real["status"], real["reason"])
    assert set(answer.json()) == set(real["body"])


def test_lists_are_paged_as_captured(lms: FakeAdvantage) -> None:
    headers = bearer(lms)
    url = lms.members_url()
    answer = requests.get(f"{url}?limit=3", headers=headers, timeout=5)
    assert answer.headers["Link"] == f'<{url}?limit=3&from=3>; rel="next"'
    answer = requests.get(f"{lms.lineitems_url()}&limit=1", headers=headers, timeout=5)
    raw = answer.headers["Link"].encode("latin-1").decode()
    assert raw == f"<{lms.lineitems_url()}&amp;limit=1&amp;from=1>; rel=“next”"
    assert "next" not in answer.links


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nope"}])
def test_without_a_token_nothing_is_shown(lms: FakeAdvantage, headers: dict[str, str]) -> None:
    answer, real = (
        requests.get(lms.members_url(), headers=headers, timeout=5),
        FIRST["nrps_notoken"],
    )
    assert (answer.status_code, answer.reason) == (real["status"], real["reason"])
    assert set(answer.json()) == set(real["body"])


def test_an_erased_grade_is_left_out_of_the_results(lms: FakeAdvantage) -> None:
    headers = bearer(lms)
    item = lms.gradebook.address("2", 2)
    lms.column(item).entries["6"] = Entry(None, None)
    answer = requests.get(item.replace("?", "/results?"), headers=headers, timeout=5)
    assert answer.json() == SCORES["results_user6"]["body"]
