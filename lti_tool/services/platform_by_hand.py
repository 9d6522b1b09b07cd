"""An LMS that an admin registers by hand, and signing keys that change before their time.

An installation can be shared: what belongs to another organisation cannot be claimed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.keys import ensure_keys
from lti_tool.models import Deployment, Platform
from lti_tool.services.hand import Hand
from lti_tool.services.platforms import Registration, add_platform, is_web_address
from lti_tool.vault import Vault

ADDRESSES = ("issuer", "auth_login_url", "token_url", "jwks_url")
FIELDS = ("issuer", "client_id", "deployment_ids", "auth_login_url", "token_url", "jwks_url")
LONGEST, LONGEST_ID = 2000, 255
# LMSs keep our keys for a while: a key that was made just now is not known everywhere.
KNOWN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field, and ``address``, ``id``, ``elsewhere``, ``known`` or ``other`` addresses."""

    field: str
    code: str


def faults_of(session: Session, hand: Hand, given: Mapping[str, str]) -> list[Wrong]:
    """What is wrong with what an admin filled in; nothing is asked of the LMS."""
    wrong = [*_shape(given)]
    return wrong or [*_claims(session, hand, given)]


def _shape(given: Mapping[str, str]) -> Iterator[Wrong]:
    for name in FIELDS:
        value = given[name]
        if name in ADDRESSES:
            if not is_web_address(value) or len(value) > LONGEST:
                yield Wrong(name, "address")
        elif not _parts(value) or any(len(part) > LONGEST_ID for part in _parts(value)):
            yield Wrong(name, "id")


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _claims(session: Session, hand: Hand, given: Mapping[str, str]) -> Iterator[Wrong]:
    client = {"issuer": given["issuer"], "client_id": given["client_id"]}
    rows = session.scalars(select(Platform).filter_by(**client)).all()
    if any(row.organisation_id != hand.organisation_id for row in rows):
        yield Wrong("issuer", "elsewhere")
        return
    known = select(Deployment.id).filter_by(**client)
    wanted = _parts(given["deployment_ids"])
    if session.scalar(known.where(Deployment.deployment_id.in_(wanted)).limit(1)) is not None:
        yield Wrong("deployment_ids", "known")
    if any(getattr(row, name) != given[name] for row in rows for name in ADDRESSES):
        yield Wrong("issuer", "other")


def register(session: Session, hand: Hand, given: Mapping[str, str]) -> int:
    """Register what has no fault; the platform's id. Commits."""
    made = add_platform(
        session,
        hand.organisation_id,
        Registration(
            issuer=given["issuer"],
            client_id=given["client_id"],
            deployment_ids=_parts(given["deployment_ids"]),
            auth_login_url=given["auth_login_url"],
            token_url=given["token_url"],
            jwks_url=given["jwks_url"],
        ),
        hand.now,
    )
    session.add(hand.line(f"platform {made} registered by hand: {given['issuer']}"))
    session.commit()
    return made


def change_key(session: Session, vault: Vault, hand: Hand) -> bool:
    """Let the key that waits sign from now on; False while LMSs may not know it yet. Commits.

    The old key stays published two days more, so that nothing under way fails.
    """
    keys = ensure_keys(session, vault, hand.now)
    waiting = next((key for key in keys if key.signs_from > hand.now), None)
    if waiting is None or waiting.created_at > hand.now - KNOWN_AFTER:
        return False
    waiting.signs_from = hand.now
    session.add(hand.line("signing key changed early"))
    session.commit()
    return True
