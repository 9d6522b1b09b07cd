"""A file between its preview and "take over": sealed, for one visit, for an hour."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from adapters.lms import LmsPerson
from lti_tool.models import RosterUpload
from lti_tool.services.roster.wrongs import RosterFaults, Wrong
from lti_tool.vault import SealBroken, Vault

STAYS = timedelta(hours=1)
# Ten thousand people with every column take one and a half.
LARGEST = 4_000_000
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """A file that is no CSV; ``code`` is empty, too_large, workbook, utf16 or no_text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Upload:
    """What was uploaded. ``found`` is whom the LMS knew by line; ``older`` tells that the
    letters were read as Windows-1252, which fits any file, rightly or not."""

    text: str
    older: bool
    found: Mapping[int, LmsPerson]


def text_of(raw: bytes) -> tuple[str, bool]:
    """The text of a file, and whether it was read as Windows-1252; raises :class:`Unreadable`."""
    if not raw.strip():
        raise Unreadable("empty")
    if len(raw) > LARGEST:
        raise Unreadable("too_large")
    if raw.startswith(WORKBOOKS):
        raise Unreadable("workbook")
    if raw.startswith(UTF16):
        raise Unreadable("utf16")
    if b"\0" in raw:
        raise Unreadable("no_text")
    try:
        return raw.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), True
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise RosterFaults("csv", [Wrong(line, "not_utf8")]) from fault


def keep(
    session: Session,
    vault: Vault,
    visit_hash: str,
    platform_id: int,
    upload: Upload,
    now: datetime,
) -> None:
    """Keep a file for a visit, in place of its earlier one; commits."""
    found = {line: [person.id, person.function_field] for line, person in upload.found.items()}
    document = {"text": upload.text, "older": upload.older, "found": found}
    forget(session, visit_hash)
    session.add(
        RosterUpload(
            platform_id=platform_id,
            visit_hash=visit_hash,
            content_sealed=vault.seal_text(json.dumps(document)),
            expires_at=now + STAYS,
        )
    )
    session.commit()


def kept(
    session: Session, vault: Vault, visit_hash: str, platform_id: int, now: datetime
) -> Upload | None:
    """The file of a visit; None when there is none, or when it has had its hour."""
    sealed = session.scalar(
        select(RosterUpload.content_sealed).where(
            RosterUpload.visit_hash == visit_hash,
            RosterUpload.platform_id == platform_id,
            RosterUpload.expires_at > now,
        )
    )
    if sealed is None:
        return None
    try:
        document = json.loads(vault.open_text(sealed))
    except SealBroken:
        return None
    found = {int(line): _person(*row) for line, row in document["found"].items()}
    return Upload(document["text"], document["older"], found)


def _person(key: str, function_field: str | None) -> LmsPerson:
    return LmsPerson(key, None, None, None, "", function_field)


def forget(session: Session, visit_hash: str) -> None:
    """Drop the file of a visit; the caller commits."""
    gone = delete(RosterUpload).where(RosterUpload.visit_hash == visit_hash)
    session.execute(gone.execution_options(synchronize_session=False))
