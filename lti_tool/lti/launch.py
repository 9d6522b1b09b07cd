"""The launch: a spent login, a checked token, and what it starts."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.lti.claims import LTI, Expected, Launch, check_message, check_origin, read_launch
from lti_tool.lti.login import consume
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.roles import tool_roles
from lti_tool.lti.text import LONGEST_ID, is_plain, is_within
from lti_tool.lti.tokens import peek, verified_claims
from lti_tool.models import Deployment, LoginRecord, Platform
from lti_tool.services.courses import course_at_launch
from lti_tool.services.people import Identity, person_at_launch
from lti_tool.vault import Vault
from lti_tool.visits import Arrival, Ticket, digest, start_visit

MOODLE = "moodle"


@dataclass(frozen=True, slots=True)
class Gate:
    """What is needed to let somebody in."""

    session: Session
    vault: Vault
    keys: KeyRing
    site: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """What the browser brought: the two fields and the cookie of its login."""

    id_token: str
    state: str
    binding: str | None


def _check_browser(record: LoginRecord, binding: str | None) -> None:
    given = digest(binding) if binding else ""
    if not hmac.compare_digest(given, record.binding_hash):
        raise Refusal("other_browser")


def _platform(session: Session, record: LoginRecord, deployment_id: object) -> Platform:
    if not is_plain(deployment_id, LONGEST_ID):
        raise Refusal("bad_claims")
    platform = session.scalars(
        select(Platform)
        .join(Deployment, Deployment.platform_id == Platform.id)
        .where(
            Deployment.issuer == record.issuer,
            Deployment.client_id == record.client_id,
            Deployment.deployment_id == deployment_id,
        )
    ).first()
    session.commit()  # ends the reading; a rollback would forget the rows
    if platform is None:
        raise Refusal("unknown_deployment")
    return platform


def validate(gate: Gate, posted: Posted) -> tuple[Platform, Launch]:
    """The platform and the launch of what was posted; raises ``Refusal``. Spends the login."""
    record = consume(gate.session, posted.state, gate.now)
    _check_browser(record, posted.binding)
    unverified = peek(posted.id_token, LTI + "deployment_id")
    # The deployment only chooses whose keys must have signed; nothing else is believed yet.
    platform = _platform(gate.session, record, unverified.deployment_id)
    key = gate.keys.key(gate.session, platform.jwks_url, unverified.kid, gate.now)
    claims = verified_claims(posted.id_token, key)
    expected = Expected(record.issuer, record.client_id, record.deployment_id, time.time())
    check_origin(claims, expected)
    if not hmac.compare_digest(digest(str(claims.get("nonce"))), record.nonce_hash):
        raise Refusal("bad_nonce")
    check_message(claims)
    launch = read_launch(claims)
    if not is_within(launch.target_link_uri, gate.site):
        raise Refusal("target_elsewhere")
    return platform, launch


def _identity(platform: Platform, launch: Launch) -> Identity:
    moodle = MOODLE in (platform.api_adapter, launch.family)
    claimed = {
        "lms_user_id": launch.sub if moodle else "",
        "idnumber": launch.idnumber,
        "username": launch.username,
        "email": launch.email,
    }
    pending = tuple((kind, value) for kind, value in claimed.items() if value)
    return Identity(launch.sub, claimed["lms_user_id"] or None, pending)


def enter(gate: Gate, platform: Platform, launch: Launch) -> Ticket:
    """Start the visit of a validated launch; commits.

    Two first launches of one person can meet; the one that comes second finds the other's
    row at its second try.
    """
    try:
        return _enter(gate, platform, launch)
    except IntegrityError:
        gate.session.rollback()
        return _enter(gate, platform, launch)


def _enter(gate: Gate, platform: Platform, launch: Launch) -> Ticket:
    identity = _identity(platform, launch)
    known = person_at_launch(gate.session, gate.vault, platform, identity, gate.now)
    course = course_at_launch(
        gate.session, platform.id, launch.context_id, launch.line_items_url, launch.memberships_url
    )
    arrival = Arrival(
        person_id=known.person.id,
        roles=tool_roles(launch.roles, known.coordinator, known.manager),
        course_context_id=course.id if course else None,
        page=launch.page[:100],
        locale=launch.locale,
        return_url=launch.return_url,
    )
    ticket = start_visit(gate.session, arrival, gate.now)
    gate.session.commit()
    return ticket
