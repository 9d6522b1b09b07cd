"""The tool's own keys: one that signs, and one that is published ahead of its turn."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import SigningKey
from lti_tool.vault import Vault

SIGNS_FOR = timedelta(days=90)
STAYS_AFTERWARDS = timedelta(days=2)
BITS = 2048


def _new_key(vault: Vault, now: datetime, signs_from: datetime) -> SigningKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    kid = secrets.token_hex(8)
    document: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(private.public_key()))
    public = {name: document[name] for name in ("kty", "n", "e")}
    return SigningKey(
        kid=kid,
        private_sealed=vault.seal_text(pem.decode()),
        public_jwk={**public, "kid": kid, "alg": "RS256", "use": "sig"},
        created_at=now,
        signs_from=signs_from,
    )


def active_keys(session: Session) -> list[SigningKey]:
    """The published keys, in the order in which they sign."""
    wanted = select(SigningKey).where(SigningKey.retired_at.is_(None))
    return list(session.scalars(wanted.order_by(SigningKey.signs_from, SigningKey.id)))


def ensure_keys(session: Session, vault: Vault, now: datetime) -> list[SigningKey]:
    """At least one key that signs and one that waits; commits when it makes one."""
    keys = active_keys(session)
    if len(keys) >= 2:
        return keys
    starts = [key.signs_from for key in keys] or [now - SIGNS_FOR]
    while len(keys) < 2:
        starts.append(max(starts[-1] + SIGNS_FOR, now))
        key = _new_key(vault, now, starts[-1])
        session.add(key)
        keys.append(key)
    session.commit()
    return keys


def rotate_keys(session: Session, vault: Vault, now: datetime) -> int:
    """Retire the keys whose successor has signed for two days; the number of them."""
    keys = ensure_keys(session, vault, now)
    over = [
        key for key, successor in pairwise(keys) if successor.signs_from + STAYS_AFTERWARDS <= now
    ]
    for key in over:
        key.retired_at = now
    session.commit()
    ensure_keys(session, vault, now)
    return len(over)


def signing_key(session: Session, vault: Vault, now: datetime) -> tuple[str, str]:
    """(private key as PEM, key id) of the key that signs at this moment."""
    keys = ensure_keys(session, vault, now)
    current = [key for key in keys if key.signs_from <= now][-1:] or keys[:1]
    return vault.open_text(current[0].private_sealed), current[0].kid


def public_keys(session: Session, vault: Vault, now: datetime) -> dict[str, Any]:
    """The JWKS document: what signs, what signed until lately, and what comes next."""
    return {"keys": [key.public_jwk for key in ensure_keys(session, vault, now)]}
