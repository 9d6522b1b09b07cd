"""The practice LMS is a Moodle to the adapter: the same tests as against the fake."""

from __future__ import annotations

import pytest

from tests.adapters.test_moodle import (
    PEOPLE,
    Steps,
    api,
    pace,
    test_500_people_reach_a_course_in_5_writing_calls,
    test_a_check_that_enrols_nobody,
    test_a_course_is_found,
    test_a_course_that_is_not_there,
    test_a_faulty_entry_ends_up_alone,
    test_a_right_that_is_missing_stops_the_course_at_once,
    test_a_wrong_token_is_for_a_person,
    test_nothing_is_written_when_all_are_there,
    test_one_strange_value_spoils_no_look_up,
    test_people_are_looked_up_in_batches,
    test_two_people_with_one_number_are_nobody,
    test_who_is_there_is_left_alone,
)
from tests.practice.world import PracticeMoodle, account

# The tests about weather and missing functions are about a site that is not well.
__all__ = [
    "Steps",
    "api",
    "pace",
    "test_500_people_reach_a_course_in_5_writing_calls",
    "test_a_check_that_enrols_nobody",
    "test_a_course_is_found",
    "test_a_course_that_is_not_there",
    "test_a_faulty_entry_ends_up_alone",
    "test_a_right_that_is_missing_stops_the_course_at_once",
    "test_a_wrong_token_is_for_a_person",
    "test_nothing_is_written_when_all_are_there",
    "test_one_strange_value_spoils_no_look_up",
    "test_people_are_looked_up_in_batches",
    "test_two_people_with_one_number_are_nobody",
    "test_who_is_there_is_left_alone",
]


@pytest.fixture
def moodle(practice: PracticeMoodle) -> PracticeMoodle:
    """The site of the fake's tests, in the practice LMS."""
    practice.add_course("4", "ID-ML", "Wachtwoorden &amp; MFA")
    with practice.practice.session() as session:
        for number in PEOPLE:
            session.add(account(number, idnumber=f"P{number}", function_field="beleid"))
    return practice
