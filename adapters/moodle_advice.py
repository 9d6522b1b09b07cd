"""What Moodle's error codes mean, and what a person does about them.

The codes and the rights behind them were observed on a real Moodle 4.5, one right taken
away at a time. Moodle's own messages are never passed on: they name people.
"""

from __future__ import annotations

from adapters.lms import Ability

SITE_INFO = "core_webservice_get_site_info"
COURSES = "core_course_get_courses_by_field"
PARTICIPANTS = "core_enrol_get_enrolled_users"
ENROL = "enrol_manual_enrol_users"
PEOPLE = "core_user_get_users_by_field"

SEARCH = "core_course_search_courses"
COMPLETION = "core_completion_get_course_completion_status"
SEND = "core_message_send_instant_messages"
SENT = "core_message_get_messages"
GROUPS = "core_group_get_course_groups"
GROUP_NEW = "core_group_create_groups"
GROUP_MEMBERS = "core_group_get_group_members"
GROUP_ADD = "core_group_add_group_members"
GROUP_DROP = "core_group_delete_group_members"
GROUP_NAME = "core_group_update_groups"
GROUP_END = "core_group_delete_groups"
EVENTS = "core_calendar_get_calendar_events"
EVENT_NEW = "core_calendar_create_calendar_events"
EVENT_DROP = "core_calendar_delete_calendar_events"

FUNCTIONS = {
    SITE_INFO: "to look at the connection",
    COURSES: "to find courses",
    PARTICIPANTS: "to see who is enrolled already",
    ENROL: "to enrol people",
    PEOPLE: "to find the people of a roster, and to see whom it may enrol",
}
# The least that the role of the service account must hold, in the system context. Not
# moodle/course:viewhiddencourses: without it a hidden course cannot pass for a visible one.
RIGHTS = {
    "webservice/rest:use": "to use the REST protocol",
    "moodle/course:view": "to look into courses without taking part",
    "moodle/course:viewparticipants": "to see who takes part",
    "moodle/site:accessallgroups": "to see everybody in courses with separate groups",
    "moodle/user:viewdetails": "to see people",
    "moodle/user:viewalldetails": "to find people by username or idnumber, with their group",
    "moodle/site:viewuseridentity": "to find people by mail address",
    "enrol/manual:enrol": "to enrol people",
    "moodle/role:assign": "to give them their role in the course",
}
# What each further ability needs on top of that; whoever does not use it leaves it out.
OPTIONAL_FUNCTIONS: dict[Ability, tuple[str, ...]] = {
    "search": (SEARCH,),
    "completion": (COMPLETION,),
    "messages": (SEND, SENT),
    "groups": (
        GROUPS,
        GROUP_NEW,
        GROUP_MEMBERS,
        GROUP_ADD,
        GROUP_DROP,
        GROUP_NAME,
        GROUP_END,
    ),
    "events": (EVENTS, EVENT_NEW, EVENT_DROP),
}
OPTIONAL_RIGHTS: dict[Ability, tuple[str, ...]] = {
    "completion": ("report/completion:view",),
    "messages": ("moodle/site:messageanyuser",),
    "groups": ("moodle/course:managegroups",),
    "events": ("moodle/calendar:manageentries",),
}
# What passes by itself.
LATER = {
    "sitemaintenance": "Moodle is in maintenance mode",
    "upgraderunning": "Moodle is being upgraded",
    "cronerror": "Moodle is being upgraded",
    "dbconnectionfailed": "Moodle cannot reach its database",
    "ddlexecuteerror": "Moodle's database has a problem",
    "locktimeout": "Moodle is too busy",
}
DATABASE = ("dml", "ddl")

