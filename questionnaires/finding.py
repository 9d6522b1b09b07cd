"""A rule of a pack that is broken, and where; its line is looked up by who reads the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.finding_words import WORDS

Path = tuple[str | int, ...]
Given = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Finding:
    """``path`` leads to the value in the file, ``code`` names the rule, ``given`` its words.

    A warning refuses nothing. Pages say it in their own language, by the code.
    """

    path: Path
    code: str
    given: Given = field(default_factory=dict)
    warning: bool = False

    @property
    def message(self) -> str:
        """What is wrong and what to do, in English, for the author of a file."""
        return WORDS[self.code].format_map(self.given)
