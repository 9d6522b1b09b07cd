"""A colleague looks at a draft: as an employee would see it, and with a word about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.headers import may_be_framed_by_us, may_show_us_inside
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.pages import PageInfo, logo_of
from lti_tool.problems import FriendlyProblem
from lti_tool.services import draft_publishing as publishing
from lti_tool.services.hand import Hand
from lti_tool.views.draft_fields import plain
from lti_tool.views.draft_models import own_draft
from lti_tool.views.draft_sheets import own_groups
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.models import Question
from questionnaires.answering import extra_items, pages, shuffled
from questionnaires.drafting import standing
from questionnaires.model import Item, ThemePack
from questionnaires.packs import estimated_minutes

Screen = Literal["phone", "desktop"]


def role_here() -> str:
    """As what somebody is here: an admin, or a coordinator who looks along."""
    return "admin" if "admin" in visit().roles else "coordinator"


def _hand() -> Hand:
    actor = f"{role_here()} {visit().person.opaque_id}"
    return Hand(visit().organisation.id, actor, desk().now)


@allow("admin", "coordinator")
def review_draft(number: int) -> Response:
    """Ask colleagues to look, or say what was found."""
    wish = request.form.get("go", "")
    own_draft(number)
    session, note = db.session(), plain(request.form.get("note", ""))
    if wish == "ask":
        publishing.ask_review(session, _hand(), number)
        return go("theme_draft", number=number, said="asked")
    revision = request.form.get("revision", "")
    seen = int(revision) if revision.isdecimal() else 0
    try:
        publishing.review(session, _hand(), number, seen, wish == "good", note)
    except publishing.NotReady as fault:
        return go("theme_draft", number=number, said=fault.codes[0])
    return go("theme_draft", number=number, said="reviewed")


@dataclass(frozen=True, slots=True)
class Look:
    """How a draft is looked at: by whom, in which language, on what screen."""

    group: str
    language: str
    screen: Screen


def _look(pack: ThemePack) -> Look:
    groups = list(pack.minima)
    group, language = request.args.get("group", ""), request.args.get("language", "")
    return Look(
        group if group in groups else groups[0],
        language if language in pack.translations else pack.language,
        "desktop" if request.args.get("screen") == "desktop" else "phone",
    )


def _pack(number: int) -> ThemePack:
    pack = standing(own_draft(number).document).pack
    if pack is None or not pack.minima:
        raise FriendlyProblem(
            "no_preview",
            _("Er is nog niets te bekijken"),
            _("Kies eerst voor minstens één functiegroep wat nodig is."),
            status=404,
        )
    return pack


@allow("admin", "coordinator")
def preview_draft(number: int) -> str:
    """The choice of group, language and screen, with the scan as that person sees it."""
    may_show_us_inside()
    pack = _pack(number)
    known = dict(own_groups())
    return show(
        "draft_preview.html",
        page_info("draft-preview", _("Zo ziet een collega het"), role=role_here()),
        draft=own_draft(number).row,
        look=_look(pack),
        groups=[(code, known.get(code, code)) for code in pack.minima],
        languages=[pack.language, *pack.translations],
    )


@allow("admin", "coordinator")
def preview_draft_inside(number: int) -> str:
    """The scan itself, page by page below each other; nothing that is ticked is kept."""
    may_be_framed_by_us()
    pack = _pack(number)
    look = _look(pack)
    shown = pack.in_language(look.language)
    organisation = visit().organisation
    page = PageInfo(
        name="draft-inside",
        title=shown.title,
        content_lang=shown.language,
        organisation=organisation.name,
        theme=organisation.brand_colour,
        logo=logo_of(organisation),
    )
    return show(
        "draft_inside.html",
        page,
        theme=shown,
        minutes=estimated_minutes(shown),
        pages=[[_question(shown, item) for item in rows] for rows in pages(shown, look.group)],
        extras=[_question(shown, item) for item in extra_items(shown, look.group)],
    )


def _question(pack: ThemePack, item: Item) -> Question:
    return Question(
        id=item.id,
        text=item.text,
        skill_title=pack.skill(item.skill).title,
        options=[(option.id, option.text) for option in shuffled(item, "preview")],
        chosen="",
        error=None,
    )


def register(routes: Blueprint) -> None:
    """Add the routes of this module."""
    one = "/themes/drafts/<int:number>"
    routes.add_url_rule(f"{one}/review", "review_draft", review_draft, methods=["POST"])
    routes.add_url_rule(f"{one}/preview", "preview_draft", preview_draft)
    routes.add_url_rule(f"{one}/preview/inside", "preview_draft_inside", preview_draft_inside)
