"""The Moodle adapter before the recordings of a real Moodle and before the fake: one contract."""

from __future__ import annotations

import pytest

from adapters.errors import Refused
from adapters.lms import Course, LmsPerson
from adapters.moodle_advice import COURSES, PEOPLE
from tests.adapters import moodle_stage as on
from tests.adapters.moodle_replay import Fields, Recorded, document, ok, recorded
from tests.adapters.moodle_stage import SOURCES, stage, values_of


@SOURCES
def test_a_course_by_its_idnumber(source: str) -> None:
    with stage(source, {}) as moodle:
        course = moodle.api.course("idnumber:ID-SCAN")
    assert course.url.endswith("/course/view.php?id=2")
    assert course == Course("2", "ID-SCAN", "Digiscan - scan cursus", True, course.url)


@SOURCES
def test_a_title_is_read_as_people_read_it(source: str) -> None:
    row = {"id": 4, "fullname": "Microlearning: Wachtwoorden &amp; MFA", "visible": 1}
    with stage(source, {COURSES: ok({"courses": [row]})}) as moodle:
        assert moodle.api.course("4").title == "Microlearning: Wachtwoorden & MFA"


@SOURCES
def test_a_hidden_course_is_known_to_be_hidden(source: str) -> None:
    with stage(source, {COURSES: recorded("ws-3/courses_by_hidden")}) as moodle:
        assert not moodle.api.course("idnumber:ID-HIDDEN").visible


@SOURCES
@pytest.mark.parametrize("key", ["ws-3/courses_by_id_unknown", "ws-1/courses_by_shortname_none"])
def test_a_course_that_is_not_there(source: str, key: str) -> None:
    with (
        stage(source, {COURSES: recorded(key)}) as moodle,
        pytest.raises(Refused, match="no_course"),
    ):
        moodle.api.course("999")


LOOK_UPS = {
    "ws-1/user_by_email": ("email", ["stud01@zorg.example"], {"6": "Arts"}),
    "ws-1/user_by_idnumber": ("idnumber", ["P0003", "P9999"], {"8": "Verpleegkundige"}),
    "ws-1/user_by_id": ("id", ["7"], {"7": "Administratief"}),
    "ws-1/user_by_none": ("email", ["x@y.z"], {}),
    "ws-1/user_by_email_case": ("email", ["STUD01@ZORG.EXAMPLE"], {}),
    "ws-1/user_suspended": ("username", ["susp1"], {"26": "Arts"}),
}


@SOURCES
@pytest.mark.parametrize("key", LOOK_UPS)
def test_people_and_their_function_group(source: str, key: str) -> None:
    field, asked, expected = LOOK_UPS[key]
    with stage(source, {PEOPLE: recorded(key)}) as moodle:
        found = moodle.api.find_people(field, asked)
    assert {person.id: person.function_field for person in found.values()} == expected
    assert set(found) <= set(asked)


@SOURCES
def test_an_account_comes_with_all_that_a_roster_needs(source: str) -> None:
    with stage(source, {PEOPLE: recorded("ws-1/user_by_email")}) as moodle:
        [person] = moodle.api.find_people("email", ["stud01@zorg.example"]).values()
    name, mail = "Zoë Öztürk-van der Berg", "stud01@zorg.example"
    assert person == LmsPerson("6", "stud01", mail, "P0001", name, "Arts")


@SOURCES
def test_a_username_that_moodle_does_not_take_spoils_no_look_up(source: str) -> None:
    def people(fields: Fields) -> Recorded:
        wrong = any(value != value.lower() for value in values_of(fields))
        return recorded("ws-1/user_by_username2" if wrong else "ws-1/user_suspended")

    with stage(source, {PEOPLE: people}) as moodle:
        assert set(moodle.api.find_people("username", ["susp1", "nope", "STUD02"])) == {"susp1"}


VISIBILITY = document("ws-profile-visibility")


@pytest.mark.parametrize("key", [key for key in VISIBILITY if key != "maildisplay0_wsbot_email"])
def test_the_function_group_is_read_however_visible_the_field_is(key: str) -> None:
    row = on.somebody("6", customfields=VISIBILITY[key])
    with on.recording({PEOPLE: ok([row])}) as moodle:
        found = moodle.api.find_people("id", ["6"])
    expected = "Opleider" if "enrolled" in key else "Arts"
    assert found["6"].function_field == expected


def test_a_hidden_mail_address_is_still_shown_to_the_account() -> None:
    row = on.somebody("6", email=VISIBILITY["maildisplay0_wsbot_email"])
    with on.recording({PEOPLE: ok([row])}) as moodle:
        assert set(moodle.api.find_people("email", ["stud01@zorg.example"])) == {
            "stud01@zorg.example"
        }
