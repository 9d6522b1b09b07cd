"""Who an LMS lists as people of the organisation, however it does so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


# No repr: a name or an address must not reach a log by accident.
@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One person; texts are empty where the LMS keeps them to itself.

    ``id`` is that of the REST API, ``sub`` the one under which the LMS launches people: one of
    the two is known. ``function`` is in the LMS's own words.
    """

    id: str = ""
    sub: str = ""
    idnumber: str = ""
    username: str = ""
    email: str = ""
    first_name: str = ""
    department: str = ""
    team: str = ""
    function: str = ""


@runtime_checkable
class ListsCohorts(Protocol):
    """An adapter that knows site-wide groups of people; ask with ``isinstance``."""

    def cohort_people(self, cohorts: Sequence[str]) -> list[Listed]:
        """Everybody in these cohorts, by their numbers; raises ``Unavailable`` or ``Refused``."""
