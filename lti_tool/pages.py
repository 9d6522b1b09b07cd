"""What the frame around every page needs, with or without a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageInfo:
    """``errors`` are (field id, message) pairs; ``visit_base`` is empty outside a visit."""

    name: str
    title: str
    role: str = ""
    person: str = ""
    lang: str = "nl"
    visit_base: str = ""
    csrf: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ()
    errors: Sequence[tuple[str, str]] = ()
    shared_device: bool = False
    home_url: str = ""
