"""What the check of a connection says: each sentence that it can give has words of its own."""

from __future__ import annotations

import pytest
from flask import Flask

from adapters.lms import CheckResult
from adapters.moodle_advice import FUNCTIONS, RIGHTS
from adapters.moodle_optional import WHY
from lti_tool.services.doctor_api import HIDDEN
from lti_tool.services.doctor_tokens import NO_FETCH
from lti_tool.views.check_words import found

HERE = "https://lms.example.nl/x"
WHATS = (
    f"keys at {HERE}",
    f"keys at {HERE} (lms.example.nl does not answer)",
    f"tokens at {HERE}",
    f"{HERE} (lms.example.nl does not answer (Timeout))",
    "our clock agrees with that of lms.example.nl",
    "our clock is 90 s behind that of lms.example.nl",
    "our clock and that of the LMS differ",
    "tokens for its gradebook",
    f"the LMS fetches our keys at {HERE}",
    f"the LMS cannot fetch our keys at {HERE}",
    "no REST API, so no enrolments",
    "no offer leads to a course yet: rights there are not looked at",
    "people can be enrolled in course 11, 12",
    "tm-ml-vinden of cycle 1, tm-ml-delen of cycle 1 (course 11, 12)",
    *(f"{name} at {HERE}" for name in ("Moodle", "Canvas", "Brightspace")),
    *(f"function {name} ({why})" for name, why in FUNCTIONS.items()),
    *(f"right {name} ({RIGHTS[name]})" for name in ("moodle/user:viewdetails",)),
    *(f"it can {why}" for why in WHY.values()),
    *(f"it cannot {why}; if you want that, add f to the service" for why in WHY.values()),
    "enrolments are put on a list that L&D processes",
    "look people up",
    "look up people and courses of account 1",
)
ADVICE = (
    "no key set is served there: copy the address from the LMS",
    "see that it is well, or see that this machine reaches it",
    "let both keep time by NTP",
    "it answers 502: ask who runs the LMS",
    "use `themascan platform api 3`",
    NO_FETCH,
    HIDDEN,
    "add core_enrol_get_enrolled_users to the service",
    "lms.example.nl does not answer (ConnectTimeout)",
    "lms.example.nl is a private address: add it to THEMASCAN_ALLOW_PRIVATE_HOSTS",
)


@pytest.mark.parametrize("what", WHATS)
def test_what_was_looked_at_is_said_in_the_language_of_the_page(app: Flask, what: str) -> None:
    with app.test_request_context():
        [row] = found([CheckResult(True, what)])
    assert row.what.own
    assert row.what.text != what


@pytest.mark.parametrize("advice", ADVICE)
def test_what_to_do_is_said_too(app: Flask, advice: str) -> None:
    with app.test_request_context():
        [row] = found([CheckResult(False, "tokens for its gradebook", advice)])
    assert row.advice is not None
    assert row.advice.own


def test_the_address_stays_in_the_words(app: Flask) -> None:
    with app.test_request_context():
        [row] = found([CheckResult(True, f"keys at {HERE}", "unneeded")])
    assert HERE in row.what.text
    assert row.advice is None


def test_what_no_list_holds_stays_and_is_marked_as_english(app: Flask) -> None:
    with app.test_request_context():
        [row] = found([CheckResult(False, "something new", "do this")])
    assert row.advice is not None
    assert [(row.what.text, row.what.own), (row.advice.text, row.advice.own)] == [
        ("something new", False),
        ("do this", False),
    ]
