"""What a message says to one reader: who that is, in what language, with what filled in.

Names and addresses are opened here, at the moment of sending, and nowhere else for a mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from adapters.errors import Refused
from lti_tool.models import Cycle, Organisation, Person, ThemePackRow
from lti_tool.services.appearance import colour_of
from lti_tool.services.feedback_text import findings, lessons
from lti_tool.services.lessons import lesson_before, lesson_of
from lti_tool.services.message_blocks import Own
from lti_tool.services.message_texts import (
    Contents,
    Written,
    languages_of_messages,
    phrase,
    written,
)
from lti_tool.services.own_texts import own_texts
from lti_tool.services.report_words import Names
from lti_tool.services.reports import published
from lti_tool.vault import SealBroken, Vault
from questionnaires.model import ThemePack
from questionnaires.packs import estimated_minutes, pack_from_document
from questionnaires.quarters import Quarter

ANNOUNCEMENT = "announce"
NO_LINK = Refused("no_scan_url", "the cycle has no scan_url, to which every mail leads")


@dataclass(frozen=True, slots=True)
class Round:
    """A cycle with what messages say of it, by language; ``shared`` fills itself.

    ``findings`` are sentences of what was published, ``lessons`` what was learned before;
    ``own`` are the organisation's own texts.
    """

    cycle: Cycle
    organisation: Organisation
    pack: ThemePack
    findings: dict[str, Sequence[str]] = field(default_factory=dict)
    lessons: dict[str, Sequence[str]] = field(default_factory=dict)
    shared: dict[str, dict[str, str]] = field(default_factory=dict)
    own: Own = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a message: ``first_name`` may be empty."""

    first_name: str
    email: str
    language: str


def round_of(session: Session, cycle_id: int) -> Round:
    """A cycle as messages know it, from its frozen pack or, before it opens, the theme's."""
    cycle = session.get_one(Cycle, cycle_id, options=[undefer(Cycle.document)])
    document = cycle.document or session.scalar(
        select(ThemePackRow.document).where(ThemePackRow.id == cycle.theme_pack_id)
    )
    if document is None:
        raise LookupError(f"cycle {cycle_id} has no theme")
    organisation = session.get_one(Organisation, cycle.organisation_id)
    own = own_texts(session, organisation.id)
    at = Round(cycle, organisation, pack_from_document(document), own=own)
    _add_findings(session, at)
    return at


def _add_findings(session: Session, at: Round) -> None:
    found, mine = published(session, at.cycle.id), lesson_of(session, at.cycle.id)
    before = lesson_before(session, at.cycle)
    for language in languages_of_messages():
        with force_locale(language):
            if found is not None:
                names = Names(at.organisation.name, at.pack.in_language(language), found.titles, {})
                told = [*findings(found, names), *lessons(mine.learned, mine.change)]
                at.findings[language] = told
            if before is not None:
                at.lessons[language] = lessons(before.learned, before.change)


def reader_of(vault: Vault, person: Person, organisation: Organisation) -> Reader:
    """Somebody as a reader; raises ``Refused`` when what is stored does not open."""
    try:
        first_name, email = (
            vault.open_text(sealed) if sealed else ""
            for sealed in (person.first_name_sealed, person.email_sealed)
        )
    except SealBroken:
        raise Refused("sealed", "the address was sealed with a key that is gone") from None
    return Reader(first_name, email, _spoken(person.language or organisation.language))


def contact_of(organisation: Organisation) -> Reader:
    """The organisation's own contact as a reader."""
    return Reader("", organisation.contact_email, _spoken(organisation.language))


def _spoken(language: str) -> str:
    known = languages_of_messages()
    return language if language in known else known[0]


def message_to(message: str, at: Round, reader: Reader) -> Written:
    """The words of a message; raises ``Refused`` when there is nowhere to lead to."""
    if not at.cycle.scan_url:
        raise NO_LINK
    language = reader.language
    told = at.lessons.get(language, ())
    if message != ANNOUNCEMENT:
        told = at.findings.get(language) or (phrase("no_findings", language, {}),)
    return written(message, contents_of(at, language, fields_of(at, reader), told))


def contents_of(
    at: Round, language: str, fields: Mapping[str, str], told: Sequence[str] = ()
) -> Contents:
    """What a message of this round is filled with, in the organisation's words and colour."""
    colour = colour_of(at.organisation)
    return Contents(language, at.cycle.scan_url, fields, told, at.own, colour)


def fields_of(at: Round, reader: Reader) -> dict[str, str]:
    """All that a text may name."""
    language = reader.language
    if language not in at.shared:
        at.shared[language] = _shared_fields(at, language)
    fields = {**at.shared[language], "first_name": reader.first_name}
    fields["hello"] = phrase("hello" if reader.first_name else "hello_nobody", language, fields)
    return fields


def _shared_fields(at: Round, language: str) -> dict[str, str]:
    """What is the same for everybody who reads in a language."""
    organisation, pack = at.organisation, at.pack.in_language(language)
    fields = {
        "organisation": organisation.name,
        "theme": pack.title,
        "minutes": str(estimated_minutes(pack)),
        "quarter": _quarter(Quarter.parse(at.cycle.quarter).begins, language),
        "opens": _day(at.cycle.opens, language),
        "closes": _day(at.cycle.closes, language),
        "contact_name": organisation.contact_name,
        "contact_email": organisation.contact_email,
        "contact_phone": organisation.contact_phone,
    }
    reach = "by_phone" if organisation.contact_phone else "by_mail"
    reach = reach if organisation.contact_phone or organisation.contact_email else "by_nobody"
    fields["reach_us"] = phrase(reach, language, fields)
    signed = phrase("signed", language, fields) if organisation.contact_name else ""
    fields["signed"] = signed or organisation.name
    return fields


def _day(day: date, language: str) -> str:
    return str(format_date(day, "EEEE d MMMM", locale=language))


def _quarter(day: date, language: str) -> str:
    return str(format_date(day, "QQQQ y", locale=language))
