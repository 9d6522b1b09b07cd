"""LTI Advantage services of one LMS: who is in a course, and the mark for taking part.

Of PyLTI1p3 its value classes ``Grade`` and ``LineItem`` make what is sent; its service
classes do their own HTTP, walk pages without bound and hide the status that decides what
comes next, so the calls are ours and go through the one door.
"""

from __future__ import annotations

from datetime import datetime

from adapters.advantage_grades import Grades
from adapters.advantage_members import Member, read_members
from adapters.advantage_tokens import Clock, Registration, ServiceTokens, TokenStore
from adapters.advantage_wire import AdvantageWire
from adapters.http import HttpDoor

__all__ = ["Advantage", "Member", "Registration", "TokenStore"]


class Advantage:
    """Every call raises ``Unavailable`` (later) or ``Refused`` (a person must look).

    Their reasons name hosts and services, never a person. ``clock`` is the real one, in
    UTC: tokens and timestamps keep it whatever the business time.
    """

    def __init__(
        self, door: HttpDoor, registration: Registration, tokens: TokenStore, clock: Clock
    ) -> None:
        self._wire = AdvantageWire(door, ServiceTokens(door, registration, tokens, clock))
        self._grades = Grades(self._wire, clock)

    def members(self, url: str) -> list[Member]:
        """Everybody in the course of this ``context_memberships_url``, whatever the pages."""
        return read_members(self._wire, url)

    def ensure_line_item(self, lineitems_url: str, resource_id: str, label: str) -> str:
        """The address of the course's line item with this resource id; made when missing."""
        return self._grades.ensure_line_item(lineitems_url, resource_id, label)

    def post_mark(self, line_item_url: str, user_id: str, moment: datetime) -> None:
        """Post the one constant mark, 1 of 1; sent twice it stands once.

        Raises ``Refused`` with code ``no_line_item`` (make it anew) or ``not_gradable``
        (an end state), and ``Troubled`` when the LMS breaks on this mark (a few tries).
        """
        self._grades.post_mark(line_item_url, user_id, moment)
