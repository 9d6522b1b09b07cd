"""Texts in the organisation's own words: a list by moment, and a page for each of them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import db
from lti_tool.services import own_texts as service
from lti_tool.services.message_blocks import Words
from lti_tool.services.message_letters import Round
from lti_tool.services.message_overview import example_round, running_round
from lti_tool.services.message_texts import languages_of_messages
from lti_tool.services.text_preview import examples, page_text
from lti_tool.services.text_rules import PAGES, text_names, tidy
from lti_tool.views.admin_platforms import hand
from lti_tool.views.frame import go, page_info, show, visit
from lti_tool.views.messages import sender_address
from lti_tool.views.text_models import (
    Typed,
    errors_of,
    faults_of,
    fields_of_text,
    parts_of,
    side_of,
)
from lti_tool.views.text_words import moments, name_and_moment


def _known(name: str) -> None:
    if name not in text_names():
        abort(404)


@allow("admin")
def texts() -> str:
    """Every text, with the languages in which it is the organisation's own."""
    kept = service.kept_texts(db.session(), visit().organisation.id)
    sendable = {key: service.can_be_sent(key[0], words) for key, words in kept.items()}
    groups = [
        (
            title,
            [(name, *name_and_moment(name, language()), _states(name, sendable)) for name in names],
        )
        for title, names in moments()
    ]
    return show("texts.html", page_info("texts", _("Teksten"), role="admin"), groups=groups)


def _states(name: str, sendable: Mapping[tuple[str, str], bool]) -> list[str]:
    found = [sendable.get((name, code)) for code in languages_of_messages()]
    otherwise = "none" if name in PAGES else "standard"
    return [otherwise if ok is None else ("own" if ok else "wrong") for ok in found]


def _typed(name: str) -> Typed:
    def part(field: str, code: str) -> str:
        if field not in parts_of(name):
            return ""
        return tidy(request.form.get(f"{field}-{code}", "")[:20000], one_line=field != "body")

    return {
        code: Words(part("subject", code), part("preview", code), part("body", code))
        for code in languages_of_messages()
    }


def _page(name: str, typed: Typed, said: str = "") -> str:
    session, organisation = db.session(), visit().organisation
    kept = service.kept_texts(session, organisation.id)
    faults = faults_of(name, typed)
    title, when = name_and_moment(name, language())
    at = example_round(session, organisation, running_round(session, organisation.id))
    return show(
        "text.html",
        page_info("text", title, role="admin", errors=errors_of(faults)),
        when=when,
        name=name,
        on_page=name in PAGES,
        said=said,
        seen=service.mark_of(kept, name),
        sides=[side_of(name, code, typed[code], faults, (name, code) in kept) for code in typed],
        fields=fields_of_text(name, at),
        **({} if faults else _preview(name, typed, at)),
        sender=organisation.name,
        address=sender_address(),
    )


def _preview(name: str, typed: Typed, at: Round) -> dict[str, object]:
    own = {(name, code): words for code, words in typed.items() if words.body}
    if name in PAGES:
        found = [page_text(at, {key: words}, key[1]) for key, words in own.items()]
        return {"shown": found}
    return {"mails": examples(at, name, own)}


@allow("admin")
def text(text_name: str) -> str:
    """One text as it is now, in both languages."""
    _known(text_name)
    kept = service.kept_texts(db.session(), visit().organisation.id)
    now = {
        code: kept.get((text_name, code)) or service.standard(text_name, code)
        for code in languages_of_messages()
    }
    return _page(text_name, now, said=request.args.get("said", "")[:10])


@allow("admin")
def change_text(text_name: str) -> str | Response:
    """Look at a text, keep it, or go back to the standard one in a language."""
    _known(text_name)
    session, wish = db.session(), request.form.get("go", "")
    for code in languages_of_messages():
        if wish == f"reset-{code}":
            service.take_back(session, hand(), text_name, code)
            session.commit()
            return go("text", text_name=text_name, said="reset")
    typed = _typed(text_name)
    if wish == "look" or faults_of(text_name, typed):
        return _page(text_name, typed, said="look")
    if not _keep(text_name, typed):
        return _page(text_name, typed, said="moved")
    return go("text", text_name=text_name, said="kept")


def _keep(name: str, typed: Typed) -> bool:
    """Keep what was typed; False when a colleague changed the text since it was shown."""
    session = db.session()
    kept = service.kept_texts(session, visit().organisation.id)
    if request.form.get("seen", "") != service.mark_of(kept, name):
        return False
    try:
        for code, words in typed.items():
            service.write_text(session, hand(), name, code, words)
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return True


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/texts", "texts", texts)
    pages.add_url_rule("/texts/<text_name>", "text", text)
    pages.add_url_rule("/texts/<text_name>", "change_text", change_text, methods=["POST"])
