"""Sealing: every secret at rest goes through one object that holds ``DATA_KEYS``."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

ANSWERS_LENGTH = 6144
OUTCOME_LENGTH = 2048
PAYLOAD_LENGTH = 1024
# A Fernet token shows its second to whoever reads the database: when somebody last answered,
# or did a skill again. Nothing here needs it, so all of them say the same.
NO_TIME = 0


class SealBroken(Exception):
    """A sealed value does not open with the keys at hand."""


class TooLong(Exception):
    """A document does not fit the one length that all documents of its kind have."""


def packed(document: Mapping[str, Any]) -> bytes:
    """A document as it is before it is padded and encrypted."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=True).encode()


def _padded(document: Mapping[str, Any], length: int) -> bytes:
    raw = packed(document)
    if len(raw) > length:
        raise TooLong(f"{len(raw)} bytes do not fit {length}")
    return raw.ljust(length, b" ")


def _opened(box: Fernet | MultiFernet, sealed: bytes) -> bytes:
    try:
        return box.decrypt(sealed)
    except InvalidToken as fault:
        raise SealBroken("sealed with a key that is gone or never was") from fault


class Vault:
    """Encrypts under ``DATA_KEYS`` (newest first) and under keys per person.

    ``seal``/``open`` are for values of the installation, ``seal_for``/``open_for`` for
    documents that only one person's key opens. Raises :class:`SealBroken` when a value
    does not open and :class:`TooLong` when a document exceeds its fixed length.
    """

    def __init__(self, data_keys: Sequence[str], secret_key: str) -> None:
        self._boxes = [Fernet(key.encode()) for key in data_keys]
        self._box = MultiFernet(self._boxes)
        self._mac_key = hashlib.sha256(b"themascan-dedup:" + secret_key.encode()).digest()

    def seal_text(self, text: str) -> bytes:
        """Encrypt a text; its length shows, so it is for addresses and tokens only."""
        return self._box.encrypt_at_time(text.encode(), NO_TIME)

    def open_text(self, sealed: bytes) -> str:
        """The text of :meth:`seal_text`."""
        return _opened(self._box, sealed).decode()

    def seal_payload(self, payload: Mapping[str, Any]) -> bytes:
        """Encrypt a delivery's payload, padded to the one length of all payloads."""
        return self._box.encrypt_at_time(_padded(payload, PAYLOAD_LENGTH), NO_TIME)

    def open_payload(self, sealed: bytes) -> dict[str, Any]:
        """The payload of :meth:`seal_payload`."""
        return dict(json.loads(_opened(self._box, sealed)))

    def new_person_key(self) -> bytes:
        """A fresh key for one person, wrapped by the newest data key."""
        return self._box.encrypt_at_time(Fernet.generate_key(), NO_TIME)

    @property
    def key_count(self) -> int:
        """How many data keys there are; the newest has number 0."""
        return len(self._boxes)

    def key_of(self, sealed: bytes) -> int | None:
        """The number of the data key under which something is sealed; None for none of them."""
        for number, box in enumerate(self._boxes):
            try:
                box.decrypt(sealed)
            except InvalidToken:
                continue
            return number
        return None

    def rewrap(self, sealed: bytes) -> bytes:
        """The same value or person key under the newest data key; nobody gets to see it.

        What is sealed with a person's own key stays as it is: that key is what is rewrapped.
        """
        try:
            return self._box.rotate(sealed)
        except InvalidToken as fault:
            raise SealBroken("sealed with a key that is gone or never was") from fault

    def seal_for(self, wrapped: bytes, document: Mapping[str, Any], length: int) -> bytes:
        """Encrypt a document for one person, padded to ``length`` bytes."""
        box = Fernet(_opened(self._box, wrapped))
        return box.encrypt_at_time(_padded(document, length), NO_TIME)

    def open_for(self, wrapped: bytes, sealed: bytes) -> dict[str, Any]:
        """The document of :meth:`seal_for`; see ``services.sealed`` for who may call."""
        return dict(json.loads(_opened(Fernet(_opened(self._box, wrapped)), sealed)))

    def reseal_for(self, wrapped: bytes, sealed: bytes) -> bytes:
        """What :meth:`seal_for` sealed, under the same key in other bytes; nobody gets to see it.

        It is not read as a document here either: bytes of one length go in and out.
        """
        box = Fernet(_opened(self._box, wrapped))
        return box.encrypt_at_time(_opened(box, sealed), NO_TIME)

    def fingerprint(self, *parts: object) -> str:
        """A keyed digest (64 hex characters) that names something without telling it."""
        text = json.dumps([str(part) for part in parts]).encode()
        return hmac.new(self._mac_key, text, hashlib.sha256).hexdigest()
