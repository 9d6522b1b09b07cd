"""From results to what is published, the whole way that a quarter goes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import Random

from questionnaires.audit import Audited, audit
from questionnaires.audit_certificate import Case
from questionnaires.disclosure import candidate_snapshot
from questionnaires.disclosure_people import Earlier, Member
from tests.disclosure.organisations import Below
from tests.disclosure.town import places, respondent, setting


def audited(
    members: Sequence[Member], below: Below, k: int = 8, earlier: Sequence[Earlier] = ()
) -> Audited:
    """What the audit leaves; who is below in an odd skill has finished something."""
    now = setting(k, f"202{6 + len(earlier)}-Q4")
    rng = Random(len(members))
    people = [
        respondent(m, below[m.person], rng, finished=len(below[m.person]) % 2 == 1) for m in members
    ]
    snapshot = candidate_snapshot(now, places(members), people, earlier)
    return audit(Case(snapshot, now, members, earlier), timer=count().__next__)


def once(members: Sequence[Member], below: Below, k: int = 8) -> Earlier:
    """A quarter that was published."""
    return Earlier(audited(members, below, k).snapshot, setting(k), tuple(members))
