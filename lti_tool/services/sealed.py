"""The two sealed blobs of a scan.

``unseal_*`` may be called by the person's own visit (``services.scanning``) and by
closing a cycle (``services.closing``) only; a test keeps that list (DESIGN 6.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lti_tool.models import Scan
from lti_tool.vault import ANSWERS_LENGTH, OUTCOME_LENGTH, Vault

Blob = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person answered: ``answers`` of the scan, ``redo`` per skill done again."""

    answers: dict[str, str]
    redo: dict[str, dict[str, str]] = field(default_factory=dict)


def seal_answers(vault: Vault, wrapped_key: bytes, answered: Answered) -> bytes:
    """The answers as one blob of fixed length."""
    document = {"answers": answered.answers, "redo": answered.redo}
    return vault.seal_for(wrapped_key, document, ANSWERS_LENGTH)


def seal_outcome(vault: Vault, wrapped_key: bytes, outcome: Blob | None) -> bytes:
    """The outcome, or an empty one before submitting, as one blob of fixed length."""
    return vault.seal_for(wrapped_key, {"outcome": outcome}, OUTCOME_LENGTH)


def unseal_answers(vault: Vault, wrapped_key: bytes, scan: Scan) -> Answered:
    """Open a scan's answers; raises ``SealBroken`` once the person's key is gone."""
    document = vault.open_for(wrapped_key, scan.answers_sealed)
    return Answered(answers=document["answers"], redo=document["redo"])


def unseal_outcome(vault: Vault, wrapped_key: bytes, scan: Scan) -> Blob | None:
    """Open a scan's outcome; None before submitting."""
    outcome: Blob | None = vault.open_for(wrapped_key, scan.outcome_sealed)["outcome"]
    return outcome
