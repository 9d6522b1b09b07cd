"""Parts of somebody else's version into a draft of one's own."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy

from sqlalchemy.orm import Session

from lti_tool.services.drafts import begin_from, change_draft
from lti_tool.services.hand import Hand
from lti_tool.services.theme_arriving import FIXED, Arrived, rank
from lti_tool.services.theme_shelf import versions_of
from questionnaires.draft_edits import numbered, translations_in_step
from questionnaires.drafting import Document
from questionnaires.pack_taking import take_over

EMPTY: Document = {"auteurs": [], "programmas": [], "optiesets": {}, "vertalingen": {}}


def take(session: Session, hand: Hand, file: Arrived, chosen: Collection[str]) -> int:
    """The chosen entries into a draft of the theme; its number. Commits.

    A new version comes of it after the checks and the review that every draft has. Raises
    ``LookupError`` for a theme that is not here, and what changing a draft raises.
    """
    rows = versions_of(session, hand.organisation_id, file.pack_id)
    version = numbered(max([*(row.version for row in rows), file.version], key=rank))
    number = begin_from(session, hand, file.pack_id).id
    wanted = set(chosen) - set(FIXED)

    def change(document: Document) -> Document:
        kept = {key: document[key] for key in ("id", "schema", "versie", "status")}
        made = {**take_over(document, file.document, wanted), **kept}
        for key in EMPTY:
            # Pages of a draft fill these in, so they are there, also when they hold nothing.
            made.setdefault(key, deepcopy(EMPTY[key]))
        if made == document:
            return document
        return translations_in_step({**made, "versie": version})

    change_draft(session, hand, number, change)
    session.add(hand.line(f"parts of theme {file.pack_id} {file.version} taken over"))
    session.commit()
    return number
