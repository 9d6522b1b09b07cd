"""A draft becomes a version: a colleague looks at it, or a reason is written; then it is kept."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lti_tool.models import ThemeDraft
from lti_tool.services.drafts import Draft, person_of, read_draft
from lti_tool.services.hand import Hand
from lti_tool.services.themes import add_theme
from questionnaires.draft_edits import without_translations
from questionnaires.drafting import Document, standing
from questionnaires.pack_writing import write_pack

LEAST_REASON, LONGEST_NOTE = 10, 1000


class NotReady(ValueError):
    """``codes`` say why, each of them: incomplete, own, reason, changed."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


def ask_review(session: Session, hand: Hand, number: int) -> None:
    """Let colleagues see that somebody waits for their look; commits."""
    row = read_draft(session, hand.organisation_id, number).row
    row.asked_at = hand.now
    session.add(hand.line(f"review of theme {row.pack_id} asked"))
    session.commit()


def review(session: Session, hand: Hand, number: int, revision: int, good: bool, note: str) -> None:
    """A colleague's word about the draft as they saw it; commits.

    Raises :class:`NotReady` with ``own`` for whoever changed it last, and ``changed`` when it
    was changed after they looked.
    """
    row = read_draft(session, hand.organisation_id, number).row
    person = person_of(hand)
    if row.edited_by == person:
        raise NotReady("own")
    kept = session.execute(
        update(ThemeDraft)
        .where(ThemeDraft.id == number, ThemeDraft.revision == revision)
        .values(
            reviewed_by=person,
            reviewed_revision=revision if good else 0,
            review_note=note[:LONGEST_NOTE],
            asked_at=None,
        )
        .returning(ThemeDraft.id)
    ).scalar()
    if kept is None:
        raise NotReady("changed")
    word = "found good" if good else "sent back"
    session.add(hand.line(f"draft of theme {row.pack_id} {word}"))
    session.commit()


def is_reviewed(row: ThemeDraft) -> bool:
    """Whether somebody else found the draft good as it is now."""
    return row.reviewed_revision == row.revision and row.reviewed_by != row.edited_by


def publish(
    session: Session, hand: Hand, number: int, revision: int, reason: str, translated: bool
) -> tuple[str, str]:
    """Keep the draft as a version for ever, and let it go as a draft; (theme, version). Commits.

    Without a review a reason is needed. ``translated`` False leaves translations out. Raises
    :class:`NotReady` with all that is in the way, and ``Faults`` when the version was published
    before.
    """
    draft = read_draft(session, hand.organisation_id, number)
    row = draft.row
    if row.revision != revision:
        raise NotReady("changed")
    document = to_publish(draft, translated)
    unasked = not is_reviewed(row) and len(reason) < LEAST_REASON
    in_the_way = {"incomplete": bool(standing(document).errors), "reason": unasked}
    if any(in_the_way.values()):
        raise NotReady(*(code for code, there in in_the_way.items() if there))
    text = write_pack({**document, "status": "vastgesteld"})
    add_theme(session, hand.organisation_id, text, f"{row.pack_id}.yaml", hand.now)
    gone = session.execute(
        delete(ThemeDraft)
        .where(ThemeDraft.id == number, ThemeDraft.revision == revision)
        .returning(ThemeDraft.id)
    ).scalar()
    if gone is None:
        session.rollback()
        raise NotReady("changed")
    version = str(draft.document["versie"])
    why = "reviewed" if is_reviewed(row) else f"not reviewed: {reason[:LONGEST_NOTE]}"
    session.add(hand.line(f"theme {row.pack_id} {version} published, {why}"))
    session.commit()
    return row.pack_id, version


def to_publish(draft: Draft, translated: bool) -> Document:
    """What would be published of a draft."""
    return draft.document if translated else without_translations(draft.document)
