"""One page of the theme editor: its fields, what is wrong beside them, keeping what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, jsonify, request
from flask_babel import format_time
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.headers import may_fetch_from_us, may_run_our_script
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services.drafts import Busy, Draft, TooLarge, change_draft
from lti_tool.views.admin_platforms import hand
from lti_tool.views.draft_fields import OTHER
from lti_tool.views.draft_models import minutes, own_draft
from lti_tool.views.draft_parts import ROWS, Part, finished, mark_of, parts, prepared
from lti_tool.views.draft_sheets import (
    Sheet,
    filled_in,
    grouped,
    judged,
    known_part,
    sheet_of,
    unusable_fields,
)
from lti_tool.views.draft_specs_rows import answer_choices
from lti_tool.views.draft_titles import title_of
from lti_tool.views.draft_writing import written
from lti_tool.views.frame import desk, go, page_info, show
from questionnaires.draft_edits import LEAST_SKILLS
from questionnaires.drafting import Document, standing

Errors = Sequence[tuple[str, str]]


class Stale(Exception):
    """Somebody else changed this page meanwhile."""


@allow("admin")
def draft_part(number: int, kind: str, row: str) -> str | Response:
    """Look at one page."""
    draft = own_draft(number)
    return _page(draft, sheet_of(draft.document, known_part(draft.document, kind, row)), [])


@allow("admin")
def keep_draft_part(number: int, kind: str, row: str) -> str | Response | tuple[Response, int]:
    """Keep one page, by its button or by itself."""
    draft = own_draft(number)
    part = known_part(draft.document, kind, row)
    sheet = filled_in(sheet_of(draft.document, part))
    wish = request.form.get("go", "")
    try:
        faults = unusable_fields(sheet)
        kept = draft if faults else _keep(number, part)
    except Stale:
        faults = [("stale", _stale_words())]
    except (TooLarge, Busy):
        faults = [("stale", _too_much())]
    if wish == "auto":
        return _told(kept, part) if not faults else (jsonify(fault=faults[0][1]), 409)
    return _page(draft, sheet, faults) if faults else _onward(kept, part, wish)


def _too_much() -> str:
    return _("Dit kon niet bewaard worden. Maak de tekst korter, of probeer het zo weer.")


def _stale_words() -> str:
    return _(
        "Een collega heeft deze pagina net ook veranderd. Hier staat wat jij typte. Bewaar je het, "
        "dan vervang je wat je collega schreef."
    )


def _keep(number: int, part: Part) -> Draft:
    seen = request.form.get("mark", "")

    def change(document: Document) -> Document:
        here = known_part(document, part.kind, part.row)
        if mark_of(document, here) != seen:
            raise Stale
        sheet = filled_in(sheet_of(document, here))
        nvt = sheet.nvt if "nvt_asked" in request.form else None
        return finished(written(prepared(document, here), sheet.rows), here, sheet.answers, nvt)

    return change_draft(db.session(), hand(), number, change)


def _told(draft: Draft, part: Part) -> Response:
    """What the page says after it kept itself."""
    found = standing(draft.document)
    at = format_time(desk().now, "HH:mm")
    return jsonify(
        mark=mark_of(draft.document, part),
        kept=_("Bewaard om %(time)s.", time=at),
        minutes=minutes(found).words,
    )


def _onward(draft: Draft, part: Part, wish: str) -> Response:
    number, rows = draft.row.id, parts(draft.document)
    if wish == "next" and rows.index(part) + 1 < len(rows):
        part = rows[rows.index(part) + 1]
        return go("draft_part", number=number, kind=part.kind, row=part.row)
    if wish == "next" or wish == "overview":
        return go("theme_draft", number=number)
    return go("draft_part", number=number, kind=part.kind, row=part.row, said="kept")


def _page(draft: Draft, sheet: Sheet, errors: Errors) -> str:
    may_run_our_script()
    may_fetch_from_us()
    document, part = draft.document, sheet.part
    found = standing(document)
    rows = parts(document)
    here = rows.index(part)
    title = title_of(document, part).words
    page = page_info("draft-part", title, role="admin", errors=errors)
    told = judged(document, sheet, found.findings, errors)
    return show(
        "draft_part.html",
        page,
        draft=draft.row,
        part=part,
        sheet=told,
        groups=grouped(told.rows),
        choices=answer_choices(document) if part.kind == "item" else (),
        mark=mark_of(document, part),
        minutes=minutes(found),
        translated=OTHER in document["vertalingen"],
        before=rows[here - 1] if here else None,
        last=here == len(rows) - 1,
        said=request.args.get("said", ""),
        position=(here + 1, len(rows)),
        removable=part.kind in ROWS and _removable(document, part),
    )


def _removable(document: Document, part: Part) -> bool:
    return part.kind != "skill" or len(document["vaardigheden"]) > LEAST_SKILLS


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    here = (
        "/themes/drafts/<int:number>/<any(basis,skill,item,set,offer,minima,kit,levels):kind>/<row>"
    )
    pages.add_url_rule(here, "draft_part", draft_part)
    pages.add_url_rule(here, "keep_draft_part", keep_draft_part, methods=["POST"])
