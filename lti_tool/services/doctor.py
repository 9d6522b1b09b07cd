"""Looks at a whole installation and says, in words, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from adapters.lms import CheckResult
from config.settings import Settings
from lti_tool import migrating
from lti_tool.models import Person, Platform, SigningKey
from lti_tool.services.doctor_lms import Practice, examine_platform
from lti_tool.vault import SealBroken

__all__ = ["Practice", "examine"]


def examine(practice: Practice) -> Iterator[CheckResult]:
    """Every check, worst first: without a database the rest is not looked at."""
    yield _public_url(practice.settings)
    database = _database()
    yield database
    if not database.ok:
        return
    yield _data_keys(practice)
    platforms = list(practice.session.scalars(select(Platform).order_by(Platform.id)))
    practice.session.expunge_all()
    # No transaction stays open while an LMS is asked.
    practice.session.rollback()
    if not platforms:
        yield CheckResult(False, "no LMS is registered", "use `themascan platform add`")
    for platform in platforms:
        yield from examine_platform(practice, platform)


def _public_url(settings: Settings) -> CheckResult:
    advice = "browsers refuse our cookies without TLS: use an https address"
    return CheckResult(settings.secure, f"address {settings.public_url}", advice)


def _database() -> CheckResult:
    try:
        current, newest = migrating.current(), migrating.newest()
    except SQLAlchemyError as fault:
        reason = " ".join(str(fault.__cause__ or fault).split())
        advice = "check THEMASCAN_DATABASE_URL, and that the folder or server is there"
        return CheckResult(False, f"database cannot be opened ({reason})", advice)
    what = f"database at version {current or 'none'} of {newest}"
    return CheckResult(current == newest, what, "run `themascan db upgrade`")


def _data_keys(practice: Practice) -> CheckResult:
    what = "keys open what is stored"
    session, vault = practice.session, practice.vault
    people = select(Person.wrapped_key).where(Person.wrapped_key.is_not(None)).limit(1)
    wrapped = [session.scalar(people.order_by(order)) for order in (Person.id, Person.id.desc())]
    tokens = select(Platform.api_token_sealed).where(Platform.api_token_sealed.is_not(None))
    signing = select(SigningKey.private_sealed).where(SigningKey.retired_at.is_(None))
    try:
        for key in filter(None, wrapped):
            vault.rewrap(key)
        for sealed in filter(None, (*session.scalars(tokens), *session.scalars(signing))):
            vault.open_text(sealed)
    except SealBroken:
        advice = "put the key that was used before back in THEMASCAN_DATA_KEYS, after the newest"
        return CheckResult(False, what, advice)
    return CheckResult(True, what)
