"""A rule of a pack that is broken, and where; its line is looked up by who reads the file."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """``path`` leads to the value in the file; a warning refuses nothing."""

    path: Path
    message: str
    warning: bool = False
