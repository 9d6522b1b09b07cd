"""One run at a time over the roster of an organisation, and what it read stays as it read it.

SQLite takes one writer at a time by itself; on PostgreSQL a run would otherwise write back what
an erasure, a launch or another run has changed since it read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.models import Organisation

Rest = ParamSpec("Rest")
Result = TypeVar("Result")


class Works(Protocol):
    """What works in a session."""

    @property
    def session(self) -> Session:
        """Where it reads and writes."""


AnOffice = TypeVar("AnOffice", bound=Works)


def hold_roster(session: Session, organisation_id: int) -> None:
    """Wait until no other run of the organisation is at work; held until the transaction ends.

    Taken after the LMS was asked and before anything is read. Nobody else waits for it: who
    adds a row that refers to the organisation does not.
    """
    held = select(Organisation.id).where(Organisation.id == organisation_id)
    session.execute(held.with_for_update(key_share=True))


def once_more(
    run: Callable[Concatenate[AnOffice, Rest], Result],
) -> Callable[Concatenate[AnOffice, Rest], Result]:
    """A run that is done again, once, when somebody it was about to add launched meanwhile.

    Nobody can be held who is not there yet. The second time they are found.
    """

    @wraps(run)
    def twice_at_most(office: AnOffice, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        try:
            return run(office, *args, **kwargs)
        except IntegrityError:
            office.session.rollback()
            return run(office, *args, **kwargs)

    return twice_at_most
