"""The function groups that a new organisation begins with."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import yaml

SOURCE = resources.files("questionnaires") / "themes" / "_functiegroepen.yaml"


@dataclass(frozen=True, slots=True)
class TemplateGroup:
    """A kind of work; ``examples`` are jobs, for who must choose a group."""

    id: str
    name: str
    examples: tuple[str, ...]


def template_groups() -> tuple[TemplateGroup, ...]:
    """The eight groups of the template, in the order in which people choose from them."""
    rows = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["functiegroepen"]
    return tuple(TemplateGroup(row["id"], row["naam"], tuple(row["voorbeelden"])) for row in rows)
