"""What the frame around every page needs, with or without a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import g, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.i18n import NAMES, language, languages
from lti_tool.menu import Entry
from lti_tool.models import Organisation, Visit, db
from lti_tool.visits import digest


@dataclass(frozen=True, slots=True)
class ShownLogo:
    """A logo in the header: under which name it is served, its words, its size in pixels."""

    name: str
    alt: str
    width: int
    height: int


def logo_of(organisation: Organisation) -> ShownLogo | None:
    """The logo of an organisation, from the row of it that a page has read already."""
    if not organisation.logo:
        return None
    return ShownLogo(
        organisation.logo,
        organisation.logo_alt,
        organisation.logo_width,
        organisation.logo_height,
    )


@dataclass(frozen=True, slots=True)
class PageInfo:
    """``errors`` are (field id, message) pairs; ``visit_base`` is empty outside a visit.

    ``home_url`` and ``lms_url`` are the ways out of a page of a problem. ``lang`` is that of the
    interface, ``content_lang`` that of the theme on the page, or empty; ``place`` is where the
    page stands in its visit, empty when a reload would not show it. ``theme`` is the colour of the
    organisation, empty for the tool's own; ``logo`` is its logo, if it has one.
    ``rehearsal`` marks the pages of a test account.
    """

    name: str
    title: str
    role: str = ""
    person: str = ""
    lang: str = field(default_factory=language)
    content_lang: str = ""
    visit_base: str = ""
    csrf: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ()
    errors: Sequence[tuple[str, str]] = ()
    shared_device: bool = False
    home_url: str = ""
    lms_url: str = ""
    place: str = ""
    menu: Sequence[Entry] = ()
    theme: str = ""
    rehearsal: bool = False
    logo: ShownLogo | None = None

    @property
    def languages(self) -> list[tuple[str, str]]:
        """(code, name in its own words) of each language that a page can be in."""
        return [(code, NAMES.get(code, code)) for code in languages()]


def problem_page(title: str) -> PageInfo:
    """The frame of a problem: back into the visit while it lives, else to the LMS."""
    path_id = _path_id()
    if path_id and g.get("visit") is not None:
        return PageInfo("error", title, home_url=url_for("visit.home", path_id=path_id))
    return PageInfo("error", title, lms_url=lms_front(path_id) if path_id else "")


def _path_id() -> str:
    # An address that no route knows has not been read by the visit's blueprint.
    parts = request.path.split("/")
    return parts[2] if len(parts) > 2 and parts[1] == "v" else ""


def lms_front(path_id: str) -> str:
    """The front page of the LMS that a visit came from, also when it is over, or empty.

    Only that: the way back that the LMS gave can carry the key of a session.
    """
    query = select(Visit.return_url).where(Visit.path_hash == digest(path_id))
    try:
        parts = urlsplit(db.session.scalar(query) or "")
    except (SQLAlchemyError, ValueError):
        return ""
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in ("http", "https") else ""
