"""Enrolling where the LMS takes one person a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from adapters.errors import Refused
from adapters.lms import EnrolOutcome


def one_by_one(
    user_ids: Sequence[str], there: set[str], write: Callable[[str], EnrolOutcome]
) -> Iterator[EnrolOutcome]:
    """What became of each; whoever is ``there`` is not written.

    ``write`` raises ``Refused`` for what is wrong with all of them. That ends it, with the
    first; after some were written they stay done, and the others are refused one by one.
    """
    wrote, reason = False, ""
    for user in dict.fromkeys(user_ids):
        if user in there:
            yield EnrolOutcome(user, "present")
            continue
        if reason:
            yield EnrolOutcome(user, "refused", reason)
            continue
        try:
            outcome = write(user)
        except Refused as fault:
            if not wrote:
                raise
            reason = fault.reason
            outcome = EnrolOutcome(user, "refused", reason)
        wrote = wrote or outcome.state == "enrolled"
        yield outcome
