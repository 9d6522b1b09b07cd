"""The token endpoint: a tool proves with its key who it is, and gets a token for services."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import jwt
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from lti_tool.practice.lti_tables import AccessToken, Spent, Tool
from lti_tool.practice.site import Site

TOKEN_LASTS = 3600
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class ServiceError(Exception):
    """An answer with a status and, as Moodle has it, the text in the reason phrase."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status, self.reason = status, reason


def tool_claims(site: Site, tool: Tool, token: str, audience: str) -> dict[str, Any]:
    """The claims of what a tool has signed; raises ``ServiceError`` (400). No clock leeway."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        if not kid:
            raise ServiceError(400, "kid must be provided in JWT header.")
        key = _tool_key(site, tool, str(kid))
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=audience,
            issuer=tool.client_id,
            options={"require": ["exp", "iat", "iss", "aud"]},
        )
    except jwt.PyJWTError as fault:
        raise ServiceError(400, str(fault)) from fault
    return claims


def _tool_key(site: Site, tool: Tool, kid: str) -> jwt.PyJWK:
    try:
        answer = site.door.request("GET", tool.keys_url)
        keys = json.loads(answer.body)["keys"] if answer.status == 200 else []
    except (Unavailable, Refused, ValueError, KeyError, TypeError) as fault:
        raise ServiceError(404, "the keys of the tool cannot be read") from fault
    found = [entry for entry in keys if entry.get("kid") == kid]
    if not found:
        raise ServiceError(400, f'"kid" invalid, unable to lookup correct key: {kid}'[:120])
    return jwt.PyJWK(found[0], algorithm="RS256")


def issue(site: Site, session: Session, form: Mapping[str, str]) -> tuple[Tool, dict[str, Any]]:
    """A token for the scopes that the tool may have; the caller commits."""
    if form.get("grant_type") != "client_credentials":
        raise ServiceError(400, "unsupported_grant_type")
    if form.get("client_assertion_type") != ASSERTION:
        raise ServiceError(400, "invalid_request")
    assertion = form.get("client_assertion", "")
    tool = _tool(session, assertion)
    claims = tool_claims(site, tool, assertion, f"{site.url}/mod/lti/token.php")
    if claims.get("sub") != tool.client_id:
        raise ServiceError(400, "invalid_client")
    used = ServiceError(400, "this assertion was used before")
    spend(session, "assertion", str(claims.get("jti", "")), used)
    scopes = [scope for scope in form.get("scope", "").split() if scope in tool.scopes]
    if not scopes:
        raise ServiceError(400, "invalid_scope")
    return tool, {
        "access_token": _new_token(site, session, tool, scopes),
        "token_type": "Bearer",
        "expires_in": TOKEN_LASTS,
        "scope": " ".join(scopes),
    }


def _new_token(site: Site, session: Session, tool: Tool, scopes: list[str]) -> str:
    token, now = secrets.token_hex(16), site.clock()
    session.execute(delete(AccessToken).where(AccessToken.expires_at < now))
    expires = now + timedelta(seconds=TOKEN_LASTS)
    session.add(AccessToken(token=token, tool_id=tool.id, scopes=scopes, expires_at=expires))
    return token


def _tool(session: Session, assertion: str) -> Tool:
    try:
        unverified = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError as fault:
        raise ServiceError(400, "invalid_request") from fault
    tool = session.scalars(
        select(Tool).where(Tool.client_id == str(unverified.get("iss", "")))
    ).first()
    if tool is None:
        raise ServiceError(400, "invalid_client")
    return tool


def spend(session: Session, kind: str, value: str, again: ServiceError) -> None:
    """Use an id once; raises ``again`` the second time, and for an empty one."""
    try:
        with session.begin_nested():
            session.add(Spent(kind=kind, value=value))
    except IntegrityError as fault:
        raise again from fault


def bearer(site: Site, session: Session, header: str, scopes: Collection[str]) -> Tool:
    """The tool whose token has one of the scopes; raises ``ServiceError`` (401)."""
    row = session.get(AccessToken, header.removeprefix("Bearer ").strip())
    if row is None or row.expires_at <= site.clock():
        raise ServiceError(401, "Unauthorized")
    if not set(scopes) & set(row.scopes):
        raise ServiceError(401, "Unauthorized")
    return session.get_one(Tool, row.tool_id)
