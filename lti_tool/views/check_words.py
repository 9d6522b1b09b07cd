"""What the check of a connection says, in words of the page; the check itself speaks English.

Its sentences are a closed list, with names and addresses in them. What an LMS has in store
beyond that stays as it is, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from re import Match

from adapters.lms import CheckResult
from lti_tool.views.check_advice import ADVICE
from lti_tool.views.check_findings import FINDINGS

Table = Sequence[tuple[re.Pattern[str], Callable[[Match[str]], str]]]


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and whether it is in the language of the page."""

    text: str
    own: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at; ``advice`` is None when all is well."""

    ok: bool
    what: Said
    advice: Said | None


def found(results: Sequence[CheckResult]) -> Iterator[Found]:
    """What was found, in words."""
    for result in results:
        advice = _in_words(result.advice, ADVICE) if result.advice and not result.ok else None
        yield Found(result.ok, _in_words(result.what, FINDINGS), advice)


def _in_words(text: str, table: Table) -> Said:
    for pattern, say in table:
        matched = pattern.fullmatch(text)
        if matched is not None:
            return Said(say(matched))
    return Said(text, own=False)
