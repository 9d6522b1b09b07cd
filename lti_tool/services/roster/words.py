"""What HR calls a kind of work, and the function group that it was mapped to (once)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.models import FunctionGroup, FunctionMapping

# A file with the wrong column in this place must not fill the list of words.
MOST_WORDS = 200
CHOOSE_THEMSELVES = ""


def folded(words: str) -> str:
    """Words without regard to case and to how many spaces stand between them."""
    return " ".join(words.split()).casefold()


@dataclass(frozen=True, slots=True)
class Group:
    """A function group to choose from."""

    code: str
    name: str
    examples: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words mean here: a code, or empty for people who choose a group themselves.

    ``listed`` are folded words that an admin has seen, decided or not.
    """

    groups: tuple[Group, ...]
    meanings: Mapping[str, str]
    listed: frozenset[str]

    def knows(self, words: str) -> bool:
        """Whether somebody has decided what the words mean."""
        return folded(words) in self.meanings

    def group(self, words: str) -> str | None:
        """The code that the words stand for; None when nobody knows, or nobody decided."""
        return self.meanings.get(folded(words)) or None

    def name(self, code: str | None) -> str:
        """How people call a group."""
        return next((group.name for group in self.groups if group.code == code), code or "")


def vocabulary(session: Session, organisation_id: int) -> Vocabulary:
    """Names, codes and mapped words of an organisation; two statements."""
    rows = session.execute(
        select(FunctionGroup.code, FunctionGroup.name, FunctionGroup.examples)
        .where(FunctionGroup.organisation_id == organisation_id)
        .order_by(FunctionGroup.position, FunctionGroup.id)
    ).all()
    groups = tuple(Group(*row) for row in rows)
    mapped = session.execute(
        select(FunctionMapping.key, FunctionMapping.function_group).where(
            FunctionMapping.organisation_id == organisation_id
        )
    ).all()
    usable = {group.code for group in groups} | {CHOOSE_THEMSELVES}
    names = {folded(group.name): group.code for group in groups}
    codes = {folded(group.code): group.code for group in groups}
    meant = {key: code for key, code in mapped if code in usable}
    return Vocabulary(groups, meant | names | codes, frozenset(key for key, _ in mapped))


def take_down(
    session: Session, organisation_id: int, known: Vocabulary, words: Iterable[str], now: datetime
) -> None:
    """Put words on the admin's list that are not there yet; at most ``MOST_WORDS``.

    The caller commits.
    """
    new = {folded(word): word for word in words if folded(word) not in known.listed}
    rows = [
        {
            "organisation_id": organisation_id,
            "key": key[:255],
            "words": word,
            "function_group": None,
            "seen_at": now,
        }
        for key, word in sorted(new.items())[:MOST_WORDS]
        if key
    ]
    if rows:
        session.execute(insert(FunctionMapping), rows)


def decide(session: Session, organisation_id: int, chosen: Mapping[str, str | None]) -> None:
    """Store what listed words mean, by folded words; None for not yet. The caller commits."""
    listed = session.execute(
        select(FunctionMapping.key, FunctionMapping.id).where(
            FunctionMapping.organisation_id == organisation_id
        )
    )
    ids = {row.key: row.id for row in listed}
    rows = [{"id": ids[key], "function_group": code} for key, code in chosen.items() if key in ids]
    if rows:
        session.execute(update(FunctionMapping), rows)


def forget_words(session: Session, organisation_id: int, numbers: Iterable[int]) -> None:
    """Take words off the list; the caller commits."""
    session.execute(
        delete(FunctionMapping)
        .where(
            FunctionMapping.organisation_id == organisation_id,
            FunctionMapping.id.in_(list(numbers)),
        )
        .execution_options(synchronize_session=False)
    )
