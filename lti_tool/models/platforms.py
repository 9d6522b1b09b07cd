"""LMS registrations and everything the LTI edge must remember."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import (
    Base,
    Digest,
    Key,
    MaybeMoment,
    Moment,
    Name,
    OrganisationKey,
    PersonKey,
    PlatformKey,
    Short,
    Url,
)


class Platform(Base):
    """A registered LMS of one organisation, and how its REST API is reached.

    ``learns_deployments`` stands for an LMS that registered itself without naming one: the
    first launch of each brings it along.
    """

    __tablename__ = "platform"
    __table_args__ = (UniqueConstraint("organisation_id", "issuer", "client_id"),)
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    issuer: Mapped[Name] = mapped_column(index=True)
    client_id: Mapped[Name]
    auth_login_url: Mapped[Url]
    token_url: Mapped[Url]
    jwks_url: Mapped[Url]
    audience: Mapped[str | None] = mapped_column(String(2000))
    learns_deployments: Mapped[bool] = mapped_column(default=False)
    api_adapter: Mapped[Short] = mapped_column(default="")
    api_url: Mapped[Url] = mapped_column(default="")
    api_token_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    api_options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    api_last_write_at: Mapped[MaybeMoment]
    created_at: Mapped[Moment]


class Deployment(Base):
    """(issuer, client id, deployment id) leads to one platform, so to one organisation."""

    __tablename__ = "deployment"
    __table_args__ = (UniqueConstraint("issuer", "client_id", "deployment_id"),)
    id: Mapped[Key]
    platform_id: Mapped[PlatformKey]
    issuer: Mapped[Name]
    client_id: Mapped[Name]
    deployment_id: Mapped[Name]


class SigningKey(Base):
    """A key of the tool's own JWKS; the newest active one signs, older ones still verify."""

    __tablename__ = "signing_key"
    id: Mapped[Key]
    kid: Mapped[Short] = mapped_column(unique=True)
    private_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    public_jwk: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[Moment]
    signs_from: Mapped[Moment]
    retired_at: Mapped[MaybeMoment]


class PlatformKeys(Base):
    """The cached JWKS of an LMS; ``refetched_at`` limits fetches for unknown key ids."""

    __tablename__ = "platform_keys"
    jwks_url: Mapped[str] = mapped_column(String(2000), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    fetched_at: Mapped[Moment]
    refetched_at: Mapped[MaybeMoment]


class LoginRecord(Base):
    """One OIDC login under way: consumed once, dead after five minutes.

    ``storage_target`` names the LMS's frame that keeps texts for tools, where it offers one.
    """

    __tablename__ = "login_record"
    id: Mapped[Key]
    state_hash: Mapped[Digest] = mapped_column(unique=True)
    nonce_hash: Mapped[Digest]
    binding_hash: Mapped[Digest]
    issuer: Mapped[Name]
    client_id: Mapped[Name]
    deployment_id: Mapped[str | None] = mapped_column(String(255))
    target_link_uri: Mapped[Url]
    storage_target: Mapped[Name] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(index=True)
    consumed_at: Mapped[MaybeMoment]


class WaitingLaunch(Base):
    """A validated launch whose browser has yet to show that it is the right one.

    Deleted by whoever takes it up, so that a code counts once. ``proof_hash`` is that of the
    login's secret, for an LMS that keeps it; ``shown`` tells that the person has been asked.
    """

    __tablename__ = "waiting_launch"
    id: Mapped[Key]
    code_hash: Mapped[Digest] = mapped_column(unique=True)
    proof_hash: Mapped[Digest] = mapped_column(default="")
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[bool] = mapped_column(default=False)
    expires_at: Mapped[Moment] = mapped_column(index=True)


class ServiceToken(Base):
    """A cached access token of one registration for one set of scopes."""

    __tablename__ = "service_token"
    cache_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    token_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[Moment]


class CourseContext(Base):
    """A course from which the tool was launched, with the service addresses it offered."""

    __tablename__ = "course_context"
    __table_args__ = (UniqueConstraint("platform_id", "context_id"),)
    id: Mapped[Key]
    platform_id: Mapped[PlatformKey]
    context_id: Mapped[Name]
    line_items_url: Mapped[Url] = mapped_column(default="")
    memberships_url: Mapped[Url] = mapped_column(default="")
    return_url: Mapped[Url] = mapped_column(default="")


class LineItem(Base):
    """The column "Deelname" of one cycle in one course, once made or found."""

    __tablename__ = "line_item"
    __table_args__ = (UniqueConstraint("cycle_id", "course_context_id"),)
    id: Mapped[Key]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    course_context_id: Mapped[int] = mapped_column(ForeignKey("course_context.id"), index=True)
    url: Mapped[Url]


class Visit(Base):
    """What a launch leaves behind: the session of one browser, ended by time or by choice.

    The path id is stored as a hash only. ``cookie_seen`` makes the cookie mandatory.
    ``page`` is where the launch led; ``deep_link`` what an LMS that asked for content wants.
    """

    __tablename__ = "visit"
    id: Mapped[Key]
    path_hash: Mapped[Digest] = mapped_column(unique=True)
    cookie_hash: Mapped[Digest]
    cookie_seen: Mapped[bool] = mapped_column(default=False)
    csrf: Mapped[Digest]
    person_id: Mapped[PersonKey]
    course_context_id: Mapped[int | None] = mapped_column(ForeignKey("course_context.id"))
    roles: Mapped[Name]
    page: Mapped[Short] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(String(5), default="nl")
    return_url: Mapped[Url] = mapped_column(default="")
    deep_link: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    shared_device: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment] = mapped_column(index=True)
    ended_at: Mapped[MaybeMoment]


class RegistrationCode(Base):
    """A one-time address for dynamic registration, spent only by success."""

    __tablename__ = "registration_code"
    id: Mapped[Key]
    organisation_id: Mapped[OrganisationKey]
    code_hash: Mapped[Digest] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[Moment]
    spent_at: Mapped[MaybeMoment]
