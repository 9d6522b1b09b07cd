"""A worklist in memory."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.errors import Unavailable


class MemoryWorklist:
    """:class:`adapters.worklist_store.WorklistStore`; with ``down`` it cannot be reached."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self.down = False

    def known(self, course_id: str) -> set[str]:
        """Who is on the list for a course."""
        self._look()
        return {user for course, user in self.rows if course == course_id}

    def put(self, course_id: str, user_ids: Sequence[str]) -> None:
        """Put people on the list."""
        self._look()
        known = self.known(course_id)
        self.rows += [(course_id, user) for user in dict.fromkeys(user_ids) if user not in known]

    def _look(self) -> None:
        if self.down:
            raise Unavailable("the list cannot be reached")
