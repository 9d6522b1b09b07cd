"""A theme file of somebody else: checked, kept, or taken over part by part."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import theme_arriving as service
from lti_tool.services.drafts import Busy, TooLarge
from lti_tool.services.faults import Faults
from lti_tool.services.theme_merging import take
from lti_tool.services.themes import pack_text
from lti_tool.views.admin_platforms import hand
from lti_tool.views.draft_sheets import own_groups
from lti_tool.views.frame import go, page_info, show, visit
from lti_tool.views.theme_entries import sections, titles
from lti_tool.views.theme_faults import fault_words, unreadable_words
from lti_tool.views.theme_shelf import no_theme, shelf_page
from questionnaires.yaml_marks import LARGEST, Unreadable

UPLOADS = ("visit.theme_upload", "visit.theme_choose")
# A character takes at most four bytes; the rest is what surrounds the file in a request.
ROOM = 4 * LARGEST + 64 * 1024


@allow("admin")
def theme_upload() -> str | Response:
    """A file: kept when its theme is new here, else beside what is here."""
    file = request.files.get("file")
    raw = file.stream.read(ROOM) if file else b""
    if not raw:
        return shelf_page([("file", _("Kies een bestand met een thema."))])
    try:
        text = pack_text(raw, "")
    except Faults:
        return shelf_page([("file", _("Dit bestand is geen tekst in UTF-8. Bewaar het zo."))])
    return _received(text)


def _received(text: str) -> str | Response:
    try:
        file = service.arrived(text)
    except Unreadable as fault:
        return shelf_page(_not_kept(), [(fault.line, unreadable_words(fault.message))])
    except service.NotFit as fault:
        told = [(line, fault_words(one, fault.document)) for line, one in fault.findings]
        return shelf_page(_not_kept(), told)
    session, organisation = db.session(), visit().organisation.id
    if service.is_here(session, organisation, file):
        return go("themes", said="known")
    found = service.beside(session, organisation, file, request.form.get("base"))
    return _kept(file) if found is None else _choices(found)


def _not_kept() -> list[tuple[str, str]]:
    return [("file", _("Er is nog niets bewaard. Verbeter het bestand en stuur het opnieuw."))]


def _kept(file: service.Arrived) -> str | Response:
    try:
        service.keep(db.session(), hand(), file)
    except Faults:
        db.session.rollback()
        words = _("Dit kan niet worden bewaard. Een hogere versie is er al, of ids zijn te lang.")
        return shelf_page([("file", words)])
    return go("themes", said="kept")


def _choices(found: service.Beside, errors: list[tuple[str, str]] | None = None) -> str:
    titled = {**titles(found.arrived.document), **dict(own_groups())}
    language = str(found.arrived.document["taal"])
    sides = {
        side: sections([one for one in found.entries if one.side == side], titled, language)
        for side in ("theirs", "choose", "ours")
    }
    return show(
        "theme_shelf_incoming.html",
        page_info("theme-incoming", _("Wat neem je over?"), "admin", errors or (), language),
        found=found,
        sides=sides,
        same=sum(one.side == "same" for one in found.entries),
        chosen=_ticked(found),
    )


def _ticked(found: service.Beside) -> set[str]:
    """What was ticked; at first what only they changed, since nothing of ours gets lost by it."""
    if request.form.get("go") == "take":
        return set(request.form.getlist("chosen"))
    return {one.id for one in found.entries if one.side == "theirs"}


@allow("admin")
def theme_choose() -> str | Response:
    """Take over what was chosen, keep the file as it is, or compare from another version."""
    text, wish = request.form.get("source", ""), request.form.get("go", "")
    try:
        file = service.arrived(text)
    except (Unreadable, service.NotFit):
        return _received(text)
    if wish == "keep":
        return _kept(file)
    return _taken(file) if wish == "take" else _received(text)


def _taken(file: service.Arrived) -> str | Response:
    chosen = request.form.getlist("chosen")
    session, organisation = db.session(), visit().organisation.id
    found = service.beside(session, organisation, file, request.form.get("base"))
    if found is None:
        raise no_theme()
    if not {one.id for one in found.entries} & set(chosen):
        return _choices(found, [("chosen", _("Vink aan wat je wilt overnemen."))])
    try:
        number = take(session, hand(), file, chosen)
    except (TooLarge, Busy):
        session.rollback()
        return _choices(found, [("chosen", _("Dit lukte niet. Neem eerst minder over."))])
    return go("theme_draft", number=number, said="taken")


def _make_room(endpoint: str | None, _values: object) -> None:
    # Before anything of the request is read, and read only for who may see the page.
    if endpoint in UPLOADS:
        request.max_content_length = ROOM
        request.max_form_memory_size = ROOM


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.url_value_preprocessor(_make_room)
    pages.add_url_rule("/themes", "theme_upload", theme_upload, methods=["POST"])
    pages.add_url_rule("/themes/choose", "theme_choose", theme_choose, methods=["POST"])
