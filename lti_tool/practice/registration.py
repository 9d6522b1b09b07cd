"""Dynamic registration, the LMS's side, with the habits of a Moodle 4.5."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from sqlalchemy.orm import Session

from lti_tool.practice.claims import AGS_SCOPES, NRPS_SCOPE
from lti_tool.practice.lti_tables import Tool
from lti_tool.practice.site import Site
from lti_tool.practice.tokens import ServiceError, spend

TOKEN_LASTS = 3600
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
SCOPES = (*AGS_SCOPES, NRPS_SCOPE)
MESSAGES: list[dict[str, Any]] = [
    {"type": "LtiResourceLinkRequest"},
    {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
]
TEXTS = ("client_name", "initiate_login_uri", "jwks_uri")


def start_address(site: Site, tool_url: str, town_id: int) -> str:
    """The tool's registration address with what it needs; good for an hour, once."""
    now = int(site.clock().timestamp())
    claims = {"sub": secrets.token_hex(8), "scope": "reg", "iat": now, "exp": now + TOKEN_LASTS}
    token = jwt.encode({**claims, "town": town_id}, site.key, "RS256", headers={"kid": site.kid})
    asked = {
        "openid_configuration": f"{site.url}/mod/lti/openid-configuration.php",
        "registration_token": token,
    }
    return f"{tool_url}{'&' if urlsplit(tool_url).query else '?'}{urlencode(asked)}"


def configuration(site: Site) -> dict[str, Any]:
    """The OpenID configuration with the LTI part."""
    base = f"{site.url}/mod/lti"
    return {
        "issuer": site.url,
        "token_endpoint": f"{base}/token.php",
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": f"{base}/certs.php",
        "authorization_endpoint": f"{base}/auth.php",
        "registration_endpoint": f"{base}/openid-registration.php",
        "scopes_supported": [*SCOPES, "openid"],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM: {
            "product_family_code": "moodle",
            "version": "oefenomgeving",
            "messages_supported": MESSAGES,
            "variables": ["User.id", "User.username", "Person.sourcedId", "Context.id"],
        },
    }


def register(
    site: Site, session: Session, token: str, given: Mapping[str, Any]
) -> tuple[Tool, dict[str, Any]]:
    """Add a tool, pending until an admin activates it; raises ``ServiceError``.

    The caller commits; a registration that fails does not spend the token.
    """
    claims = _claims(site, token)
    lti = given.get(TOOL)
    lti = lti if isinstance(lti, dict) else {}
    _check(given, lti)
    used = ServiceError(401, "token_already_used")
    spend(session, "registration", str(claims["sub"]), used)
    tool = _tool(claims, given, lti)
    session.add(tool)
    session.flush()
    answer = {name: value for name, value in given.items() if name != TOOL}
    return tool, {
        **answer,
        "client_id": tool.client_id,
        "scope": " ".join(tool.scopes),
        TOOL: {**lti, "version": "1.3.0", "deployment_id": str(tool.id)},
    }


def _tool(claims: Mapping[str, Any], given: Mapping[str, Any], lti: Mapping[str, Any]) -> Tool:
    return Tool(
        town_id=int(claims["town"]),
        client_id=str(claims["sub"]),
        name=str(given["client_name"])[:200],
        login_url=str(given["initiate_login_uri"]),
        launch_url=str(lti["target_link_uri"]),
        redirect_urls=[str(url) for url in given["redirect_uris"]],
        keys_url=str(given["jwks_uri"]),
        deep_link_url=_deep_link_url(lti),
        custom=_custom(lti),
        scopes=[scope for scope in str(given.get("scope", "")).split() if scope in SCOPES],
        active=False,
    )


def _claims(site: Site, token: str) -> dict[str, Any]:
    if not token:
        raise ServiceError(401, "missing_registration_token")
    try:
        claims: dict[str, Any] = jwt.decode(token, site.key.public_key(), algorithms=["RS256"])
    except jwt.PyJWTError as fault:
        raise ServiceError(404, str(fault)) from fault
    if claims.get("scope") != "reg":
        raise ServiceError(401, "missing_registration_token")
    return claims


def _check(given: Mapping[str, Any], lti: Mapping[str, Any]) -> None:
    for name in TEXTS:
        if not isinstance(given.get(name), str) or not given[name]:
            raise ServiceError(400, f"missing required attribute {name}")
    if not isinstance(given.get("redirect_uris"), list) or not given["redirect_uris"]:
        raise ServiceError(400, "missing required attribute redirect_uris")
    if given.get("application_type", "web") != "web":
        raise ServiceError(400, "invalid_application_type")
    if given.get("token_endpoint_auth_method") != "private_key_jwt":
        raise ServiceError(400, "invalid_token_endpoint_auth_method")
    domain, target = lti.get("domain"), str(lti.get("target_link_uri") or "")
    if not domain:
        raise ServiceError(400, "missing_domain")
    if urlsplit(target).netloc != domain:
        raise ServiceError(400, "domain_targetlinkuri_mismatch")


def _deep_link_url(lti: Mapping[str, Any]) -> str:
    for message in lti.get("messages") or []:
        if message.get("type") == "LtiDeepLinkingRequest":
            return str(message.get("target_link_uri") or lti["target_link_uri"])
    return ""


def _custom(lti: Mapping[str, Any]) -> dict[str, Any]:
    given = lti.get("custom_parameters")
    return {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}
