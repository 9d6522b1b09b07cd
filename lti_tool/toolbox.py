"""What the running application holds: settings, vault, clock and the HTTP door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import current_app

from adapters.http import HttpDoor
from adapters.mail import Mailer
from config.settings import Settings
from lti_tool.services.shelf import PackShelf
from lti_tool.vault import Vault

Clock = Callable[[], datetime]
EXTENSION = "themascan"


def real_clock() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The collaborators that views hand to services; services never look for them."""

    settings: Settings
    vault: Vault
    clock: Clock
    door: HttpDoor
    shelf: PackShelf = field(default_factory=PackShelf)
    mailer: Mailer | None = None


def toolbox() -> Toolbox:
    """The toolbox of the application that handles this request."""
    tools: Toolbox = current_app.extensions[EXTENSION]
    return tools
