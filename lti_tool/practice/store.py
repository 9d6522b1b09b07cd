"""The practice LMS's courses and people, as Moodle's REST protocol asks for them."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from adapters.fakes.moodle_rights import Row
from lti_tool.practice.tables import Account, Course, Enrolment

BY_TOOL = "Themascan"
AT_ONCE = 500


def whole(text: str | None) -> int:
    """A number that came over the line, or 0: nothing here has that id."""
    return int(text) if text and text.isdecimal() and len(text) < 16 else 0


@dataclass(frozen=True, slots=True)
class SiteStore:
    """:class:`adapters.fakes.moodle_rest.Store` on the site's database; the caller commits."""

    session: Session
    now: datetime

    def course_rows(self, field: str, value: str) -> list[Row]:
        """Courses by id, idnumber or short name; full names are escaped, as Moodle does."""
        columns = {"id": Course.id, "idnumber": Course.idnumber, "shortname": Course.shortname}
        wanted = whole(value) if field == "id" else value
        rows = self.session.scalars(select(Course).where(columns[field] == wanted))
        return [
            {
                "id": course.id,
                "fullname": html.escape(course.title, quote=False),
                "shortname": course.shortname,
                "idnumber": course.idnumber,
                "visible": int(course.visible),
                "enrollmentmethods": ["manual"] if course.by_hand else [],
            }
            for course in rows
        ]

    def account_rows(self, field: str, values: Collection[str]) -> list[Row]:
        """Accounts, with the function group as a profile field."""
        columns = {
            "id": Account.id,
            "idnumber": Account.idnumber,
            "username": Account.username,
            "email": Account.email,
        }
        given = sorted(values)
        asked: list[str] | list[int] = list(map(whole, given)) if field == "id" else given
        rows = self.session.scalars(select(Account).where(columns[field].in_(asked)))
        return [_account(account) for account in rows]

    def enrolled_ids(self, course_id: str) -> list[str] | None:
        """Everybody in a course."""
        if self._course(course_id) is None:
            return None
        rows = self.session.scalars(
            select(Enrolment.account_id).where(Enrolment.course_id == whole(course_id))
        )
        return [str(number) for number in rows]

    def enrols_by_hand(self, course_id: str) -> bool:
        """Whether manual enrolment is on."""
        course = self._course(course_id)
        return course is not None and course.by_hand

    def missing_accounts(self, ids: Collection[str]) -> set[str]:
        """Ids that nobody has."""
        wanted = sorted({whole(value) for value in ids})
        found: set[int] = set()
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            found |= set(self.session.scalars(select(Account.id).where(Account.id.in_(part))))
        return {value for value in ids if whole(value) not in found}

    def enrol_all(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Enrol everybody; who was suspended becomes active again."""
        rows = [
            {
                "course_id": whole(course),
                "account_id": whole(account),
                "role": "student",
                "by": BY_TOOL,
                "suspended": False,
                "at": self.now,
            }
            for course, account in dict.fromkeys(pairs)
        ]
        made = insert(Enrolment)
        again = made.on_conflict_do_update(
            index_elements=["course_id", "account_id"], set_={"suspended": False}
        )
        if rows:
            self.session.execute(again, rows)

    def _course(self, course_id: str) -> Course | None:
        return self.session.get(Course, whole(course_id))


def _account(account: Account) -> Row:
    row: Row = {
        "id": account.id,
        "username": account.username,
        "email": account.email,
        "idnumber": account.idnumber,
        "fullname": html.escape(account.name, quote=False),
        "suspended": False,
    }
    if account.function_group:
        field = {"type": "text", "value": account.function_group, "shortname": "functiegroep"}
        row["customfields"] = [field]
    return row


def count_in(session: Session, course_id: int) -> int:
    """How many people take part in a course."""
    asked = select(func.count()).where(
        Enrolment.course_id == course_id, Enrolment.role == "student"
    )
    return session.scalar(asked) or 0
