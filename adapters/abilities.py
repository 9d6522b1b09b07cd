"""What an adapter can do beyond what is asked of each, by name."""

from __future__ import annotations

from adapters.lms import (
    Ability,
    KeepsEvents,
    KeepsGroups,
    SearchesCourses,
    SendsMessages,
    TellsCompletion,
)

ABILITIES: dict[Ability, type] = {
    "search": SearchesCourses,
    "completion": TellsCompletion,
    "messages": SendsMessages,
    "groups": KeepsGroups,
    "events": KeepsEvents,
}


def supports(api: object) -> frozenset[Ability]:
    """What an adapter can do beyond :class:`LmsApi`, by name."""
    return frozenset(name for name, kind in ABILITIES.items() if isinstance(api, kind))
