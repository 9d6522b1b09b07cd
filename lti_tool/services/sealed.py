"""The two sealed blobs of a scan.

``unseal_*`` may be called by the person's own visit (``services.scanning``) and by
closing a cycle (``services.closing``) only; a test keeps that list (DESIGN 6.3).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from lti_tool.models import Scan
from lti_tool.vault import ANSWERS_LENGTH, OUTCOME_LENGTH, Vault, packed
from questionnaires.model import ThemePack

Blob = dict[str, Any]


LONGEST_WAY = "declined"
# What a blob is once its time is over, or its owner had it erased.
GONE = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person answered: ``answers`` of the scan, ``redo`` per skill done again.

    ``ways`` says per skill how its second attempt stands: "begun", "used" or "declined";
    ``in_hand`` is the skill that is being done again, or empty. All of it lives in the blob,
    since who does what again is nobody's business (DESIGN 5).
    """

    answers: dict[str, str]
    redo: dict[str, dict[str, str]] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    in_hand: str = ""


def answers_fit(pack: ThemePack) -> bool:
    """Whether any answers to a pack, each skill done again, fit the one length of all blobs."""
    answers = {item.id: max((row.id for row in item.options), key=len) for item in pack.items}
    redo = {skill.id: dict[str, str]() for skill in pack.skills}
    for item in pack.items:
        redo[item.skill][item.id] = answers[item.id]
    ways = dict.fromkeys(redo, LONGEST_WAY)
    return len(packed(asdict(Answered(answers, redo, ways, max(redo, key=len))))) <= ANSWERS_LENGTH


def seal_answers(vault: Vault, wrapped_key: bytes, answered: Answered) -> bytes:
    """The answers as one blob of fixed length."""
    return vault.seal_for(wrapped_key, asdict(answered), ANSWERS_LENGTH)


def seal_outcome(vault: Vault, wrapped_key: bytes, outcome: Blob | None) -> bytes:
    """The outcome, or an empty one before submitting, as one blob of fixed length."""
    return vault.seal_for(wrapped_key, {"outcome": outcome}, OUTCOME_LENGTH)


def sealed_anew(vault: Vault, wrapped_key: bytes, sealed: bytes) -> bytes:
    """A blob in other bytes, read by nobody; one that is gone stays gone.

    Raises ``SealBroken`` when it does not open.
    """
    return sealed if sealed == GONE else vault.reseal_for(wrapped_key, sealed)


def unseal_answers(vault: Vault, wrapped_key: bytes, scan: Scan) -> Answered:
    """Open a scan's answers, none when they are gone; raises ``SealBroken`` without the key."""
    if scan.answers_sealed == GONE:
        return Answered({})
    return Answered(**vault.open_for(wrapped_key, scan.answers_sealed))


def unseal_outcome(vault: Vault, wrapped_key: bytes, scan: Scan) -> Blob | None:
    """Open a scan's outcome; None before submitting, and when it is gone."""
    if scan.outcome_sealed == GONE:
        return None
    outcome: Blob | None = vault.open_for(wrapped_key, scan.outcome_sealed)["outcome"]
    return outcome
