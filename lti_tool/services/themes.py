"""Theme packs of an organisation: importing a version, which never changes, and reading it."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lti_tool.models import ThemePackRow
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import find_organisation
from lti_tool.services.sealed import answers_fit
from questionnaires.model import ThemePack
from questionnaires.packs import PackInvalid, load_pack, pack_document


def pack_text(raw: bytes, source: str) -> str:
    """The text of a pack file; raises :class:`Faults` when it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise Faults(f"{source}:{line}: this is not UTF-8: save the file as UTF-8") from fault


def import_theme(
    session: Session, organisation_id: int, text: str, source: str, now: datetime
) -> str:
    """Add a pack's version; its id. Importing the same again is fine, changing it is not."""
    find_organisation(session, organisation_id)
    pack_id = add_theme(session, organisation_id, text, source, now)
    session.commit()
    return pack_id


def add_theme(session: Session, organisation_id: int, text: str, source: str, now: datetime) -> str:
    """As :func:`import_theme`, without the commit: together with what else belongs to it."""
    pack = _pack_of(text, source)
    if not answers_fit(pack):
        raise Faults(f"{source}:1: its answers do not fit: give questions and options shorter ids")
    row = ThemePackRow(
        organisation_id=organisation_id,
        pack_id=pack.id,
        version=pack.version,
        title=pack.title,
        document=pack_document(pack),
        source=text,
        imported_at=now,
    )
    if not _is_known(_newest(session, organisation_id, pack.id), row, source):
        session.add(row)
    return pack.id


def _pack_of(text: str, source: str) -> ThemePack:
    try:
        return load_pack(text, source)
    except PackInvalid as invalid:
        wrong = [str(fault) for fault in invalid.faults if fault.severity == "error"]
        raise Faults(wrong) from invalid


def _is_known(newest: ThemePackRow | None, row: ThemePackRow, source: str) -> bool:
    if newest is None:
        return False
    if newest.version == row.version and newest.document == row.document:
        return True
    if _rank(row.version) <= _rank(newest.version):
        raise Faults(
            f"{source}:1: {row.pack_id} {newest.version} was imported before and stays as it is: "
            "give this one a higher version"
        )
    return False


def newest_theme(session: Session, organisation_id: int, pack_id: str) -> ThemePackRow:
    """The newest version of a theme; raises :class:`Faults` when it was never imported."""
    row = _newest(session, organisation_id, pack_id)
    if row is None:
        raise Faults(f"organisation {organisation_id} has no theme {pack_id}: import it first")
    return row


def list_themes(session: Session, organisation_id: int) -> list[ThemePackRow]:
    """Every imported version of an organisation's themes, without their content."""
    find_organisation(session, organisation_id)
    asked = select(ThemePackRow).where(ThemePackRow.organisation_id == organisation_id)
    return list(session.scalars(asked.order_by(ThemePackRow.pack_id, ThemePackRow.id)))


def _newest(session: Session, organisation_id: int, pack_id: str) -> ThemePackRow | None:
    # Versions only go up, so the last one imported is the newest.
    return session.scalars(
        select(ThemePackRow)
        .where(
            ThemePackRow.organisation_id == organisation_id,
            ThemePackRow.pack_id == pack_id,
        )
        .order_by(ThemePackRow.id.desc())
        .limit(1)
        .options(undefer(ThemePackRow.document), undefer(ThemePackRow.source))
    ).first()


def _rank(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
