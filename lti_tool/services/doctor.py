"""Looks at a whole installation and says, in words, what is wrong and what to do.

One fault is one line: what follows from a fault that was named is not said again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from adapters.lms import CheckResult
from config.settings import Settings
from lti_tool import migrating
from lti_tool.models import Person, Platform, SigningKey
from lti_tool.services.doctor_address import check_address, check_tls
from lti_tool.services.doctor_lms import examine_platform
from lti_tool.services.doctor_mail import check_mail
from lti_tool.services.doctor_tools import Practice
from lti_tool.vault import SealBroken

__all__ = ["Practice", "examine"]


def examine(practice: Practice) -> Iterator[CheckResult]:
    """Every check, worst first: without a database the rest is not looked at."""
    address = check_tls(practice.settings)
    yield address
    database = _database(practice.settings)
    yield database
    if not database.ok:
        return
    yield _data_keys(practice)
    yield _erasure_journal(practice.settings)
    mail = check_mail(practice.settings)
    if mail is not None:
        yield mail
    if address.ok:
        address = check_address(practice)
        yield address
    platforms = list(practice.session.scalars(select(Platform).order_by(Platform.id)))
    practice.session.expunge_all()
    # No transaction stays open while an LMS is asked.
    practice.session.rollback()
    if not platforms:
        yield CheckResult(False, "no LMS is registered", "use `themascan platform add`")
    for platform in platforms:
        yield from examine_platform(practice, platform, ours=address.ok)


def _database(settings: Settings) -> CheckResult:
    try:
        current, newest = migrating.current(), migrating.newest()
    except SQLAlchemyError as fault:
        reason = " ".join(str(fault.__cause__ or fault).split())
        postgresql = settings.database_url.startswith("postgresql")
        there = "PostgreSQL runs and may be reached" if postgresql else "the folder is there"
        advice = f"see that {there}, and check THEMASCAN_DATABASE_URL"
        return CheckResult(False, f"database cannot be opened ({reason})", advice)
    what = f"database at version {current or 'none'} of {newest}"
    return CheckResult(current == newest, what, "run `themascan db upgrade`")


def _erasure_journal(settings: Settings) -> CheckResult:
    # Nothing is made here: an empty file would look like one in which nobody stands.
    file = settings.erasure_journal_file
    place = file if file.exists() else file.parent
    fine = not file.is_dir() and os.access(place, os.W_OK)
    advice = "without it nobody can erase anything: see THEMASCAN_ERASURE_JOURNAL"
    what = f"erasure journal {file} {'can' if fine else 'cannot'} be written"
    return CheckResult(fine, what, advice)


def _data_keys(practice: Practice) -> CheckResult:
    what = "THEMASCAN_DATA_KEYS opens what is stored"
    session, vault = practice.session, practice.vault
    wrapped = session.scalars(select(Person.wrapped_key).where(Person.wrapped_key.is_not(None)))
    tokens = select(Platform.api_token_sealed).where(Platform.api_token_sealed.is_not(None))
    signing = select(SigningKey.private_sealed).where(SigningKey.retired_at.is_(None))
    keys, texts = wrapped.all(), [*session.scalars(tokens), *session.scalars(signing)]
    # Opening ten thousand takes a second, in which others want to write.
    session.rollback()
    try:
        for key in filter(None, keys):
            vault.rewrap(key)
        for sealed in filter(None, texts):
            vault.open_text(sealed)
    except SealBroken:
        advice = "a key is missing: put the one that was used before back, after the newest"
        return CheckResult(False, what, advice)
    return CheckResult(True, what)
