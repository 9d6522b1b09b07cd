"""The ways to an LMS's lists, from wherever a roster is brought up to date."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_tool.services.marking import advantage_of
from lti_tool.services.platforms import lms_of
from lti_tool.services.postroom import Post
from lti_tool.services.roster.importing import Office
from lti_tool.services.roster.sources import Doors
from lti_tool.toolbox import Toolbox


def _at_once(_seconds: float) -> None:
    """Nothing is written to the LMS here, so there is no pace to keep."""


def doors_of(session: Session, tools: Toolbox) -> Doors:
    """The REST API and the LTI services of platforms; both only read."""
    post = Post(session, tools.vault, tools.door, tools.clock, _at_once)
    return Doors(
        api=lambda platform: lms_of(platform, tools.vault, tools.door),
        advantage=lambda platform: advantage_of(post, platform),
    )


def sync_office(session: Session, tools: Toolbox) -> Office:
    """What bringing up to date works with; the sources bring their own way to the LMS."""
    return Office(session, tools.vault, None, tools.clock())
