"""Themes in the making: the list, one as a whole, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import draft_publishing as publishing
from lti_tool.services import drafts as service
from lti_tool.services.themes import list_themes
from lti_tool.views.admin_platforms import hand
from lti_tool.views.draft_fields import plain
from lti_tool.views.draft_models import minutes, no_draft, own_draft
from lti_tool.views.draft_outline import Row, newest_of, outline
from lti_tool.views.draft_parts import ROWS
from lti_tool.views.draft_reviewing import role_here
from lti_tool.views.draft_sheets import own_groups
from lti_tool.views.frame import go, page_info, show, visit
from questionnaires import draft_edits as edits
from questionnaires.drafting import Document, standing

LONGEST_TITLE = 100


@allow("admin", "coordinator")
def theme_drafts() -> str:
    """What is being written, and how to begin."""
    return _list({}, [])


def _list(form: Mapping[str, str], errors: list[tuple[str, str]]) -> str:
    session, organisation = db.session(), visit().organisation.id
    role = role_here()
    return show(
        "drafts.html",
        page_info("drafts", _("Thema's in de maak"), role=role, errors=errors),
        rows=service.drafts_of(session, organisation),
        themes=newest_of(list_themes(session, organisation)),
        form=form,
        may_edit=role == "admin",
        said=request.args.get("said", ""),
    )


@allow("admin")
def begin_draft() -> str | Response:
    """A new theme, a next version, or another theme that begins as one that is there."""
    wish = request.form.get("go", "")
    title = plain(request.form.get("title", ""))
    pack = request.form.get("theme", "")
    if wish != "version" and not 0 < len(title) <= LONGEST_TITLE:
        fault = _("Geef het thema een titel van hoogstens %(most)s tekens.", most=LONGEST_TITLE)
        return _list(request.form, [("title", fault)])
    try:
        if wish == "version" or pack:
            title = "" if wish == "version" else title
            row = service.begin_from(db.session(), hand(), pack, title)
        else:
            row = service.begin_new(db.session(), hand(), title)
    except LookupError as fault:
        raise no_draft() from fault
    return go("theme_draft", number=row.id)


@allow("admin", "coordinator")
def theme_draft(number: int) -> str:
    """One draft: what is in it, what is missing, how long it takes, and what comes next."""
    return draft_page(number, [])


def draft_page(number: int, errors: list[tuple[str, str]], unfinished: Sequence[Row] = ()) -> str:
    """The overview of a draft; ``unfinished`` are parts that keep it from being published."""
    draft = own_draft(number)
    found = standing(draft.document)
    role = role_here()
    return show(
        "draft.html",
        page_info("draft", draft.row.title, role=role, errors=errors),
        draft=draft.row,
        version=draft.document["versie"],
        outline=outline(draft.document, found, own_groups()),
        minutes=minutes(found),
        translation="en" in draft.document["vertalingen"],
        may_edit=role == "admin",
        mine=draft.row.edited_by == visit().person.opaque_id,
        reviewed=publishing.is_reviewed(draft.row),
        sent_back=draft.row.reviewed_by if not draft.row.reviewed_revision else "",
        form=request.form,
        unfinished=unfinished,
        said=request.args.get("said", ""),
        more_skills=len(draft.document["vaardigheden"]) < edits.MOST_SKILLS,
    )


@allow("admin")
def change_draft(number: int) -> Response:
    """Add, remove or move a part, or begin the translation."""
    wish, _space, rest = request.form.get("go", "").partition(" ")
    kind, _space, row = rest.partition(" ")
    change = _changes(kind, row).get(wish)
    if change is None:
        raise no_draft()
    try:
        draft = service.change_draft(db.session(), hand(), number, change)
    except (service.DraftGone, LookupError) as fault:
        raise no_draft() from fault
    except (service.TooLarge, service.Busy):
        return go("theme_draft", number=number, said="full")
    new = _new_part(draft.document, wish)
    if new:
        return go("draft_part", number=number, kind=new[0], row=new[1])
    return go("theme_draft", number=number, _anchor=f"row-{row}" if wish in ("up", "down") else "")


def _changes(kind: str, row: str) -> Mapping[str, Callable[[Document], Document]]:
    where = ROWS.get(kind, "items")
    return {
        "skill": edits.with_skill_of,
        "item": lambda document: edits.with_item(document, _skill(document, kind)),
        "offer": edits.with_offer,
        "up": lambda document: edits.moved(document, where, row, -1),
        "down": lambda document: edits.moved(document, where, row, 1),
        "remove": lambda document: _without(document, where, row),
        "translate": lambda document: edits.with_translation(document, "en"),
    }


def _skill(document: Document, skill: str) -> str:
    edits.row_of(document, "vaardigheden", skill)
    return skill


def _without(document: Document, where: str, row: str) -> Document:
    if where == "vaardigheden" and len(document[where]) <= edits.LEAST_SKILLS:
        return document
    return edits.without(document, where, row)


def _new_part(document: Document, wish: str) -> tuple[str, str] | None:
    where = ROWS.get(wish)
    return (wish, document[where][-1]["id"]) if where else None


@allow("admin")
def throw_draft(number: int) -> Response:
    """The draft goes."""
    own_draft(number)
    service.throw_away(db.session(), hand(), number)
    return go("theme_drafts", said="thrown")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    here, post = "/themes/drafts", ["POST"]
    one = f"{here}/<int:number>"
    pages.add_url_rule(here, "theme_drafts", theme_drafts)
    pages.add_url_rule(here, "begin_draft", begin_draft, methods=post)
    pages.add_url_rule(one, "theme_draft", theme_draft)
    pages.add_url_rule(one, "change_draft", change_draft, methods=post)
    pages.add_url_rule(f"{one}/throw", "throw_draft", throw_draft, methods=post)