_TO_GROUPS = "the account may not work with groups: give its role moodle/course:managegroups"
NO_GROUP = "Moodle knows no such group: it may have been deleted"
_TO_EVENTS = (
    "the account may not write in the calendar: give its role moodle/calendar:manageentries"
)
RENEW = "make a new one and give it with `themascan platform api`"
ADVICE = {
    # One that has expired is deleted at its next use.
    "invalidtoken": f"Moodle does not know the token: {RENEW}",
    "invalidtimedtoken": f"the token has expired: {RENEW}",
    "invalidiptoken": "the token works from other addresses only: add this machine's to it",
    "accessexception": "the function is not in the web service, or the account may not use REST: "
    "add the function to the service and give the account webservice/rest:use",
    "nopermissions": "the account lacks a right in this course: give its role enrol/manual:enrol "
    "and moodle/course:viewparticipants",
    "requireloginerror": "the account may not enter the course: give its role moodle/course:view "
    "and make the course visible",
    "errorcoursecontextnotvalid": "the account may not enter the course: give its role "
    "moodle/course:view and make the course visible",
    "coursehidden": "the course is hidden and the account may not see it: make it visible",
    "wsusercannotassign": "the account may not give this role: give it moodle/role:assign and "
    "allow the role in `Allow role assignments`",
    "wsnoinstance": "manual enrolment is missing or switched off in the course: add it there",
    "wscannotenrol": "manual enrolment does not allow this: look at its settings in the course",
    "manualpluginnotinstalled": "manual enrolment is not installed in Moodle: install it",
    "invaliduser": "Moodle does not know this account: it may have been deleted",
    "userdeleted": "this account was deleted in Moodle: take the person from the roster",
    "usernotconfirmed": "this account is not confirmed yet: confirm it in Moodle",
    "guestsarenotallowed": "this is Moodle's guest account: put the person's own in the roster",
    "Message was not sent.": "Moodle cannot mail the people whom it enrols: mend its outgoing "
    "mail, or set `Send course welcome message` to No in the course",
    "usernotfullysetup": "the service account is not complete: give it a name and a mail address",
    "sitepolicynotagreed": "the service account must agree to the site policy: log in with it once",
    "forcepasswordchangenotice": "the service account must change its password first",
    "nopasswordchangeforced": "the service account must change its password: take off `Force "
    "password change`",
    "passwordisexpired": "the password of the service account has expired: renew it",
    "wsaccessuserexpired": "the service account has expired: renew its password",
    "wsaccessusersuspended": "the service account is suspended: activate it",
    "wsaccessuserdeleted": "the service account was deleted: make another",
    "wsaccessuserunconfirmed": "the service account is not confirmed yet: confirm it",
    "wsaccessusernologin": "the service account may not log in: choose `Manual accounts` or "
    "`Web services` as its way of authentication",
    "restrictedcontextexception": "the web service is restricted to another part of Moodle: "
    "make a token for the whole site",
}
# The same code can have another cause in one function.
FOR_FUNCTION = {
    (SITE_INFO, "accessexception"): "Moodle lets the account use nothing: enable the service, "
    "put the account among its authorised users, add the function to the service, give the role "
    "of the account webservice/rest:use, and see that no IP restriction keeps this machine out",
    (PARTICIPANTS, "invalidrecord"): "Moodle knows no such course: link the offer to another",
    (PARTICIPANTS, "invalidparameter"): "Moodle takes this for no course id: link the offer anew",
    (PARTICIPANTS, "nopermissions"): "the account may not see who takes part: give its role "
    "moodle/course:viewparticipants",
    (ENROL, "nopermissions"): "the account may not enrol people: give its role enrol/manual:enrol",
    (ENROL, "invalidrecord"): "manual enrolment is not installed in Moodle: install it",
    (ENROL, "invalidparameter"): "Moodle does not take this enrolment: look at course and account",
    (ENROL, "codingerror"): "Moodle does not know this account: it may have been deleted",
    (COMPLETION, "cannotviewreport"): "Moodle does not tell who finished this course: switch on "
    "`Enable completion tracking` in it, and give the role of the account report/completion:view",
    (COMPLETION, "nocriteriaset"): "the course does not say when it is finished: set that at "
    "`Course completion` in it",
    (COMPLETION, "invalidrecord"): "Moodle knows no such course: link the offer to another",
    **{(name, "nopermissions"): _TO_GROUPS for name in (GROUPS, GROUP_NEW, GROUP_MEMBERS)},
    **{(name, "nopermissions"): _TO_GROUPS for name in (GROUP_ADD, GROUP_DROP)},
    **{(name, "nopermissions"): _TO_GROUPS for name in (GROUP_NAME, GROUP_END)},
    **{(name, "invalidrecord"): NO_GROUP for name in (GROUP_MEMBERS, GROUP_ADD, GROUP_DROP)},
    (GROUPS, "invalidrecord"): "Moodle knows no such course: link the session to another",
    **{(name, "nopermissions"): _TO_EVENTS for name in (EVENTS, EVENT_NEW, EVENT_DROP)},
    (EVENT_NEW, "invalidrecord"): "Moodle knows no such course: link the session to another",
    (EVENT_DROP, "invalidrecord"): "the event is no longer in Moodle's calendar",
    (SEND, "nopermissions"): "the account may not send messages: give its role "
    "moodle/site:sendmessage",
    (SEND, "disabled"): "messages are switched off in Moodle: tick `Enable messaging system`",
}
PHP_FAILED = "Moodle fails inside (PHP error): look at the log of its web server"


def advice(function: str, code: str) -> str:
    """What a person does about an error of Moodle's, in one line."""
    if not code:
        return PHP_FAILED
    unknown = f"Moodle refuses ({code}): look at the log of the site"
    return FOR_FUNCTION.get((function, code)) or ADVICE.get(code, unknown)


def passes(code: str) -> str | None:
    """Why an error goes away by itself, or None if it does not."""
    if code.startswith(DATABASE):
        return LATER.get(code, "Moodle's database has a problem")
    return LATER.get(code)
