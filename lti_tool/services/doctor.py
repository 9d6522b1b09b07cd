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
from lti_tool.models import Platform
from lti_tool.services.doctor_address import check_address, check_tls
from lti_tool.services.doctor_lms import examine_platform
from lti_tool.services.doctor_mail import check_mail
from lti_tool.services.doctor_tools import Practice
from lti_tool.services.rewrapping import PASSING, key_use

__all__ = ["Practice", "examine"]


def examine(practice: Practice) -> Iterator[CheckResult]:
    """Every check, worst first: without a database the rest is not looked at."""
    address = check_tls(practice.settings)
    yield address
    database = _database(practice.settings)
    yield database
    if not database.ok:
        return
    yield from _data_keys(practice)
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


def _data_keys(practice: Practice) -> Iterator[CheckResult]:
    what = "THEMASCAN_DATA_KEYS opens what is stored"
    use = key_use(practice.session, practice.vault)
    if set(use.lost) - PASSING:
        advice = "a key is missing: put the one that was used before back, after the newest"
        yield CheckResult(False, what, advice)
        return
    yield CheckResult(True, what)
    if len(use.by_key) > 1:
        needed = f"{use.older} values need an older key until the nightly job or `key rotate`"
        free = "only the first of THEMASCAN_DATA_KEYS is needed: the others can go"
        yield CheckResult(True, needed if use.older else free)
