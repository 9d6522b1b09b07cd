"""The address of the mail server, `THEMASCAN_SMTP_URL`, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465}
SUBMISSION = 587
PER_MINUTE = 60
OPTIONS = ("from", "per_minute", "starttls")
ADDRESS = re.compile(r"[^@\s,;<>\"()\[\]\\:]{1,64}@[^@\s,;<>\"()\[\]\\:]{1,190}")


@dataclass(frozen=True, slots=True)
class SmtpPlace:
    """A mail server. ``sender`` is empty where each organisation sends as its own contact.

    ``secure`` means TLS from the first byte; otherwise STARTTLS is used where it is offered,
    unless ``starttls`` says no. ``per_minute`` is how many mails are handed over at most.
    """

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    per_minute: int = PER_MINUTE
    starttls: bool = True


def is_mail_address(text: str) -> bool:
    """Whether a text is one mail address and nothing besides."""
    return bool(ADDRESS.fullmatch(text)) and text.isprintable()


def smtp_place(url: str) -> SmtpPlace:
    """Raises ``ValueError``, with what is wrong in words, never with the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is no number: write smtp://host:587") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("is no mail server: write smtp://user:password@host:587 or smtps://…")
    options = _options(parts)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    usual = SUBMISSION if user and parts.scheme == "smtp" else PORTS[parts.scheme]
    return SmtpPlace(
        host=parts.hostname,
        port=port or usual,
        secure=parts.scheme == "smtps",
        user=user,
        password=password,
        sender=_sender(options.get("from", "")),
        per_minute=_rate(options.get("per_minute", str(PER_MINUTE))),
        starttls=options.get("starttls", "yes") != "no",
    )


def _options(parts: SplitResult) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise ValueError(f"has {unknown[0]}=…: the options are {', '.join(OPTIONS)}")
    if options.get("starttls", "no") not in ("yes", "no"):
        raise ValueError("has a starttls that is neither yes nor no")
    return options


def _sender(text: str) -> str:
    if text and not is_mail_address(text):
        raise ValueError("has a from that is no mail address")
    return text


def _rate(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or not int(text):
        raise ValueError("has a per_minute that is no whole number of at least 1")
    return int(text)
