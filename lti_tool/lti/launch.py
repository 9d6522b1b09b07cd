"""The launch: a spent login, a checked token, and what it starts."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.lti.binding import is_bound
from lti_tool.lti.claims import LTI, Expected, check_origin
from lti_tool.lti.login import consume
from lti_tool.lti.messages import Launch, read_launch
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.registrations import learn_deployment, platform_of
from lti_tool.lti.roles import tool_roles
from lti_tool.lti.text import is_plain, is_within
from lti_tool.lti.tokens import peek, verified_claims
from lti_tool.models import LoginRecord, Platform
from lti_tool.services.courses import course_at_launch
from lti_tool.services.people import Identity, person_at_launch
from lti_tool.vault import Vault
from lti_tool.visits import Arrival, Ticket, digest, start_visit

MOODLE = "moodle"
LONGEST_NONCE = 100


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


def validate(gate: Gate, posted: Posted) -> tuple[Platform, Launch]:
    """The platform and the launch of what was posted; raises ``Refusal``. Spends the login."""
    record = consume(gate.session, posted.state, gate.now)
    if not is_bound(record, posted.binding):
        raise Refusal("other_browser")
    return checked_message(gate, record, posted.id_token)


def checked_message(gate: Gate, record: LoginRecord, token: str) -> tuple[Platform, Launch]:
    """The platform and the launch of the token that answers a login; raises ``Refusal``."""
    unverified = peek(token, LTI + "deployment_id")
    if record.deployment_id not in (None, unverified.deployment_id):
        raise Refusal("bad_deployment")
    # The deployment only chooses whose keys must have signed; nothing else is believed yet.
    platform = platform_of(gate.session, record, unverified.deployment_id)
    key = gate.keys.key(gate.session, platform.jwks_url, unverified.kid, gate.now)
    claims = verified_claims(token, key)
    deployment = str(unverified.deployment_id)
    check_origin(claims, Expected(record.issuer, record.client_id, deployment, time.time()))
    nonce = claims.get("nonce")
    if not is_plain(nonce, LONGEST_NONCE):
        raise Refusal("bad_nonce")
    if not hmac.compare_digest(digest(nonce), record.nonce_hash):
        raise Refusal("bad_nonce")
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
    learn_deployment(gate.session, platform, launch.deployment_id)
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
        page=launch.wish.page,
        locale=launch.locale,
        return_url=launch.return_url,
    )
    ticket = start_visit(gate.session, arrival, gate.now)
    gate.session.commit()
    return ticket
