"""Texts that an organisation writes itself: kept, taken back, and only those that may be sent."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import OwnText
from lti_tool.services.hand import Hand
from lti_tool.services.message_blocks import Own, Words
from lti_tool.services.message_texts import standard_words
from lti_tool.services.text_rules import PAGES, WELCOME, text_names, wrongs

NOTHING = Words("", "", "")


class CannotBeSent(ValueError):
    """The text breaks a rule of ``text_rules``."""


def kept_texts(session: Session, organisation_id: int) -> dict[tuple[str, str], Words]:
    """All of an organisation's own texts as they are stored; one statement."""
    rows = session.scalars(
        select(OwnText).where(OwnText.organisation_id == organisation_id).order_by(OwnText.id)
    )
    return {(row.name, row.language): Words(row.subject, row.preview, row.body) for row in rows}


def mark_of(kept: Own, name: str) -> str:
    """The same as long as nobody changes a text; to see whether a colleague did."""
    mine = sorted(
        (language, repr(words)) for (known, language), words in kept.items() if known == name
    )
    return sha256(repr(mine).encode()).hexdigest()[:16]


def own_texts(session: Session, organisation_id: int) -> Own:
    """Those of them that break no rule, whoever stored them; the others stay standard."""
    kept = kept_texts(session, organisation_id)
    return {key: words for key, words in kept.items() if can_be_sent(key[0], words)}


def usable(welcome: Mapping[str, str | None]) -> Own:
    """The words on the welcome page by language, as they are stored, if they break no rule."""
    found = {(WELCOME, code): Words("", "", body) for code, body in welcome.items() if body}
    return {key: words for key, words in found.items() if can_be_sent(WELCOME, words)}


def can_be_sent(name: str, words: Words) -> bool:
    """Whether a text is known and breaks no rule."""
    return name in text_names() and not wrongs(name, words)


def standard(name: str, language: str) -> Words:
    """The text that everybody has; nothing for a text on a page."""
    return NOTHING if name in PAGES else standard_words(name, language)


def write_text(session: Session, hand: Hand, name: str, language: str, words: Words) -> None:
    """Keep a text; does not commit. What equals the standard is none of one's own.

    Raises :class:`CannotBeSent` for a text that breaks a rule, whoever asks.
    """
    if words == standard(name, language):
        take_back(session, hand, name, language)
        return
    if not can_be_sent(name, words):
        raise CannotBeSent(name, language)
    row = _row(session, hand.organisation_id, name, language)
    if row is None:
        row = OwnText(organisation_id=hand.organisation_id, name=name, language=language)
        session.add(row)
    elif Words(row.subject, row.preview, row.body) == words:
        return
    row.subject, row.preview, row.body = words.subject, words.preview, words.body
    row.changed_at = hand.now
    session.add(hand.line(f"text {name} in {language} changed"))


def take_back(session: Session, hand: Hand, name: str, language: str) -> None:
    """Go back to the standard text; does not commit."""
    row = _row(session, hand.organisation_id, name, language)
    if row is not None:
        session.delete(row)
        session.add(hand.line(f"text {name} in {language} is the standard again"))


def _row(session: Session, organisation_id: int, name: str, language: str) -> OwnText | None:
    return session.scalar(
        select(OwnText).where(
            OwnText.organisation_id == organisation_id,
            OwnText.name == name,
            OwnText.language == language,
        )
    )
