"""Whether the mail server lets this installation in; nothing is sent for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from adapters.lms import CheckResult
from adapters.mail_line import Unreachable, connect
from config.settings import Settings
from config.smtp import smtp_place

PATIENCE = 10.0


def check_mail(settings: Settings) -> CheckResult | None:
    """What the server says to who comes in; None where no mail server is set."""
    if settings.smtp_url is None:
        return None
    place = smtp_place(settings.smtp_url)
    greeting = urlsplit(settings.public_url).hostname or "localhost"
    where = f"mail server {place.host}:{place.port}"
    try:
        connect(place, greeting, PATIENCE).close()
    except Unreachable as fault:
        return CheckResult(False, f"{where} cannot be used", fault.reason)
    return CheckResult(True, f"{where} lets us in")
