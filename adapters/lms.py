"""What the tool asks of an LMS's own API, whichever LMS it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

PersonKey = Literal["id", "idnumber", "username", "email"]


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
