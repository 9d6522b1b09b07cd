"""What the pages of the theme editor share: finding a draft, names, minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.drafts import Draft, DraftGone, read_draft
from lti_tool.views.draft_parts import skill_names
from lti_tool.views.draft_told import Teller
from lti_tool.views.frame import visit
from questionnaires.drafting import Document, Standing
from questionnaires.timing import clock


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long the scan takes for the group that needs longest, of how long it may take."""

    words: str
    seconds: int
    limit: int

    @property
    def fits(self) -> bool:
        """Whether that is allowed."""
        return self.seconds <= self.limit


def minutes(found: Standing) -> Minutes:
    """The live estimate of a draft."""
    if found.pack is None or not found.seconds:
        return Minutes(_("Hoe lang de scan duurt, is nog niet te zeggen."), 0, 600)
    longest, limit = max(found.seconds.values()), 60 * found.pack.most_minutes
    words = _(
        "De scan duurt nu %(took)s van de %(limit)s.",
        took=clock(longest),
        limit=f"{limit // 60}:00",
    )
    return Minutes(words, round(longest), limit)


def own_draft(number: int) -> Draft:
    """A draft of the organisation of this visit, or a friendly page."""
    try:
        return read_draft(db.session(), visit().organisation.id, number)
    except DraftGone as fault:
        raise no_draft() from fault


def no_draft() -> FriendlyProblem:
    """The page for a draft that is not there (any more)."""
    return FriendlyProblem(
        "no_draft",
        _("Dit staat er niet meer"),
        _("Misschien heeft een collega het weggehaald of gepubliceerd. Ga terug naar de thema's."),
        status=404,
    )


def teller_of(document: Document, groups: Sequence[tuple[str, str]]) -> Teller:
    """Findings in words, with the names of skills and function groups."""
    return Teller({**dict(groups), **dict(skill_names(document))})
