"""What every job works with, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from sqlalchemy.orm import Session

from adapters.lms import LmsApi
from lti_tool.models import Platform
from lti_tool.services.platforms import lms_of
from lti_tool.services.postroom import Post
from lti_tool.toolbox import Toolbox


class Stopping(SystemExit):
    """The process must end, or lost its lock: what is in hand is left for the next one."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Inside the application's context. ``allowed`` says whether the job may go on."""

    session: Session
    tools: Toolbox
    stop: Event
    allowed: Callable[[], bool]

    @property
    def clock(self) -> Callable[[], datetime]:
        """The real clock; business time comes with each call."""
        return self.tools.clock

    def pause(self, seconds: float) -> None:
        """Wait; raises :class:`Stopping` when the process must end."""
        if self.stop.wait(seconds) or not self.allowed():
            raise Stopping(0)

    def post(self) -> Post:
        """What delivering needs."""
        tools = self.tools
        return Post(
            self.session,
            tools.vault,
            tools.door,
            tools.clock,
            self.pause,
            mailer=tools.mailer,
            public_url=tools.settings.public_url,
        )

    def api_of(self, platform: Platform) -> LmsApi | None:
        """The LMS of a platform, kept at its pace when it is written to."""
        post, number = self.post(), platform.id
        return lms_of(platform, post.vault, post.door, lambda: post.keep_pace(number))


@dataclass(frozen=True, slots=True)
class Said:
    """A line for each thing that was ``done``, and for each that is ``missing``."""

    done: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """All of them."""
        return self.done + self.missing


Work = Callable[[Crew, datetime], Said]
