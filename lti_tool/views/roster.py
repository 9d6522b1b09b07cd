"""The roster for admins: who is on it, a new file with its preview, and one step back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.errors import Refused, Unavailable
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import RosterSetting, db
from lti_tool.services.faults import Faults
from lti_tool.services.platforms import lms_of
from lti_tool.services.roster import Office
from lti_tool.services.roster.choosing import Choice
from lti_tool.services.roster.columns import DUTCH, KEYS
from lti_tool.services.roster.sources import courses_of
from lti_tool.services.roster.standing import standing
from lti_tool.services.roster.stepping import can_step_back, step_back
from lti_tool.services.roster.taking import Answer, Moved, Unsure, previewed, take_over, uploaded
from lti_tool.services.roster.uploads import LARGEST, Unreadable, Upload, forget, keep, kept
from lti_tool.services.roster.words import CHOOSE_THEMSELVES, folded
from lti_tool.services.roster.wrongs import RosterFaults
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit
from lti_tool.views.roster_models import LATER, THEMSELVES, preview_of, unknown_of
from lti_tool.views.roster_words import run_text, unreadable_text, wrong_text

ACTOR = "admin"
UPLOADS = "visit.roster_upload"
# What surrounds the file in a request.
AROUND = 64 * 1024
MOST_WRONGS = 200
Errors = Sequence[tuple[str, str]]


def office() -> Office:
    """What an import on a page works with; the LMS is asked where it can be."""
    tools, place = toolbox(), visit().platform
    return Office(db.session(), tools.vault, lms_of(place, tools.vault, tools.door), desk().now)


@allow("admin")
def roster() -> str:
    """The roster in counts, its sources, and the form for a new file."""
    return roster_page()


def roster_page(
    errors: Errors = (), wrongs: Sequence[tuple[int, str]] = (), choice: Choice | None = None
) -> str:
    """The page, also with what is wrong in a file or a choice that was just sent."""
    context, session = visit(), db.session()
    setting = session.get(RosterSetting, context.platform.id)
    return show(
        "roster.html",
        page_info("roster", _("Personeelslijst"), role="admin", errors=errors),
        now=standing(session, context.platform.id, context.organisation.id),
        setting=setting,
        chosen=choice or setting or Choice("csv"),
        last=run_text(setting),
        can_go_back=can_step_back(session, context.platform.id, desk().now),
        courses=courses_of(session, context.platform.id),
        has_moodle=context.platform.api_adapter == "moodle",
        wrongs=wrongs[:MOST_WRONGS],
        more_wrongs=max(0, len(wrongs) - MOST_WRONGS),
        keys={name: DUTCH[name] for name in KEYS},
        others={name: words for name, words in DUTCH.items() if name not in KEYS},
        said=request.args.get("said", "")[:10],
    )


@allow("admin")
def upload() -> str | Response:
    """A file: to its preview, or back with what is wrong in it."""
    file = request.files.get("file")
    try:
        raw = file.stream.read(LARGEST + 1) if file else b""
        given = uploaded(office(), visit().platform.id, raw)
    except Unreadable as fault:
        return roster_page([("file", unreadable_text(fault.code))])
    except RosterFaults as fault:
        told = [(wrong.line, wrong_text(wrong)) for wrong in fault.wrongs]
        return roster_page(
            [("file", _("Er is nog niets overgenomen. Verbeter het bestand."))], told
        )
    except (Unavailable, Refused):
        db.session.rollback()
        return roster_page(
            [("file", _("Het leerplatform geeft geen antwoord. Probeer het later."))]
        )
    keep(
        db.session(),
        toolbox().vault,
        visit().visit.path_hash,
        visit().platform.id,
        given,
        desk().now,
    )
    return go("roster_preview")


def _waiting() -> Upload | None:
    hash_, platform = visit().visit.path_hash, visit().platform.id
    return kept(db.session(), toolbox().vault, hash_, platform, desk().now)


@allow("admin")
def preview() -> str | Response:
    """What the file would do."""
    return _preview()


def _preview(errors: Errors = ()) -> str | Response:
    given = _waiting()
    if given is None:
        return go("roster", said="expired")
    try:
        draft = previewed(office(), visit().platform.id, given)
    except RosterFaults as fault:
        return roster_page(errors, [(wrong.line, wrong_text(wrong)) for wrong in fault.wrongs])
    return show(
        "roster_preview.html",
        page_info("roster-preview", _("Bekijk wat er verandert"), role="admin", errors=errors),
        preview=preview_of(draft),
        groups=draft.read.reader.words.groups,
        seen=draft.fingerprint(toolbox().vault),
        older=given.older,
        later=LATER,
        themselves=THEMSELVES,
    )


@allow("admin")
def take() -> str | Response:
    """Take the file over, or throw it away."""
    given, session = _waiting(), db.session()
    if request.form.get("go") != "take" or given is None:
        forget(session, visit().visit.path_hash)
        session.commit()
        return go("roster", said="expired" if request.form.get("go") == "take" else "dropped")
    try:
        _take(given)
    except Moved:
        return _preview([("seen", _("De lijst is intussen veranderd. Kijk nog een keer."))])
    except Unsure:
        return _preview([("sure", _("Zet een vinkje als deze mensen echt weg zijn."))])
    except RosterFaults:
        return _preview()
    return go("roster", said="taken")


def _take(given: Upload) -> None:
    session, work = db.session(), office()
    draft = previewed(work, visit().platform.id, given)
    choices = {group.code for group in draft.read.reader.words.groups}
    chosen: dict[str, str | None] = {}
    for word in unknown_of(draft):
        value = request.form.get(word.field, LATER)
        code = CHOOSE_THEMSELVES if value == THEMSELVES else value
        chosen[folded(word.words)] = code if value == THEMSELVES or code in choices else None
    answer = Answer(request.form.get("seen", ""), chosen, request.form.get("sure") == "yes", ACTOR)
    take_over(work, visit().platform.id, given, answer)
    forget(session, visit().visit.path_hash)
    session.commit()


@allow("admin")
def back() -> Response:
    """One step back."""
    try:
        step_back(db.session(), visit().platform.id, desk().now, ACTOR)
    except Faults:
        db.session.rollback()
        return go("roster", said="too-late")
    return go("roster", said="back")


def _make_room(endpoint: str | None, _values: object) -> None:
    # Before anything of the request is read, and read only for who may see the page.
    if endpoint == UPLOADS:
        request.max_content_length = LARGEST + AROUND


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.url_value_preprocessor(_make_room)
    pages.add_url_rule("/roster", "roster", roster)
    pages.add_url_rule("/roster", "roster_upload", upload, methods=["POST"])
    pages.add_url_rule("/roster/preview", "roster_preview", preview)
    pages.add_url_rule("/roster/preview", "roster_take", take, methods=["POST"])
    pages.add_url_rule("/roster/back", "roster_back", back, methods=["POST"])
