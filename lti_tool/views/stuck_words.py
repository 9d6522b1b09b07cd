"""How much did not arrive, in one sentence; nothing is counted out that is too few to tell."""

from __future__ import annotations

from lti_tool.i18n import _
from lti_tool.services.stuck_desk import Asking


def asking_words(asks: Asking) -> str:
    """That somebody has to look, or nothing."""
    if not asks:
        return ""
    if not asks.count:
        return _("Bij enkele berichten moet iemand kijken.")
    if asks.few and asks.count == 1:
        return _("Bij meer dan 1 bericht moet iemand kijken.")
    if asks.few:
        return _("Bij meer dan %(count)s berichten moet iemand kijken.", count=asks.count)
    if asks.count == 1:
        return _("Bij 1 bericht moet iemand kijken.")
    return _("Bij %(count)s berichten moet iemand kijken.", count=asks.count)
