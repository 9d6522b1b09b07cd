"""The launch: a spent login, a checked token, and what it starts."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.lti.arrivals import arrival_of, check_may_enter, couple_column, identity_of
from lti_tool.lti.binding import is_foreign, is_from, is_secret
from lti_tool.lti.claims import LTI, Expected, check_origin
from lti_tool.lti.login import Login, consume
from lti_tool.lti.messages import Launch, read_launch
from lti_tool.lti.platform_keys import KeyRing
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.registrations import learn_deployment, platform_of
from lti_tool.lti.text import is_plain, is_within
from lti_tool.lti.tokens import read_token
from lti_tool.models import Platform
from lti_tool.services.courses import course_at_launch
from lti_tool.services.people import person_at_launch
from lti_tool.vault import Vault
from lti_tool.visits import Arrival, Ticket, digest, start_visit

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
    """What the browser brought: two fields, the cookie of its login, and who posted it."""

    id_token: str
    state: str
    binding: str | None
    keeps_cookies: bool
    sender: str


@dataclass(frozen=True, slots=True)
class Validated:
    """A launch that the LMS vouches for; ``bound`` when it is surely this browser's."""

    platform: Platform
    launch: Launch
    record: Login
    bound: bool
    may_ask: bool


def validate(gate: Gate, posted: Posted) -> Validated:
    """The launch of what was posted; raises ``Refusal``. Spends the login."""
    record = consume(gate.session, posted.state, gate.now)
    bound = is_secret(posted.binding, record.binding_hash)
    if not bound and posted.keeps_cookies:
        raise Refusal("other_browser")
    platform, launch = checked_message(gate, record, posted.id_token)
    addresses = (platform.issuer, platform.auth_login_url, launch.return_url)
    if not bound and is_foreign(posted.sender, *addresses):
        raise Refusal("other_browser")
    sure = is_from(posted.sender, *addresses)
    if launch.deep_link is not None:
        # A picker stays in the LMS's frame, and harms nobody under a stranger's name.
        bound, sure = bound or sure, False
    may_ask = sure or bool(launch.given_name and launch.deep_link is None)
    if not (bound or may_ask or record.storage_target):
        raise Refusal("other_browser")
    return Validated(platform, launch, record, bound, may_ask)


def checked_message(gate: Gate, record: Login, token: str) -> tuple[Platform, Launch]:
    """The platform and the launch of the token that answers a login; raises ``Refusal``."""
    signed = read_token(token)
    deployment = signed.claims.get(LTI + "deployment_id")
    if record.deployment_id not in (None, deployment):
        raise Refusal("bad_deployment")
    # The deployment only chooses whose keys must have signed; nothing else is believed yet.
    platform = platform_of(gate.session, record, deployment)
    key = gate.keys.key(gate.session, platform.jwks_url, signed.kid, gate.now)
    claims = signed.verify(key)
    check_origin(claims, Expected(record.issuer, record.client_id, str(deployment), time.time()))
    nonce = claims.get("nonce")
    if not is_plain(nonce, LONGEST_NONCE):
        raise Refusal("bad_nonce")
    if not hmac.compare_digest(digest(nonce), record.nonce_hash):
        raise Refusal("bad_nonce")
    launch = read_launch(claims)
    if not is_within(launch.target_link_uri, gate.site):
        raise Refusal("target_elsewhere")
    return platform, launch


def arrive(gate: Gate, platform: Platform, launch: Launch) -> Arrival:
    """Who comes in with a validated launch; the caller commits. Raises ``Refusal``.

    Two first launches of one person can meet; the one that comes second finds the other's
    row at its second try.
    """
    check_may_enter(launch)
    learn_deployment(gate.session, platform, launch.deployment_id)
    try:
        return _arrive(gate, platform, launch)
    except IntegrityError:
        gate.session.rollback()
        return _arrive(gate, platform, launch)


def _arrive(gate: Gate, platform: Platform, launch: Launch) -> Arrival:
    identity = identity_of(platform, launch)
    known = person_at_launch(gate.session, gate.vault, platform, identity, gate.now)
    # Mails come in the language of the LMS, until the person chooses another one here.
    known.person.language = known.person.language or launch.locale
    course = course_at_launch(
        gate.session, platform.id, launch.context_id, launch.line_items_url, launch.memberships_url
    )
    couple_column(gate.session, platform, course, launch)
    gate.session.flush()
    return arrival_of(launch, known, course)


def enter(gate: Gate, arrival: Arrival) -> Ticket:
    """Start the visit; commits."""
    ticket = start_visit(gate.session, arrival, gate.now)
    gate.session.commit()
    return ticket
