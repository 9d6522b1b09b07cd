"""What was published, for whoever makes a page, a file or a command of it (DESIGN 6.4).

Nothing else may be read for a report: candidates, rosters and scans stay where they are.
In a document a place is a path of team ids written as text, department first: renaming a
team later breaks nothing. What places were called at the time stands in ``participation``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Snapshot
from questionnaires.disclosure_people import Path

RESULTS, EVALUATION = "results", "evaluation"


@dataclass(frozen=True, slots=True)
class Published:
    """The results of one quarter as they were published.

    ``document`` has the form of :mod:`questionnaires.disclosure`, ``certificate`` that of
    :mod:`questionnaires.audit_certificate`. Both are to be read only.
    """

    cycle_id: int
    quarter: str
    pack_id: str
    pack_version: str
    document: Mapping[str, Any]
    certificate: Mapping[str, Any]
    published_at: datetime

    @property
    def titles(self) -> dict[Path, str]:
        """What each place from 5 invited was called; whoever is shown stands in it."""
        rows = self.document["participation"]
        return {tuple(row["path"]): str(row["title"]) for row in rows}

    def path_of(self, team_id: int) -> Path | None:
        """Where a team or department stood; None when fewer than 5 were invited there."""
        last = str(team_id)
        return next((path for path in self.titles if path[-1:] == (last,)), None)


def _results() -> Select[int, str, Snapshot]:
    return (
        select(Cycle.id, Cycle.quarter, Snapshot)
        .join(Snapshot, Snapshot.cycle_id == Cycle.id)
        .where(Snapshot.kind == RESULTS, Snapshot.published_at.is_not(None))
    )


def _published(cycle_id: int, quarter: str, snapshot: Snapshot) -> Published:
    if snapshot.published_at is None:
        raise LookupError("a candidate is for nobody's eyes")
    return Published(
        cycle_id=cycle_id,
        quarter=quarter,
        pack_id=snapshot.document["pack"]["id"],
        pack_version=snapshot.document["pack"]["version"],
        document=snapshot.document,
        certificate=snapshot.certificate or {},
        published_at=snapshot.published_at,
    )


def published(session: Session, cycle_id: int) -> Published | None:
    """The published results of a cycle; None before publishing. One statement."""
    row = session.execute(_results().where(Cycle.id == cycle_id)).first()
    return _published(*row) if row else None


def published_of(session: Session, organisation_id: int) -> list[Published]:
    """All published results of an organisation, newest quarter first. One statement."""
    rows = session.execute(
        _results()
        .where(Cycle.organisation_id == organisation_id)
        .order_by(Cycle.quarter.desc(), Cycle.id.desc())
    )
    return [_published(*row) for row in rows]


def published_evaluation(session: Session, cycle_id: int) -> Mapping[str, Any] | None:
    """The document of :func:`questionnaires.evaluation.evaluation_snapshot`, or None."""
    return session.scalar(
        select(Snapshot.document).where(
            Snapshot.cycle_id == cycle_id,
            Snapshot.kind == EVALUATION,
            Snapshot.published_at.is_not(None),
        )
    )
