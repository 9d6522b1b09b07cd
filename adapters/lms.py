"""What the tool asks of an LMS's own API, whichever LMS it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

PersonKey = Literal["id", "idnumber", "username", "email"]
Ability = Literal["search", "completion", "messages", "groups", "events"]


@dataclass(frozen=True, slots=True)
class Course:
    """A course as the LMS knows it; ``url`` is where people open it."""

    id: str
    idnumber: str
    title: str
    visible: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class LmsPerson:
    """An account of the LMS, as far as a roster needs it."""

    id: str
    username: str | None
    email: str | None
    idnumber: str | None
    name: str
    function_field: str | None


@dataclass(frozen=True, slots=True)
class EnrolOutcome:
    """What became of one person: "present" means that an enrolment was there and was left alone."""

    user_id: str
    state: Literal["enrolled", "present", "refused"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """Somebody who finished a course; ``at`` is None where the LMS does not say when."""

    user_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message.

    "uncertain" may have arrived, and is not sent again; "later" surely has not, and can be.
    """

    user_id: str
    state: Literal["sent", "refused", "uncertain", "later"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people within a course; ``idnumber`` is empty where nobody gave it one."""

    id: str
    idnumber: str
    name: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something for the calendar of a course, or of one of its groups; ``starts`` is aware."""

    title: str
    starts: datetime
    minutes: int
    place: str = ""
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was checked, and what to do when it is not well."""

    ok: bool
    what: str
    advice: str = ""


class LmsApi(Protocol):
    """Every call raises ``Unavailable`` (later) or ``Refused`` (a person must look)."""

    def course(self, ref: str) -> Course:
        """A course by its id, or by ``idnumber:…``; ``Refused`` when there is none."""

    def enrol(self, course_id: str, user_ids: Sequence[str]) -> list[EnrolOutcome]:
        """Enrol people, at most 100 a writing call; whoever is there is left alone."""

    def find_people(self, key: PersonKey, values: Sequence[str]) -> dict[str, LmsPerson]:
        """Accounts by one of their keys; who is not found is not in the answer."""

    def can_enrol(self, course_id: str) -> CheckResult:
        """Whether this account may enrol people in a course."""

    def check(self, people: Sequence[str] = ()) -> list[CheckResult]:
        """Address, token and each right that is needed, by name.

        ``people`` are ids of accounts that must exist: they make it surer.
        """


@runtime_checkable
class EndsEnrolments(Protocol):
    """Can give an enrolment a last moment; what happens then the LMS decides.

    Not an ability of its own: without it people are enrolled without an end.
    """

    def enrol_until(
        self, course_id: str, user_ids: Sequence[str], until: datetime
    ) -> list[EnrolOutcome]:
        """As ``enrol``; whoever is there keeps the enrolment and the dates that they have."""


@runtime_checkable
class SearchesCourses(Protocol):
    """What an adapter can have beyond :class:`LmsApi`; ask with ``isinstance``.

    Its calls, and those of the protocols below, raise ``Unavailable`` or ``Refused`` too.
    """

    def search_courses(self, text: str) -> list[Course]:
        """Courses with these words in their name, at most some tens; empty for no words."""


@runtime_checkable
class TellsCompletion(Protocol):
    """Knows who finished a course."""

    def completions(self, course_id: str, user_ids: Sequence[str]) -> list[Finished]:
        """Who of these people finished the course; whoever did not is left out.

        ``Refused`` where the course itself cannot say it.
        """


@runtime_checkable
class SendsMessages(Protocol):
    """Can write to people inside the LMS."""

    def send_messages(self, messages: Sequence[tuple[str, str]]) -> list[Sent]:
        """Send (user id, plain text) pairs, in batches; what became of each, in their order.

        Nothing that may have arrived is sent again: it is "uncertain".
        """


@runtime_checkable
class KeepsGroups(Protocol):
    """Keeps groups of people within a course; ``Refused`` no_group for one that is gone."""

    def course_groups(self, course_id: str) -> list[Group]:
        """The groups of a course."""

    def ensure_group(self, course_id: str, idnumber: str, name: str) -> str:
        """The id of the group with this number, made when it is not there; renames nothing."""

    def group_members(self, course_id: str, group_id: str) -> set[str]:
        """The ids of the people in a group."""

    def add_to_group(
        self, course_id: str, group_id: str, user_ids: Sequence[str]
    ) -> list[EnrolOutcome]:
        """Put people of the course into a group; whoever is not in the course is refused."""

    def remove_from_group(self, course_id: str, group_id: str, user_ids: Sequence[str]) -> None:
        """Take people out of a group; whoever is not in it is no fault."""

    def rename_group(self, course_id: str, group_id: str, old: str, new: str) -> None:
        """Give a group another name, unless somebody else did so: then it keeps theirs."""

    def remove_group(self, course_id: str, group_id: str) -> bool:
        """Delete a group in which nobody is; False when somebody is. Gone is no fault."""


@runtime_checkable
class KeepsEvents(Protocol):
    """Keeps a calendar."""

    def add_event(self, course_id: str, event: Event) -> str:
        """The id of the event, made when the same one is not there yet."""

    def remove_event(self, course_id: str, event_id: str) -> None:
        """Take an event that :meth:`add_event` made out of the calendar; gone is no fault."""
