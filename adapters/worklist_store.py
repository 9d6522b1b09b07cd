"""Where the list is kept that people process by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class WorklistStore(Protocol):
    """The list of one LMS. Raises ``Unavailable`` when it cannot be reached."""

    def known(self, course_id: str) -> set[str]:
        """Who stands on the list for a course, processed or not."""

    def put(self, course_id: str, user_ids: Sequence[str]) -> None:
        """Put people on the list for a course; who is on it already stays as it is."""
