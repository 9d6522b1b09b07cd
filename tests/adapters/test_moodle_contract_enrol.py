"""Enrolling before the recordings of a real Moodle and before the fake: one contract."""

from __future__ import annotations

import pytest

from adapters.errors import Refused
from adapters.fakes.moodle import FakeMoodle
from adapters.moodle_advice import COURSES, ENROL, PARTICIPANTS
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_lab import furnish_afterwards
from tests.adapters.moodle_replay import Answer, Fields, Recorded, ok, recorded
from tests.adapters.moodle_stage import SOURCES, stage, users_of

ENROLMENTS = {
    "ws-1/enrol_ok": ("4", "16"),
    "ws-1/enrol_hidden_course": ("10", "17"),
    "ws-1/enrol_suspended_account": ("4", "26"),
    "ws-1/reenrol_after_unenrol": ("4", "16"),
}


@SOURCES
@pytest.mark.parametrize("key", ENROLMENTS)
def test_who_is_not_there_is_enrolled(source: str, key: str) -> None:
    course, user = ENROLMENTS[key]
    with stage(source, {}) as moodle:
        [outcome] = moodle.api.enrol(course, [user])
        assert moodle.written() == [[user]]
    assert outcome.state == "enrolled"


def test_what_is_sent_is_what_was_recorded() -> None:
    sent: list[Fields] = []

    def writes(fields: Fields) -> Recorded:
        sent.append(fields)
        return recorded("ws-1/enrol_ok")

    with on.recording({ENROL: writes}) as moodle:
        moodle.api.enrol("4", ["16"])
    [fields] = sent
    names = ["wstoken", "wsfunction", "moodlewsrestformat"]
    assert list(fields)[:3] == names
    asked = {name: value for name, value in fields.items() if name not in names}
    given = recorded("ws-1/enrol_ok").params
    assert asked == {name: str(value) for name, value in given.items()}


@SOURCES
def test_whoever_is_there_in_any_state_or_role_is_not_sent(source: str) -> None:
    # 16 has two roles, 19 had dates, 20's time is over, 21 was suspended once.
    answers: dict[str, Answer] = {PARTICIPANTS: recorded("ws-1/enrolled_users")}
    with stage(source, answers, furnish_afterwards) as moodle:
        outcomes = moodle.api.enrol("4", ["16", "19", "20", "21", "26"])
        assert moodle.written() == []
    assert {outcome.state for outcome in outcomes} == {"present"}


@SOURCES
def test_a_faulty_account_is_found_and_the_others_enrolled(source: str) -> None:
    course = on.Course("3")

    def writes(fields: Fields) -> Recorded:
        if "999999" in users_of(fields):
            return recorded("ws-1/enrol_missing_user_in_batch")
        return course.writes(fields)

    answers: dict[str, Answer] = {PARTICIPANTS: course.participants, ENROL: writes}
    with stage(source, answers) as moodle:
        outcomes = {row.user_id: row for row in moodle.api.enrol("4", ["17", "999999", "18"])}
    assert [outcomes[user].state for user in ("17", "999999", "18")] == [
        "enrolled",
        "refused",
        "enrolled",
    ]
    assert "deleted" in outcomes["999999"].reason


# recording of the fault -> course, role and a word of the advice
STOPPED = {
    "ws-1/enrol_no_manual": ("8", 5, "manual enrolment"),
    "ws-1/enrol_disabled_manual": ("9", 5, "switched off"),
    "ws-1/enrol_role_unknown": ("4", 999, "moodle/role:assign"),
    "ws-1/enrol_role_not_assignable": ("4", 1, "Allow role assignments"),
}

NO_MANUAL = ("8", "9")


@SOURCES
@pytest.mark.parametrize("key", STOPPED)
def test_what_is_wrong_with_a_course_stops_at_the_first_call(source: str, key: str) -> None:
    course, role_id, word = STOPPED[key]
    answers: dict[str, Answer] = {ENROL: recorded(key)}
    if course in NO_MANUAL:
        answers[COURSES] = recorded("ws-5/course_manual_off")
    with stage(source, answers, role_id=role_id) as moodle:
        with pytest.raises(Refused) as caught:
            moodle.api.enrol(course, ["17", "18"])
        assert moodle.written() == [["17", "18"]]
        check = moodle.api.can_enrol(course)
        assert not {"17", "18"} & {user for batch in moodle.written()[1:] for user in batch}
    assert word in caught.value.reason
    assert not check.ok
    assert check.advice == caught.value.reason


@SOURCES
def test_a_course_that_is_gone_is_refused_before_anything_is_written(source: str) -> None:
    with stage(source, {PARTICIPANTS: recorded("ws-1/enrolled_unknown_course")}) as moodle:
        with pytest.raises(Refused, match="no such course"):
            moodle.api.enrol("9999", ["17"])
        assert not moodle.api.can_enrol("9999").ok
        assert moodle.written() == []


