"""Themes in the making: begun, changed by one or more hands, and thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from lti_tool.models import FunctionGroup, ThemeDraft, ThemePackRow
from lti_tool.services.function_groups import code_for
from lti_tool.services.hand import Hand
from questionnaires.draft_edits import numbered
from questionnaires.drafting import Document, new_document
from questionnaires.pack_writing import Unwritable, write_pack
from questionnaires.yaml_marks import LARGEST, read_marked

TRIES = 5
LONGEST_TITLE = 200
Change = Callable[[Document], Document]


class DraftGone(LookupError):
    """Somebody published it or threw it away."""


class TooLarge(ValueError):
    """More text than a pack file may hold, or a character that is no text."""


class Busy(RuntimeError):
    """Others change it all the time; trying again helps."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its document."""

    row: ThemeDraft
    document: Document


def drafts_of(session: Session, organisation_id: int) -> Sequence[ThemeDraft]:
    """All of them without their content, the last changed first."""
    mine = ThemeDraft.organisation_id == organisation_id
    asked = select(ThemeDraft).where(mine).order_by(ThemeDraft.changed_at.desc(), ThemeDraft.id)
    return list(session.scalars(asked))


def read_draft(session: Session, organisation_id: int, number: int) -> Draft:
    """One draft as it is now; raises :class:`DraftGone`."""
    row = session.scalars(
        select(ThemeDraft)
        .where(ThemeDraft.organisation_id == organisation_id, ThemeDraft.id == number)
        .options(undefer(ThemeDraft.source))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise DraftGone(number)
    return Draft(row, dict(read_marked(row.source).document))


def begin_new(session: Session, hand: Hand, title: str) -> ThemeDraft:
    """A theme whose questions are still to be written, for every function group; commits."""
    mine = FunctionGroup.organisation_id == hand.organisation_id
    groups = session.scalars(
        select(FunctionGroup.code).where(mine).order_by(FunctionGroup.position, FunctionGroup.id)
    )
    pack_id = code_for(title, _taken(session, hand.organisation_id))
    return _begin(session, hand, new_document(pack_id, title, list(groups)))


def begin_from(session: Session, hand: Hand, pack_id: str, title: str = "") -> ThemeDraft:
    """A next version of a theme, or with a title another theme that begins as it; commits.

    The draft that is there already when somebody began one. Raises ``LookupError`` for a theme
    that was never imported.
    """
    begun = _of_pack(session, hand.organisation_id, pack_id)
    if begun is not None and not title:
        return begun
    document = _newest(session, hand.organisation_id, pack_id)
    if title:
        own = code_for(title, _taken(session, hand.organisation_id))
        document.update(id=own, titel=title, versie="1.0.0", status="concept")
    else:
        document["versie"] = numbered(str(document["versie"]))
    return _begin(session, hand, document)


def _newest(session: Session, organisation_id: int, pack_id: str) -> Document:
    source = session.scalars(
        select(ThemePackRow.source)
        .where(ThemePackRow.organisation_id == organisation_id, ThemePackRow.pack_id == pack_id)
        .order_by(ThemePackRow.id.desc())
        .limit(1)
    ).first()
    if source is None:
        raise LookupError(pack_id)
    # Keys that may be left out in a file stand in a draft, so that a page can fill them in.
    kept: Document = {"auteurs": [], "programmas": [], "optiesets": {}, "vertalingen": {}}
    return {**kept, **read_marked(source).document}


def _of_pack(session: Session, organisation_id: int, pack_id: str) -> ThemeDraft | None:
    return session.scalars(
        select(ThemeDraft).where(
            ThemeDraft.organisation_id == organisation_id, ThemeDraft.pack_id == pack_id
        )
    ).one_or_none()


def _taken(session: Session, organisation_id: int) -> set[str]:
    packs = select(ThemePackRow.pack_id).where(ThemePackRow.organisation_id == organisation_id)
    drafts = select(ThemeDraft.pack_id).where(ThemeDraft.organisation_id == organisation_id)
    return {*session.scalars(packs), *session.scalars(drafts)}


def _begin(session: Session, hand: Hand, document: Document) -> ThemeDraft:
    row = ThemeDraft(
        organisation_id=hand.organisation_id,
        pack_id=document["id"],
        title=document["titel"],
        source=write_pack(document),
        edited_by=person_of(hand),
        changed_at=hand.now,
    )
    session.add(row)
    session.add(hand.line(f"draft of theme {row.pack_id} begun"))
    session.commit()
    return row


def person_of(hand: Hand) -> str:
    """The opaque id of whose hand it is."""
    return hand.actor.rpartition(" ")[2]


def change_draft(session: Session, hand: Hand, number: int, change: Change) -> Draft:
    """Do something to a draft as it is at this moment; commits.

    Raises :class:`DraftGone`, :class:`TooLarge`, :class:`Busy`, and what ``change`` raises.
    """
    for _time in range(TRIES):
        draft = read_draft(session, hand.organisation_id, number)
        document = change(draft.document)
        if document == draft.document:
            session.rollback()
            return draft
        if _kept(session, hand, draft.row, document):
            session.commit()
            return read_draft(session, hand.organisation_id, number)
        session.rollback()
    raise Busy(number)


def _kept(session: Session, hand: Hand, row: ThemeDraft, document: Document) -> bool:
    found = session.execute(
        update(ThemeDraft)
        .where(ThemeDraft.id == row.id, ThemeDraft.revision == row.revision)
        .values(
            source=_text(document),
            title=document["titel"][:LONGEST_TITLE],
            revision=row.revision + 1,
            edited_by=person_of(hand),
            changed_at=hand.now,
        )
        .returning(ThemeDraft.id)
    )
    return found.scalar() is not None


def _text(document: Document) -> str:
    try:
        text = write_pack(document)
    except Unwritable as fault:
        raise TooLarge(str(fault)) from fault
    if len(text) > LARGEST:
        raise TooLarge(f"{len(text)} characters")
    return text


def throw_away(session: Session, hand: Hand, number: int) -> None:
    """The draft goes; commits. Versions that were published stay. Raises :class:`DraftGone`."""
    row = read_draft(session, hand.organisation_id, number).row
    session.add(hand.line(f"draft of theme {row.pack_id} thrown away"))
    session.delete(row)
    session.commit()
