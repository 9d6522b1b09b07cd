"""The connection to a mail server: encrypted where it can be, and known to whoever logs in."""

from __future__ import annotations

import smtplib
import ssl
from ipaddress import ip_address

from adapters.errors import Unavailable
from config.smtp import SmtpPlace

TIMEOUT = 30.0
SILENT = "the mail server does not answer: look at THEMASCAN_SMTP_URL and at the server"


class Unreachable(Unavailable):
    """Nothing can be sent now, to anybody."""


def connect(place: SmtpPlace, greeting: str, timeout: float = TIMEOUT) -> smtplib.SMTP:
    """A connection that may send; raises :class:`Unreachable` with what to do."""
    try:
        return _connected(place, greeting, timeout)
    except smtplib.SMTPAuthenticationError:
        reason = "the mail server refuses the user name or password in THEMASCAN_SMTP_URL"
    except ssl.SSLCertVerificationError:
        reason = (
            "the mail server's certificate is not trusted: give its real name in "
            "THEMASCAN_SMTP_URL, or add starttls=no for a server on your own network"
        )
    except (OSError, smtplib.SMTPException):
        reason = SILENT
    raise Unreachable(reason)


def _connected(place: SmtpPlace, greeting: str, timeout: float) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    line = (
        smtplib.SMTP_SSL(place.host, place.port, greeting, timeout=timeout, context=trusted)
        if place.secure
        else smtplib.SMTP(place.host, place.port, greeting, timeout=timeout)
    )
    try:
        _secured(line, place, trusted)
    except BaseException:
        line.close()
        raise
    return line


def _secured(line: smtplib.SMTP, place: SmtpPlace, trusted: ssl.SSLContext) -> None:
    line.ehlo()
    safe = place.secure
    if not safe and place.starttls and line.has_extn("starttls"):
        line.starttls(context=trusted)
        line.ehlo()
        safe = True
    if not place.user:
        return
    if not safe and place.starttls and not _is_here(place.host):
        raise Unreachable(
            "the mail server offers no STARTTLS, and a password does not go over an open line: "
            "use smtps://, or add starttls=no for a server on your own network"
        )
    line.login(place.user, place.password)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
