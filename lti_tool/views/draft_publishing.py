"""A draft becomes a version, or the page says all that is in the way."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import draft_publishing as service
from lti_tool.services.drafts import DraftGone
from lti_tool.services.faults import Faults
from lti_tool.views.admin_platforms import hand
from lti_tool.views.draft_fields import plain
from lti_tool.views.draft_models import no_draft, own_draft
from lti_tool.views.draft_outline import Outline, outline
from lti_tool.views.draft_sheets import own_groups
from lti_tool.views.drafts import draft_page
from lti_tool.views.frame import go
from questionnaires.drafting import standing


@allow("admin")
def publish_draft(number: int) -> str | Response:
    """Make a version of it, which never changes."""
    revision = request.form.get("revision", "")
    seen = int(revision) if revision.isdecimal() else 0
    reason = plain(request.form.get("reason", ""))
    translated = not request.form.get("without")
    try:
        service.publish(db.session(), hand(), number, seen, reason, translated)
    except DraftGone as fault:
        raise no_draft() from fault
    except service.NotReady as fault:
        return _not_ready(number, fault.codes, translated)
    except Faults:
        db.session.rollback()
        fault_words = _("Dit kan niet worden gepubliceerd. Misschien bestaat deze versie al.")
        return draft_page(number, [("publish", fault_words)])
    return go("theme_drafts", said="published")


def _not_ready(number: int, codes: tuple[str, ...], translated: bool) -> str:
    document = service.to_publish(own_draft(number), translated)
    found = outline(document, standing(document), own_groups())
    table = {
        "incomplete": ("unfinished", _lacking(found)),
        "reason": (
            "reason",
            _("Schrijf in een zin waarom niemand meekijkt, of vraag een collega."),
        ),
        "changed": ("publish", _("Het thema is net veranderd. Lees het nog eens na.")),
    }
    parts = found.unfinished if "incomplete" in codes else []
    return draft_page(number, [table[code] for code in codes], parts)


def _lacking(found: Outline) -> str:
    lacks, wrong = found.lacks, found.wrong
    told = [
        lacks and ngettext("Er mist nog %(num)s tekst.", "Er missen nog %(num)s teksten.", lacks),
        wrong
        and ngettext(
            "%(num)s punt vraagt nog aandacht.", "%(num)s punten vragen nog aandacht.", wrong
        ),
    ]
    return " ".join(words for words in told if words)


def register(pages: Blueprint) -> None:
    """Add the route of this module."""
    path = "/themes/drafts/<int:number>/publish"
    pages.add_url_rule(path, "publish_draft", publish_draft, methods=["POST"])
