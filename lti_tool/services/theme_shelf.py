"""The themes of an organisation as a shelf: every version, where it is used, and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lti_tool.models import Cycle, ThemePackRow
from questionnaires.pack_moodle_xml import moodle_xml
from questionnaires.packs import pack_from_document
from questionnaires.yaml_marks import read_marked


@dataclass(frozen=True, slots=True)
class Version:
    """One version, with the quarters that use it, the first one first."""

    version: str
    imported_at: datetime
    quarters: Sequence[str]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme, the newest version first; the rest is what the newest says of itself."""

    pack_id: str
    title: str
    license: str
    authors: Sequence[str]
    versions: Sequence[Version]


def themes(session: Session, organisation_id: int) -> list[Theme]:
    """Every theme that was imported or published, by title."""
    mine = ThemePackRow.organisation_id == organisation_id
    asked = select(ThemePackRow).where(mine).order_by(ThemePackRow.id.desc())
    rows: dict[str, list[ThemePackRow]] = {}
    for row in session.scalars(asked.options(undefer(ThemePackRow.document))):
        rows.setdefault(row.pack_id, []).append(row)
    used = _quarters(session, organisation_id)
    found = [_theme(versions, used) for versions in rows.values()]
    return sorted(found, key=lambda theme: (theme.title.casefold(), theme.pack_id))


def _quarters(session: Session, organisation_id: int) -> Mapping[int, Sequence[str]]:
    asked = (
        select(Cycle.theme_pack_id, Cycle.quarter)
        .where(Cycle.organisation_id == organisation_id)
        .order_by(Cycle.quarter)
    )
    found: dict[int, list[str]] = {}
    for number, quarter in session.execute(asked):
        found.setdefault(number, []).append(quarter)
    return found


def _theme(rows: Sequence[ThemePackRow], used: Mapping[int, Sequence[str]]) -> Theme:
    newest = rows[0]
    authors = newest.document.get("authors", ())
    return Theme(
        newest.pack_id,
        newest.title,
        str(newest.document.get("license", "")),
        tuple(authors),
        [Version(row.version, row.imported_at, used.get(row.id, ())) for row in rows],
    )


def versions_of(session: Session, organisation_id: int, pack_id: str) -> list[ThemePackRow]:
    """The versions of one theme with their content, the newest first."""
    asked = (
        select(ThemePackRow)
        .where(ThemePackRow.organisation_id == organisation_id, ThemePackRow.pack_id == pack_id)
        .order_by(ThemePackRow.id.desc())
        .options(undefer(ThemePackRow.source), undefer(ThemePackRow.document))
    )
    return list(session.scalars(asked))


def version_of(session: Session, organisation_id: int, pack_id: str, version: str) -> ThemePackRow:
    """One version with its content; raises ``LookupError``."""
    for row in versions_of(session, organisation_id, pack_id):
        if row.version == version:
            return row
    raise LookupError(pack_id, version)


def document_of(row: ThemePackRow) -> Mapping[Any, Any]:
    """A version as its file says it, for comparing."""
    return read_marked(row.source).document


def as_moodle(row: ThemePackRow) -> str:
    """The questions of a version as a question bank."""
    return moodle_xml(pack_from_document(row.document))