@SOURCES
def test_null_for_a_list_that_php_cut_is_not_believed(source: str) -> None:
    assert recorded("ws-max-input-vars/max_input_vars_5000").document is None
    course = on.Course("3", keeps=2)
    answers: dict[str, Answer] = {PARTICIPANTS: course.participants, ENROL: course.writes}
    # 3 fixed fields, 4 people of 3 fields each, and no room for more.
    with stage(source, answers, lambda site: setattr(site, "max_input_vars", 15)) as moodle:
        wanted = ["6", "7", "8", "16", "17", "18"] if source == "fake" else ["6", "7", "8"]
        outcomes = moodle.api.enrol("4", wanted)
        kept = 4 if source == "fake" else 2
    assert [row.state for row in outcomes] == ["enrolled"] * kept + ["refused"] * (
        len(wanted) - kept
    )
    assert "max_input_vars" in outcomes[-1].reason


@SOURCES
def test_a_list_that_is_cut_with_an_error_goes_in_halves(source: str) -> None:
    course = on.Course("3")

    def writes(fields: Fields) -> Recorded:
        if len(users_of(fields)) > 4:
            return recorded("ws-max-input-vars/max_input_vars_1000")
        return course.writes(fields)

    answers: dict[str, Answer] = {PARTICIPANTS: course.participants, ENROL: writes}
    with stage(source, answers, lambda site: setattr(site, "max_input_vars", 16)) as moodle:
        outcomes = moodle.api.enrol("4", ["6", "7", "8", "16", "17", "18"])
    assert [row.state for row in outcomes] == ["enrolled"] * 6


@pytest.mark.parametrize("code", ["invaliduser", "codingerror"])
def test_other_versions_say_in_their_own_way_that_an_account_is_unknown(code: str) -> None:
    course = on.Course("3")

    def writes(fields: Fields) -> Recorded:
        if "17" in users_of(fields):
            return ok({"exception": "x", "errorcode": code, "message": "user 17"})
        return course.writes(fields)

    with on.recording({PARTICIPANTS: course.participants, ENROL: writes}) as moodle:
        outcomes = moodle.api.enrol("4", ["16", "17", "18"])
    assert [row.state for row in outcomes] == ["enrolled", "refused", "enrolled"]
    assert "deleted" in outcomes[1].reason


LEFT = {
    "ws-5/enrol_deleted": "deleted",
    "ws-5/enrol_unconfirmed": "confirm",
    "ws-5/enrol_guest": "guest",
}


def leaving(key: str, user: str, site: FakeMoodle) -> None:
    """An account that Moodle still shows, and does not enrol; no mail address is shown."""
    site.site.without.add("moodle/site:viewuseridentity")
    if key == "ws-5/enrol_deleted":
        site.delete_user(user, cleaned_up=False)
    elif key == "ws-5/enrol_unconfirmed":
        site.site.users[user]["confirmed"] = False


@SOURCES
@pytest.mark.parametrize("key", LEFT)
def test_an_account_that_cannot_be_enrolled_keeps_nobody_else_out(source: str, key: str) -> None:
    course, wrong = on.Course("3"), "1" if key == "ws-5/enrol_guest" else "17"

    def writes(fields: Fields) -> Recorded:
        return recorded(key) if wrong in users_of(fields) else course.writes(fields)

    answers: dict[str, Answer] = {PARTICIPANTS: course.participants, ENROL: writes}
    wanted = ["6", "7", wrong, "8", "18"]
    with stage(source, answers, lambda site: leaving(key, wrong, site)) as moodle:
        outcomes = {row.user_id: row for row in moodle.api.enrol("4", wanted)}
    assert {user for user, row in outcomes.items() if row.state == "enrolled"} == {*wanted} - {
        wrong
    }
    assert LEFT[key] in outcomes[wrong].reason


@SOURCES
def test_everybody_is_enrolled_although_a_mail_did_not_go_out(source: str) -> None:
    # As with one person without a mail address, where a course welcomes people by mail.
    course = on.Course("3")

    def writes(fields: Fields) -> Recorded:
        course.writes(fields)
        return recorded("ws-5/enrol_mail_failed")

    answers: dict[str, Answer] = {PARTICIPANTS: course.participants, ENROL: writes}
    with stage(source, answers, lambda site: setattr(site, "mails_fail", True)) as moodle:
        outcomes = moodle.api.enrol("4", ["6", "7", "17"])
        assert len(moodle.written()) == 1
    assert [row.state for row in outcomes] == ["enrolled"] * 3


def test_where_the_mail_failed_and_people_are_missing_a_person_is_told() -> None:
    answers: dict[str, Answer] = {ENROL: recorded("ws-5/enrol_mail_failed")}
    with on.recording(answers) as moodle, pytest.raises(Refused) as caught:
        moodle.api.enrol("4", ["6", "7"])
    assert "Send course welcome message" in caught.value.reason
