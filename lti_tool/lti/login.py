"""OIDC third-party initiated login: remember what was asked, send the browser on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.lti.claims import LOGIN_LASTS
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import LONGEST_HINT, LONGEST_URL, is_plain, is_within
from lti_tool.models import Deployment, LoginRecord, Platform
from lti_tool.visits import digest


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """What the LMS sent, checked for form only."""

    issuer: str
    login_hint: str
    target_link_uri: str
    client_id: str | None
    deployment_id: str | None
    message_hint: str | None
    storage_target: str


@dataclass(frozen=True, slots=True)
class Login:
    """What was kept of a login under way; secrets as digests."""

    issuer: str
    client_id: str
    deployment_id: str | None
    nonce_hash: str
    binding_hash: str
    storage_target: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the secret that ties the answer to this browser.

    ``storage_target`` is empty unless the LMS offers to keep the secret.
    """

    location: str
    state: str
    binding: str
    storage_target: str
    issuer: str
    auth_login_url: str


def _optional(values: Mapping[str, str], name: str, longest: int) -> str | None:
    value = values.get(name) or None
    if value is not None and not is_plain(value, longest):
        raise Refusal("bad_login")
    return value


def _needed(values: Mapping[str, str], name: str, longest: int) -> str:
    value = _optional(values, name, longest)
    if value is None:
        raise Refusal("bad_login")
    return value


def read_login(values: Mapping[str, str], site: str) -> LoginRequest:
    """The request's parameters; raises ``Refusal``."""
    request = LoginRequest(
        issuer=_needed(values, "iss", 255),
        login_hint=_needed(values, "login_hint", LONGEST_HINT),
        target_link_uri=_needed(values, "target_link_uri", LONGEST_URL),
        client_id=_optional(values, "client_id", 255),
        deployment_id=_optional(values, "lti_deployment_id", 255),
        message_hint=_optional(values, "lti_message_hint", LONGEST_HINT),
        storage_target=_optional(values, "lti_storage_target", 255) or "",
    )
    if not is_within(request.target_link_uri, site):
        raise Refusal("target_elsewhere")
    return request


# Built once: on this path most of the time would go into building them.
LOGINS = cast(Table, LoginRecord.__table__)
REGISTRATIONS = (
    select(
        Platform.client_id,
        Platform.auth_login_url,
        Platform.learns_deployments,
        Deployment.deployment_id,
    )
    .outerjoin(Deployment, Deployment.platform_id == Platform.id)
    .where(Platform.issuer == bindparam("issuer"))
    .where(or_(Deployment.id.is_not(None), Platform.learns_deployments))
)
CONSUME = (
    update(LOGINS)
    .where(LOGINS.c.state_hash == bindparam("state"), LOGINS.c.consumed_at.is_(None))
    .values(consumed_at=bindparam("now"))
    .returning(*(LOGINS.c[field.name] for field in fields(Login)))
)


def find_registration(session: Session, request: LoginRequest) -> tuple[str, str]:
    """(client id, address of the LMS's login); raises ``Refusal``."""
    rows = session.execute(REGISTRATIONS, {"issuer": request.issuer}).all()
    if request.client_id is not None:
        rows = [row for row in rows if row.client_id == request.client_id]
    if not rows:
        raise Refusal("unknown_platform")
    if request.deployment_id is not None:
        named = [row for row in rows if row.deployment_id == request.deployment_id]
        rows = named or [row for row in rows if row.learns_deployments]
    if not rows:
        raise Refusal("unknown_deployment")
    ways = {(row.client_id, row.auth_login_url) for row in rows}
    if len(ways) > 1:
        raise Refusal("ambiguous_platform")
    return rows[0].client_id, rows[0].auth_login_url


def begin(session: Session, request: LoginRequest, site: str, now: datetime) -> Begun:
    """Store the login and make the address of the LMS; commits. Raises ``Refusal``."""
    client_id, auth_url = find_registration(session, request)
    state, nonce, binding = (secrets.token_urlsafe(24) for _ in range(3))
    secret = {
        "state_hash": digest(state),
        "nonce_hash": digest(nonce),
        "binding_hash": digest(binding),
    }
    session.execute(LOGINS.insert(), {**secret, **_kept(request, client_id), "created_at": now})
    session.commit()
    asked = {**_asked(request, client_id, site), "state": state, "nonce": nonce}
    return Begun(
        location=_with_query(auth_url, asked),
        state=state,
        binding=binding,
        storage_target=request.storage_target,
        issuer=request.issuer,
        auth_login_url=auth_url,
    )


def _kept(request: LoginRequest, client_id: str) -> dict[str, str | None]:
    return {
        "issuer": request.issuer,
        "client_id": client_id,
        "deployment_id": request.deployment_id,
        "target_link_uri": request.target_link_uri,
        "storage_target": request.storage_target,
    }


def _asked(request: LoginRequest, client_id: str, site: str) -> dict[str, str]:
    """The authentication request of LTI 1.3 core 5.1.1.2, without state and nonce."""
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": client_id,
        "redirect_uri": f"{site}/lti/launch",
        "login_hint": request.login_hint,
    }
    hint = request.message_hint
    return asked if hint is None else {**asked, "lti_message_hint": hint}


def _with_query(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(asked)}"


def consume(session: Session, state: str, now: datetime) -> Login:
    """The login that a state belongs to, spent by this call; raises ``Refusal``."""
    row = session.execute(CONSUME, {"state": digest(state), "now": now}).first()
    session.commit()
    if row is None or now - row.created_at > timedelta(seconds=LOGIN_LASTS):
        raise Refusal("login_over")
    return Login(*row)
