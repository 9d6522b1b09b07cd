"""A message as a mail: addresses, the headers it needs, the text, and the same as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from adapters.errors import Refused
from config.smtp import is_mail_address
from lti_tool.services.message_letters import Reader, Round
from lti_tool.services.message_texts import Written, one_line

# Between the parts of a mail; fixed, so that two mails that say the same are the same.
BOUNDARY = "=_themascan"
# A subject that is folded begins with a space in some mail programs; 998 is the limit.
ON_THE_WIRE = SMTP.clone(max_line_length=300)
NO_SENDER = Refused(
    "no_sender", "nobody to send as: set contact_email of the organisation, or from= in SMTP_URL"
)
BAD_ADDRESS = Refused("bad_address", "what the roster has is no mail address: look at the roster")


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


def mail_of(words: Written, envelope: Envelope, calendar: bytes = b"") -> bytes:
    """The mail itself: plain text, the same as HTML, and no more headers than it needs.

    ``calendar`` is an appointment in iCalendar that comes along.
    """
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
    if calendar:
        _attach(mail, calendar)
    mail["Content-Language"] = words.language
    return mail.as_bytes(policy=ON_THE_WIRE)


def _attach(mail: EmailMessage, calendar: bytes) -> None:
    mail.add_attachment(calendar.decode(), subtype="calendar", filename="afspraak.ics")
    mail.set_boundary(f"{BOUNDARY}_with")


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(one_line(name), local, wire_domain(domain))


def wire_domain(domain: str) -> str:
    """A domain as mail servers know it, whatever letters it has; raises ``Refused``."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        raise BAD_ADDRESS from None
