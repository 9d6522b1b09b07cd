"""Forms of the evaluation at rest: sealed at one length, of nobody, and mixed every night.

A database tells more of a row than its columns do: in which transaction it was written, and
after which other row. So what somebody thought is sealed like everything that is theirs, with
the keys of the installation, since nobody's own key may lead to it. And because whoever runs
the installation has these keys, no form stands for longer than a day where it was written.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, EvaluationAnswer
from lti_tool.vault import SealBroken, Vault
from questionnaires.evaluation import LONGEST, Given

# Of the longest words, with as many bytes as a character can take when it is written as JSON.
STORED = 6 * LONGEST + 512


def sealed_form(vault: Vault, cycle_id: int, audience: str, given: Given) -> EvaluationAnswer:
    """A form to be kept, with an id by chance."""
    document = {
        "audience": audience,
        "answers": dict(given.answers),
        "words": given.words.strip()[:LONGEST],
    }
    text = json.dumps(document, ensure_ascii=False)
    padded = text + " " * (STORED - len(text.encode()))
    return EvaluationAnswer(cycle_id=cycle_id, **_anew(vault, padded))


def _anew(vault: Vault, padded: str) -> dict[str, Any]:
    return {"id": secrets.randbits(62), "form_sealed": vault.seal_text(padded)}


def forms_of(session: Session, vault: Vault, cycle_id: int) -> Iterator[tuple[str, Given]]:
    """(audience, what was filled in) of a cycle; what no key opens any more is passed over."""
    forms = select(EvaluationAnswer.form_sealed).where(EvaluationAnswer.cycle_id == cycle_id)
    for sealed in session.scalars(forms.order_by(EvaluationAnswer.id)):
        try:
            form = json.loads(vault.open_text(sealed))
        except SealBroken:
            continue
        yield form["audience"], Given(form["answers"], form["words"])


def mix_forms(session: Session, vault: Vault) -> int:
    """Write all forms again, sealed anew, in an order by chance; how many.

    A transaction a cycle. What is given meanwhile stays as it is until the next night.
    """
    mixed = 0
    for cycle_id in session.scalars(select(EvaluationAnswer.cycle_id).distinct()).all():
        mixed += _mix(session, vault, cycle_id)
        session.commit()
    return mixed


def _mix(session: Session, vault: Vault, cycle_id: int) -> int:
    # Nobody publishes a cycle of which the row is held.
    session.execute(select(Cycle.id).where(Cycle.id == cycle_id).with_for_update())
    taken = session.scalars(
        delete(EvaluationAnswer)
        .where(EvaluationAnswer.cycle_id == cycle_id)
        .returning(EvaluationAnswer.form_sealed)
        .execution_options(synchronize_session=False)
    ).all()
    rows = [{"cycle_id": cycle_id, **_resealed(vault, sealed)} for sealed in taken]
    if rows:
        session.execute(insert(EvaluationAnswer), sorted(rows, key=lambda row: int(row["id"])))
    return len(rows)


def _resealed(vault: Vault, sealed: bytes) -> dict[str, Any]:
    try:
        return _anew(vault, vault.open_text(sealed))
    except SealBroken:
        # A key that was put away may come back.
        return {"id": secrets.randbits(62), "form_sealed": sealed}
