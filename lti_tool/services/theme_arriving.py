"""A theme file that somebody else wrote: kept, or beside what is here and taken over by choice.

The file of a theme that is here already goes back to the admin's browser between the comparison
and the choice: nothing of it is kept before somebody decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Change, ThemeDraft, ThemePackRow
from lti_tool.services.drafts import read_draft
from lti_tool.services.hand import Hand
from lti_tool.services.theme_shelf import document_of, versions_of
from lti_tool.services.themes import add_theme
from questionnaires.finding import Finding
from questionnaires.pack_comparing import Entry, compare_three
from questionnaires.packs import examine, load_pack, pack_document
from questionnaires.yaml_marks import Marked, read_marked

# They belong to a version, not to what is in it.
FIXED = ("thema/id", "thema/schema", "thema/versie", "thema/status")

Placed = Sequence[tuple[int, Finding]]


class NotFit(ValueError):
    """A file with faults: each with its line, counted from 1."""

    def __init__(
        self, findings: Sequence[tuple[int, Finding]], document: Mapping[Any, Any]
    ) -> None:
        super().__init__(f"{len(findings)} faults")
        self.findings, self.document = findings, document


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is right: its text, and its document."""

    text: str
    document: Mapping[Any, Any]

    @property
    def pack_id(self) -> str:
        """The theme that it is a version of."""
        return str(self.document["id"])

    @property
    def version(self) -> str:
        """Such as 1.2.0."""
        return str(self.document["versie"])


@dataclass(frozen=True, slots=True)
class Beside:
    """A file beside what is here. ``base`` is the version from which both are thought to come.

    ``can_keep`` is whether it may be kept as it is: its version is above all that are here.
    """

    arrived: Arrived
    title: str
    ours: str
    is_draft: bool
    base: str
    versions: Sequence[str]
    entries: Sequence[Entry]
    can_keep: bool


def arrived(text: str) -> Arrived:
    """A file as it was sent; raises ``Unreadable`` (of yaml_marks) and :class:`NotFit`."""
    plain = text.replace("\r\n", "\n")
    marked = read_marked(plain)
    found = [one for one in examine(marked.document, marked.lines).findings if not one.warning]
    if found:
        raise NotFit(_in_lines(found, marked), marked.document)
    return Arrived(plain, marked.document)


def _in_lines(found: Sequence[Finding], marked: Marked) -> list[tuple[int, Finding]]:
    # A fault in a set of answers is found once for each question that uses the set.
    placed = [(marked.line(one.path), one) for one in found]
    unique = [one for number, one in enumerate(placed) if one not in placed[:number]]
    return sorted(unique, key=lambda one: one[0])


def keep(session: Session, hand: Hand, file: Arrived) -> None:
    """Keep a file as a version of its theme, as it is; commits. Raises ``Faults``."""
    name = f"{file.pack_id}.yaml"
    add_theme(session, hand.organisation_id, file.text, name, hand.now)
    session.add(hand.line(f"theme {file.pack_id} {file.version} imported"))
    session.commit()


def is_here(session: Session, organisation_id: int, file: Arrived) -> bool:
    """Whether the very same version is here."""
    rows = versions_of(session, organisation_id, file.pack_id)
    content = pack_document(load_pack(file.text))
    return any(row.version == file.version and row.document == content for row in rows)


def beside(
    session: Session, organisation_id: int, file: Arrived, base: str | None = None
) -> Beside | None:
    """The file beside the draft or the newest version; None for a theme that is new here.

    ``base`` is a version to compare from, empty for none; a None is guessed.
    """
    rows = versions_of(session, organisation_id, file.pack_id)
    draft = _draft(session, organisation_id, file.pack_id)
    if not rows and draft is None:
        return None
    ours = _ours(session, organisation_id, rows, draft)
    first = _base(session, organisation_id, rows, file) if base is None else _named(rows, base)
    found = compare_three(document_of(first) if first else None, ours, file.document)
    return Beside(
        file,
        draft.title if draft else rows[0].title,
        rows[0].version if rows else "",
        draft is not None,
        first.version if first else "",
        [row.version for row in rows],
        [one for one in found if one.id not in FIXED],
        # A theme that was never published here would be in the way of its own draft.
        bool(rows) and rank(file.version) > rank(rows[0].version),
    )


def _draft(session: Session, organisation_id: int, pack_id: str) -> ThemeDraft | None:
    mine = ThemeDraft.organisation_id == organisation_id, ThemeDraft.pack_id == pack_id
    return session.scalars(select(ThemeDraft).where(*mine)).one_or_none()


def _ours(
    session: Session,
    organisation_id: int,
    rows: Sequence[ThemePackRow],
    draft: ThemeDraft | None,
) -> Mapping[Any, Any]:
    if draft is None:
        return document_of(rows[0])
    return read_draft(session, organisation_id, draft.id).document


def _named(rows: Sequence[ThemePackRow], version: str) -> ThemePackRow | None:
    return next((row for row in rows if row.version == version), None)


def _base(
    session: Session, organisation_id: int, rows: Sequence[ThemePackRow], file: Arrived
) -> ThemePackRow | None:
    """The newest version that came from elsewhere and is older than the file."""
    own = _published(session, organisation_id, file.pack_id)
    others = [row for row in rows if row.version not in own]
    older = [row for row in others if rank(row.version) < rank(file.version)]
    return older[0] if older else None


def _published(session: Session, organisation_id: int, pack_id: str) -> set[str]:
    """The versions that were written here, as the log of changes has it."""
    before = f"theme {pack_id} "
    asked = select(Change.what).where(
        Change.organisation_id == organisation_id, Change.what.startswith(before, autoescape=True)
    )
    lines = session.scalars(asked.order_by(Change.id))
    found = (re.match(r"(\S+) published, ", line.removeprefix(before)) for line in lines)
    return {match[1] for match in found if match}


def rank(version: str) -> tuple[int, ...]:
    """For comparing versions by their numbers."""
    return tuple(int(number) for number in re.findall(r"\d+", version))
