"""What just went over the line, in two short sentences, with the message itself beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.practice.tables import Happening

KEPT = 200
SECRETS = frozenset({"wstoken", "access_token", "client_assertion", "registration_token"})


@dataclass(frozen=True, slots=True)
class Story:
    """One message; ``more`` is a page that shows what it changed, ``minor`` changed nothing."""

    kind: str
    title: str
    told: str
    message: dict[str, Any]
    more: str = field(default="")
    minor: bool = field(default=False)


def tell(session: Session, town_id: int | None, story: Story, now: datetime) -> None:
    """Write a story down; the caller commits. Only the latest are kept.

    What only reads is counted apart: a look at everybody's completion would push out the rest.
    """
    session.add(
        Happening(
            town_id=town_id,
            at=now,
            kind=story.kind,
            title=story.title,
            told=story.told,
            message=without_secrets(story.message),
            more=story.more,
            minor=story.minor,
        )
    )
    session.flush()
    alike = Happening.minor.is_(story.minor)
    newest = select(Happening.id).where(alike).order_by(Happening.id.desc())
    oldest_kept = session.scalar(newest.offset(KEPT - 1).limit(1)) or 0
    session.execute(delete(Happening).where(alike, Happening.id < oldest_kept))


def without_secrets(message: dict[str, Any]) -> dict[str, Any]:
    """The message with its tokens left out: a screenshot must not carry them."""
    return {
        name: "(weggelaten)" if name in SECRETS else _inner(value)
        for name, value in message.items()
    }


def _inner(value: Any) -> Any:
    return without_secrets(value) if isinstance(value, dict) else value


def latest(session: Session, town_id: int, most: int, minor: bool) -> list[Happening]:
    """The latest stories of a town, newest first, with or without what only reads."""
    mine = (Happening.town_id == town_id) | Happening.town_id.is_(None)
    asked = select(Happening).where(mine)
    if not minor:
        asked = asked.where(Happening.minor.is_(False))
    return list(session.scalars(asked.order_by(Happening.id.desc()).limit(most)))
