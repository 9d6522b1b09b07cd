"""Registered LMSs: adding one, its deployments, how its REST API is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from adapters.build import KINDS, lms_api
from adapters.errors import Refused
from adapters.http import HttpDoor
from adapters.lms import LmsApi
from lti_tool.models import Deployment, Platform, db
from lti_tool.services.faults import Faults
from lti_tool.services.organisations import find_organisation
from lti_tool.services.worklist import PlatformWorklist
from lti_tool.vault import Vault

Pace = Callable[[], None]


def unhurried() -> None:
    """No pace: for calls that only read."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What the administrator of an LMS hands over about it."""

    issuer: str
    client_id: str
    deployment_ids: Sequence[str]
    auth_login_url: str
    token_url: str
    jwks_url: str
    audience: str | None = None

    def faults(self) -> list[str]:
        """What is wrong with it, one line each."""
        addresses = {
            "issuer": self.issuer,
            "auth-login-url": self.auth_login_url,
            "token-url": self.token_url,
            "jwks-url": self.jwks_url,
        }
        faults = [
            f"{name} {url} is not a web address: give it in full, with https://"
            for name, url in addresses.items()
            if not is_web_address(url)
        ]
        if not self.client_id.strip() or len(self.client_id) > 255:
            faults.append("client-id is empty or too long: copy it from the LMS")
        if any(not value.strip() or len(value) > 255 for value in self.deployment_ids):
            faults.append("deployment-id is empty or too long: copy it from the LMS")
        return faults


@dataclass(frozen=True, slots=True)
class ApiAccess:
    """How enrolments are written: adapter, base address, token and the adapter's options."""

    adapter: str
    url: str
    token: str
    options: Mapping[str, str]


def is_web_address(url: str) -> bool:
    """Whether a text is an absolute http(s) address without spaces."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and url.split() == [url]


def find_platform(session: Session, platform_id: int) -> Platform:
    """The platform, or :class:`Faults` when there is none with this id."""
    platform = session.get(Platform, platform_id)
    if platform is None:
        raise Faults(f"there is no platform {platform_id}: see `themascan platform list`")
    return platform


def add_platform(session: Session, organisation_id: int, given: Registration, now: datetime) -> int:
    """Register an LMS, or add deployments to one that is registered the same way; its id.

    Several organisations may share one issuer and client id; a deployment belongs to one.
    """
    find_organisation(session, organisation_id)
    platform = _same(session, organisation_id, given)
    faults = given.faults() + _taken(session, given)
    if platform is not None and _addresses(platform) != _addresses(given):
        faults.append(
            f"this issuer and client id stand with other addresses: platform {platform.id}"
        )
    if faults:
        raise Faults(faults)
    if platform is None:
        platform = _new(organisation_id, given, now)
        session.add(platform)
        session.flush()
    made = platform.id
    session.add_all(_deployments(made, given))
    session.commit()
    return made


def _deployments(platform_id: int, given: Registration) -> list[Deployment]:
    return [
        Deployment(
            platform_id=platform_id,
            issuer=given.issuer,
            client_id=given.client_id,
            deployment_id=deployment_id,
        )
        for deployment_id in dict.fromkeys(given.deployment_ids)
    ]


def _addresses(place: Platform | Registration) -> tuple[str | None, ...]:
    return place.auth_login_url, place.token_url, place.jwks_url, place.audience


def _new(organisation_id: int, given: Registration, now: datetime) -> Platform:
    return Platform(
        organisation_id=organisation_id,
        issuer=given.issuer,
        client_id=given.client_id,
        auth_login_url=given.auth_login_url,
        token_url=given.token_url,
        jwks_url=given.jwks_url,
        audience=given.audience,
        api_options={},
        created_at=now,
    )


def _taken(session: Session, given: Registration) -> list[str]:
    rows = session.execute(
        select(Deployment.deployment_id, Deployment.platform_id).where(
            Deployment.issuer == given.issuer,
            Deployment.client_id == given.client_id,
            Deployment.deployment_id.in_(given.deployment_ids),
        )
    )
    return [f"deployment {name} belongs to platform {number} already" for name, number in rows]


def _same(session: Session, organisation_id: int, given: Registration) -> Platform | None:
    return session.scalars(
        select(Platform).where(
            Platform.organisation_id == organisation_id,
            Platform.issuer == given.issuer,
            Platform.client_id == given.client_id,
        )
    ).first()


def set_api(session: Session, vault: Vault, platform_id: int, access: ApiAccess) -> None:
    """Store how the LMS's REST API is reached; the token only as ciphertext.

    Raises :class:`Faults` for what no adapter can work with; the LMS itself is not asked.
    """
    platform = find_platform(session, platform_id)
    if not is_web_address(access.url):
        raise Faults(f"url {access.url} is not a web address: give it in full, with https://")
    if not access.token and KINDS[access.adapter].token:
        raise Faults("the token file is empty: put the token of the service account in it")
    place = _worklist(platform, vault)
    try:
        lms_api(
            access.adapter, HttpDoor(), access.url, access.token, access.options, unhurried, place
        )
    except Refused as fault:
        raise Faults(fault.reason) from fault
    platform.api_adapter = access.adapter
    platform.api_url = access.url.rstrip("/")
    platform.api_token_sealed = vault.seal_text(access.token)
    platform.api_options = dict(access.options)
    session.commit()


def lms_of(
    platform: Platform, vault: Vault, door: HttpDoor, pace: Pace = unhurried
) -> LmsApi | None:
    """The LMS's REST API behind its adapter, or None where none is set; raises ``SealBroken``.

    ``pace`` is called before each call that writes.
    """
    if not platform.api_adapter or platform.api_token_sealed is None:
        return None
    token = vault.open_text(platform.api_token_sealed)
    return lms_api(
        platform.api_adapter,
        door,
        platform.api_url,
        token,
        platform.api_options,
        pace,
        _worklist(platform, vault),
    )


def _worklist(platform: Platform, vault: Vault) -> PlatformWorklist:
    return PlatformWorklist(db.engine, vault, platform, datetime.now(UTC))
