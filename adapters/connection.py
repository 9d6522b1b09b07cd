"""What an adapter is made from: a way out, an address, a token, its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import LmsApi
from adapters.worklist_store import WorklistStore


@dataclass(frozen=True, slots=True)
class Connection:
    """One LMS. ``pace`` is called before each call that writes.

    ``worklist`` is where enrolments go that people make by hand; None where there is none.
    """

    door: HttpDoor
    url: str
    token: str
    options: Mapping[str, Any]
    pace: Callable[[], None]
    worklist: WorklistStore | None = None

    def text(self, name: str, default: str) -> str:
        """An option as text."""
        return str(self.options.get(name, default)).strip()

    def number(self, name: str, default: int | None = None) -> int:
        """An option that is the number of something; raises ``Refused`` when it is not."""
        given = str(self.options.get(name, "" if default is None else default))
        if not (given.isascii() and given.isdigit() and int(given)):
            said = f"is {given}" if given else "is missing"
            raise Refused("bad_option", f"{name} {said}: give the number of a role")
        return int(given)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of LMS: its adapter, the options that it takes, whether it needs a token."""

    make: Callable[[Connection], LmsApi]
    options: frozenset[str] = field(default=frozenset())
    token: bool = True
