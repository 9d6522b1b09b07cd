"""RSA keys of test platforms, and tokens that no library would make."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.quick import generate_private_key


@cache
def rsa_key(kid: str) -> rsa.RSAPrivateKey:
    """One key per name and test process; making one takes a noticeable part of a second."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(kid: str) -> dict[str, Any]:
    document: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(
        rsa_key(kid).public_key(), as_dict=True
    )
    return {**document, "kid": kid, "alg": "RS256", "use": "sig", "key_ops": ["verify"]}


def forge(claims: Mapping[str, Any], algorithm: str, kid: str) -> str:
    """A token that no library would make: `none`, HS256 keyed with the public key, RS512."""
    key = rsa_key(kid)
    headers = {"kid": kid, "typ": "JWT", "alg": algorithm}
    parts = [jwt.utils.base64url_encode(json.dumps(p).encode()) for p in (headers, claims)]
    signed = b".".join(parts)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    made = {"none": b"", "HS256": hmac.digest(public, signed, "sha256")}
    raw = made[algorithm] if algorithm in made else key.sign(signed, PKCS1v15(), SHA512())
    signature = jwt.utils.base64url_encode(raw)
    return b".".join([signed, signature]).decode()
