"""Dynamic registration: an LMS introduces itself at a one-time address.

The code in the address is the only thing that says whose LMS this becomes. It is spent by
success alone, so that an administrator whom something went wrong with can simply try again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from adapters.http import HttpDoor
from lti_tool.addresses import origin
from lti_tool.lti.openid_configuration import Configuration, NotRegistered, fetch_configuration
from lti_tool.lti.registration_request import Registered, register_at, request_document
from lti_tool.lti.text import LONGEST_HINT, is_plain, web_address
from lti_tool.models import Change, Deployment, Organisation, Platform, RegistrationCode
from lti_tool.visits import digest


@dataclass(frozen=True, slots=True)
class Introduction:
    """What the LMS puts behind the one-time address."""

    configuration_url: str
    token: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last page tells."""

    platform_id: int
    organisation: str
    family: str
    lms: str
    names_deployment: bool


def known_code(session: Session, code: str) -> RegistrationCode | None:
    """The code that somebody was given, in whatever state it is."""
    wanted = select(RegistrationCode).where(RegistrationCode.code_hash == digest(code))
    return session.scalars(wanted).first()


def check_code(code: RegistrationCode | None, now: datetime) -> RegistrationCode:
    """The code, when it still counts; raises ``NotRegistered``."""
    if code is None:
        raise NotRegistered("no_such_code")
    if code.spent_at is not None:
        raise NotRegistered("code_spent")
    if now >= code.expires_at:
        raise NotRegistered("code_over")
    return code


def check_introduction(given: Introduction) -> None:
    """Raises ``NotRegistered`` unless an LMS speaks: an address, and a token that fits a header."""
    if not given.configuration_url:
        raise NotRegistered("not_from_an_lms")
    token_is_fine = not given.token or is_plain(given.token, LONGEST_HINT)
    if not web_address(given.configuration_url) or not token_is_fine or not given.token.isascii():
        raise NotRegistered("odd_introduction")


def register(
    session: Session, door: HttpDoor, site: str, code: RegistrationCode, given: Introduction
) -> tuple[Configuration, Registered]:
    """Ask the LMS; raises ``NotRegistered``. No transaction is open while it is asked."""
    organisation = session.get_one(Organisation, code.organisation_id)
    contact = organisation.contact_email
    session.commit()
    platform = fetch_configuration(door, given.configuration_url)
    document = request_document(site, contact, platform)
    return platform, register_at(door, platform, given.token, document)


def keep(
    session: Session,
    code: RegistrationCode,
    platform: Configuration,
    got: Registered,
    now: datetime,
) -> Outcome:
    """Store the registration and spend the code, both or neither; raises ``NotRegistered``."""
    _spend(session, code, now)
    row = _platform(session, code.organisation_id, platform, got, now)
    _deployment(session, row, got.deployment_id)
    organisation = session.get_one(Organisation, code.organisation_id)
    what = f"platform {row.id} registered itself: {platform.issuer}"
    session.add(
        Change(organisation_id=organisation.id, at=now, actor="registration address", what=what)
    )
    session.commit()
    lms = origin(platform.issuer)
    return Outcome(row.id, organisation.name, platform.family, lms, bool(got.deployment_id))


def _spend(session: Session, code: RegistrationCode, now: datetime) -> None:
    spent = session.scalars(
        update(RegistrationCode)
        .where(RegistrationCode.id == code.id, RegistrationCode.spent_at.is_(None))
        .values(spent_at=now)
        .returning(RegistrationCode.id)
    ).first()
    if spent is None:
        session.rollback()
        raise NotRegistered("code_spent")


def _platform(
    session: Session, organisation_id: int, given: Configuration, got: Registered, now: datetime
) -> Platform:
    """A new row, or the one that this LMS brings up to date (Moodle: "Update")."""
    ids = {
        "organisation_id": organisation_id,
        "issuer": given.issuer,
        "client_id": got.client_id,
    }
    row = session.scalars(select(Platform).filter_by(**ids)).first()
    if row is None:
        row = Platform(**ids, api_options={}, created_at=now)
        session.add(row)
    row.auth_login_url = given.auth_login_url
    row.token_url = given.token_url
    row.jwks_url = given.jwks_url
    row.audience = given.audience
    row.learns_deployments = row.learns_deployments or not got.deployment_id
    session.flush()
    return row


def _deployment(session: Session, platform: Platform, deployment_id: str) -> None:
    if not deployment_id:
        return
    ids = {"issuer": platform.issuer, "client_id": platform.client_id}
    wanted = select(Deployment).filter_by(**ids, deployment_id=deployment_id)
    known = session.scalars(wanted).first()
    if known is not None and known.platform_id != platform.id:
        session.rollback()
        raise NotRegistered("deployment_taken")
    if known is None:
        session.add(Deployment(platform_id=platform.id, deployment_id=deployment_id, **ids))
