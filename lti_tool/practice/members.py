"""Who takes part in a course, as a tool reads it page by page (NRPS)."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.practice.claims import members_url
from lti_tool.practice.tables import Account, Course, Enrolment

PAGE = 100
ROLES = {"student": "Learner", "teacher": "Instructor"}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer; ``following`` is the address of the next one, or empty."""

    document: dict[str, Any]
    following: str


def member_page(
    session: Session, site_url: str, course: Course, tool_id: int, first: int, limit: int, role: str
) -> Page:
    """Active members from ``first`` on. Moodle sends all at once unless asked; this LMS never.

    Roles are short and names HTML-escaped, as Moodle has them.
    """
    size = limit or PAGE
    kinds = [kind for kind, name in ROLES.items() if not role or role.endswith(name)]
    rows = session.execute(_members(course.id, kinds).offset(first).limit(size + 1)).all()
    address = members_url(site_url, course.id, tool_id)
    more = {"limit": size, "from": first + size, **({"role": role} if role else {})}
    return Page(
        document={
            "id": address,
            "context": {"id": str(course.id), "label": course.shortname, "title": course.title},
            "members": [_member(account, ROLES[kind]) for account, kind in rows[:size]],
        },
        following=f"{address}?{urlencode(more)}" if len(rows) > size else "",
    )


def _members(course_id: int, kinds: list[str]) -> Select[Account, str]:
    return (
        select(Account, Enrolment.role)
        .join(Enrolment, Enrolment.account_id == Account.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.suspended.is_(False),
            Enrolment.role.in_(kinds),
        )
        .order_by(Account.family_name, Account.given_name, Account.id)
    )


def _member(account: Account, role: str) -> dict[str, Any]:
    return {
        "status": "Active",
        "roles": [role],
        "user_id": str(account.id),
        "lis_person_sourcedid": account.idnumber,
        "name": html.escape(account.name, quote=False),
        "given_name": html.escape(account.given_name, quote=False),
        "family_name": html.escape(account.family_name, quote=False),
        "email": account.email,
        "ext_user_username": account.username,
    }
