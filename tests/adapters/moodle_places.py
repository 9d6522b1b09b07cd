"""What becomes of each recorded answer of a real Moodle's web services, by ``file/name``."""

from __future__ import annotations

from adapters.errors import Refused, Unavailable
from adapters.moodle_wire import MoodleFault

# The faults, by the code that Moodle gives, and a word of what a person is told to do.
FAULTS = {
    "ws-1/bad_token": ("invalidtoken", "themascan platform api"),
    "ws-1/missing_param": ("invalidparameter", "link the offer"),
    "ws-1/extra_param": ("invalidparameter", "link the offer"),
    "ws-1/bad_type": ("invalidparameter", "link the offer"),
    "ws-1/user_by_username2": ("invalidparameter", "look at the log"),
    "ws-1/user_by_badfield": ("codingerror", "look at the log"),
    "ws-1/teacher_user_by_field": ("accessexception", "webservice/rest:use"),
    "ws-1/stud_token_use": ("accessexception", "webservice/rest:use"),
    "ws-1/courses_by_ids_csv": ("unexpected", "PHP error"),
    "ws-1/enrol_missing_user_in_batch": ("invaliduser", "deleted"),
    "ws-1/enrol_unknown_course_in_batch": ("invalidparameter", "course and account"),
    "ws-1/enrol_role_missing": ("invalidparameter", "course and account"),
    "ws-1/enrol_role_unknown": ("wsusercannotassign", "moodle/role:assign"),
    "ws-1/enrol_role_not_assignable": ("wsusercannotassign", "Allow role assignments"),
    "ws-1/enrol_no_manual": ("wsnoinstance", "manual enrolment"),
    "ws-1/enrol_mixed_no_manual": ("wsnoinstance", "manual enrolment"),
    "ws-1/enrol_disabled_manual": ("wsnoinstance", "switched off"),
    "ws-1/enrol_empty": ("invalidparameter", "course and account"),
    "ws-1/enrolled_unknown_course": ("invalidrecord", "no such course"),
    "ws-1/enrol_no_capability": ("accessexception", "add the function to the service"),
    "ws-1/enrol_as_teacher": ("accessexception", "add the function to the service"),
    "ws-3/courses_by_ids_unknown_admin": ("unexpected", "PHP error"),
    "ws-5/probe_right": ("wsusercannotassign", "moodle/role:assign"),
    "ws-5/probe_right_manual_off": ("wsusercannotassign", "moodle/role:assign"),
    "ws-5/probe_right_missing": ("nopermissions", "enrol/manual:enrol"),
    "ws-5/probe_no_entry": ("requireloginerror", "moodle/course:view"),
    "ws-5/probe_role": ("wsnoinstance", "manual enrolment"),
    "ws-5/probe_role_not_assignable": ("wsusercannotassign", "Allow role assignments"),
    "ws-5/enrol_guest": ("guestsarenotallowed", "guest account"),
    "ws-5/enrol_unconfirmed": ("usernotconfirmed", "confirm it"),
    "ws-5/enrol_deleted": ("userdeleted", "was deleted"),
    "ws-5/enrol_deleted_cleaned_up": ("userdeleted", "was deleted"),
    "ws-5/look_up_deleted_cleaned_up": ("invaliduser", "may have been deleted"),
    "ws-5/enrol_mail_failed": ("Message was not sent.", "Send course welcome message"),
    "ws-3/debug_on_missing_param": ("invalidparameter", "link the offer"),
    "ws-3/debug_on_enrol_unknown_user": ("invaliduser", "deleted"),
    "ws-3/debug_on_username_upper": ("invalidparameter", "look at the log"),
    "ws-3/debug_on_enrol_unknown_course": ("invalidparameter", "course and account"),
}
# Answers that arrive whole.
VALUES = (
    "ws-1/site_info",
    "ws-1/user_by_email",
    "ws-1/user_by_idnumber",
    "ws-1/user_by_id",
    "ws-1/user_by_none",
    "ws-1/user_by_email_case",
    "ws-1/user_suspended",
    "ws-1/courses_by_idnumber",
    "ws-1/courses_by_shortname_none",
    "ws-1/enrol_ok",
    "ws-1/enrol_again",
    "ws-1/enrol_again_other_role",
    "ws-1/enrol_hidden_course",
    "ws-1/enrol_suspended_account",
    "ws-1/enrol_times",
    "ws-1/enrol_times_past",
    "ws-1/enrol_times_then_none",
    "ws-1/enrol_suspend",
    "ws-1/enrol_suspend2",
    "ws-1/enrol_unsuspend",
    "ws-1/enrol_without_suspend_key",
    "ws-1/reenrol_after_unenrol",
    "ws-1/enrolled_users",
    "ws-1/enrolled_paged",
    "ws-1/enrolled_one_full",
    "ws-3/courses_by_ids_ok",
    "ws-3/courses_by_id_unknown",
    "ws-3/courses_by_hidden",
    "ws-3/site_info_ok_again",
    "ws-5/front_page",
    "ws-5/course_entered",
    "ws-5/course_not_entered",
    "ws-5/course_manual_off",
    "ws-5/look_up_deleted",
)
# Of these the request was not kept whole; the answer is `null`.
BATCHES = tuple(
    f"ws-1/batch_{size}{again}" for size in (50, 100, 200, 500) for again in ("", "_again")
)
# Answers without a function of ours or without JSON: (what it becomes, a word of it).
ODD: dict[str, tuple[type[Exception], str]] = {
    "ws-1/no_params": (MoodleFault, "invalidtoken"),
    "ws-1/no_format_xml": (Refused, "format_lost"),
    "ws-1/json_body_not_supported": (MoodleFault, "invalidtoken"),
    "ws-1/bearer_header": (MoodleFault, "invalidtoken"),
    "ws-1/unknown_function": (MoodleFault, "invalidrecord"),
    "ws-1/fn_not_in_service": (MoodleFault, "accessexception"),
    "ws-1/enrolled_big1000": (Unavailable, "a page instead of data"),
    "ws-3/ws_disabled": (Refused, "ws_off"),
    "ws-3/rest_disabled": (Refused, "ws_off"),
    "ws-3/maintenance": (Unavailable, "maintenance mode"),
    "ws-3/debug_on_fn_not_in_service": (MoodleFault, "accessexception"),
    "ws-4/max_input_vars_1000": (Refused, "max_input_vars"),
    "ws-4/max_input_vars_5000": (Refused, "max_input_vars"),
    "ws-max-input-vars/max_input_vars_1000": (MoodleFault, "invalidparameter"),
    "ws-max-input-vars/max_input_vars_1000_token_last": (MoodleFault, "invalidtoken"),
    "ws-max-input-vars/max_input_vars_5000_token_last": (MoodleFault, "invalidtoken"),
}
# What was cut without an error is read back: test_moodle_contract_enrol.py.
READ_BACK = ("ws-max-input-vars/max_input_vars_5000",)
# Not a web service's answer: lists made from one, a GET, the LTI token in maintenance mode.
NO_ANSWER = (
    "ws-1/enrolled_onlyactive",
    "ws-1/enrolled_onlysuspended",
    "ws-3/get_request",
    "ws-3/maintenance_token",
)
# Functions that the adapter does not call.
NOT_CALLED = (
    "core_cohort_add_cohort_members",
    "core_cohort_create_cohorts",
    "core_cohort_delete_cohort_members",
    "core_cohort_get_cohort_members",
    "core_cohort_get_cohorts",
    "core_cohort_search_cohorts",
    "core_completion_get_activities_completion_status",
    "core_completion_override_activity_completion_status",
    "core_course_get_contents",
    "core_course_get_courses",
    "core_enrol_get_course_enrolment_methods",
    "core_enrol_get_users_courses",
    "core_group_get_course_user_groups",
    "core_user_create_users",
    "core_user_get_users",
    "enrol_manual_unenrol_users",
    "gradereport_user_get_grade_items",
)
# Other files of recordings, and the test that reads each.
ELSEWHERE_FILES = {
    "ws-capability-matrix": "test_moodle_rights.py",
    "ws-missing-capability-effects": "test_moodle_rights.py",
    "ws-profile-visibility": "test_moodle_contract.py",
    "ws-6": "test_moodle_more.py",
}
