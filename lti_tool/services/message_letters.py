"""From a row of the outbox to a mail: who reads it, in what language, with what in it.

Names and addresses are opened here, at the moment of sending, and nowhere else for a mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from adapters.errors import Refused
from config.smtp import is_mail_address
from lti_tool.models import Cycle, Organisation, Person, ThemePackRow
from lti_tool.services.message_texts import (
    Contents,
    Written,
    languages_of_messages,
    one_line,
    phrase,
    written,
)
from lti_tool.vault import SealBroken, Vault
from questionnaires.model import ThemePack
from questionnaires.packs import estimated_minutes, pack_from_document
from questionnaires.quarters import Quarter

# Between the parts of a mail; fixed, so that two mails that say the same are the same.
BOUNDARY = "=_themascan"
# A subject that is folded begins with a space in some mail programs; 998 is the limit.
ON_THE_WIRE = SMTP.clone(max_line_length=300)
NO_SENDER = Refused(
    "no_sender", "nobody to send as: set contact_email of the organisation, or from= in SMTP_URL"
)
NO_LINK = Refused("no_scan_url", "the cycle has no scan_url, to which every mail leads")
BAD_ADDRESS = Refused("bad_address", "what the roster has is no mail address: look at the roster")


@dataclass(frozen=True, slots=True)
class Round:
    """A cycle with what messages say of it."""

    cycle: Cycle
    organisation: Organisation
    pack: ThemePack
    findings: dict[str, Sequence[str]] = field(default_factory=dict)


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
    return Round(cycle, organisation, pack_from_document(document))


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
    findings = at.findings.get(language) or (phrase("no_findings", language, {}),)
    return written(message, Contents(language, at.cycle.scan_url, fields_of(at, reader), findings))


def fields_of(at: Round, reader: Reader) -> dict[str, str]:
    """All that a text may name."""
    organisation, language = at.organisation, reader.language
    pack = at.pack.in_language(language)
    fields = {
        "first_name": reader.first_name,
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
    fields["hello"] = phrase("hello" if reader.first_name else "hello_nobody", language, fields)
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


@dataclass(frozen=True, slots=True)
class Envelope:
    """Addresses and marks of one mail; ``sent`` is the real moment."""

    sender: str
    reply_to: str
    sender_name: str
    recipient: str
    message_id: str
    sent: datetime


def envelope_to(at: Round, reader: Reader, sender: str) -> tuple[str, str]:
    """(from, reply to); raises ``Refused`` when either end of a mail has no address."""
    contact = at.organisation.contact_email
    used = sender or contact
    if not is_mail_address(used):
        raise NO_SENDER
    if not is_mail_address(reader.email):
        raise BAD_ADDRESS
    return used, contact if contact and contact != used else ""


def mail_of(words: Written, envelope: Envelope) -> bytes:
    """The mail itself: plain text, the same as HTML, and no more headers than it needs."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(envelope.sender, envelope.sender_name)
    mail["To"] = _address(envelope.recipient)
    if envelope.reply_to:
        mail["Reply-To"] = _address(envelope.reply_to)
    mail["Subject"] = one_line(words.subject)
    mail["Date"] = format_datetime(envelope.sent)
    mail["Message-ID"] = envelope.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(words.text, cte="quoted-printable")
    mail.add_alternative(words.html, subtype="html", cte="quoted-printable")
    mail.set_boundary(BOUNDARY)
    mail["Content-Language"] = words.language
    return mail.as_bytes(policy=ON_THE_WIRE)


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(one_line(name), local, wire_domain(domain))


def wire_domain(domain: str) -> str:
    """A domain as mail servers know it, whatever letters it has; raises ``Refused``."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise BAD_ADDRESS from None
