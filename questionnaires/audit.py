"""The audit before publishing: can anybody's result be worked out? (DESIGN 6.6)

It reads a snapshot as an attacker would who knows the roster, who took part, these rules,
the own result, and every earlier snapshot of the same skills. It sees no outcome. So whether it
passes follows from what is published, and passing tells nothing more; failing tells one bit.

Two quarters are connected only by a guess, that nobody's result changed. Where the two
snapshots allow that guess, the audit takes it; where they contradict it, it does not help.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from questionnaires.audit_certificate import Case, Finding, certificate
from questionnaires.audit_items import item_statements
from questionnaires.audit_statements import Statement, skill_statements, uptake_statements
from questionnaires.disclosure import organisation_only, participation_only
from questionnaires.disclosure_figures import UPTAKE
from questionnaires.disclosure_people import Earlier


@dataclass(frozen=True, slots=True)
class Audited:
    """What to publish, and the certificate to keep with it; both JSON.

    ``passed`` is False when not everything may be published: a defect, to be logged as such.
    """

    passed: bool
    snapshot: dict[str, Any]
    certificate: dict[str, Any]


# A publication, with what it calls the skill that is looked at.
Part = tuple[Case | Earlier, str]


def _said(part: Case | Earlier, skill: str, nobody_helped: bool) -> list[Statement]:
    document, setting, members = part.document, part.setting, part.members
    items = item_statements(document, setting, members, skill, nobody_helped)
    return skill_statements(document, setting, members, skill) + items


def _readings(parts: Sequence[Part]) -> Iterator[list[Statement]]:
    for nobody_helped in (True, False):
        yield [said for part, name in parts for said in _said(part, name, nobody_helped)]


def _people(parts: Sequence[Part]) -> tuple[str, ...]:
    assessed = [part.setting.assessed(part.members, name) for part, name in parts]
    return tuple(dict.fromkeys(member.person for members in assessed for member in members))


def _tried(
    about: str, people: tuple[str, ...], readings: Iterable[list[Statement]]
) -> Finding | None:
    """The finding on the first reading that is possible at all; None when none is."""
    # Imported here: scipy would double the memory of a web process, which never audits.
    from questionnaires.audit_cover import nobody_is_certain
    from questionnaires.audit_worlds import is_possible, system_of

    for said in readings:
        if not said:
            return Finding(about, passed=True)
        system = system_of(people, said)
        if is_possible(system):
            worlds = nobody_is_certain(system)
            return Finding(about, worlds > 0, len(said), len(system.sizes), worlds)
    return None


def _beside(case: Case, earlier: Sequence[Earlier], skill: str) -> Finding | None:
    parts: list[Part] = [(case, skill)]
    parts += [(before, name) for before in earlier for name in before.like(skill)]
    found = _tried(skill, _people(parts), _readings(parts))
    quarters = dict.fromkeys(part.document["quarter"] for part, _name in parts[1:])
    return found and replace(found, beside=tuple(quarters))


def _skill_finding(case: Case, skill: str) -> Finding:
    """All quarters together where they can be, otherwise each with this one, or this alone.

    More that is said leaves fewer worlds, so what passes with more passes with less.
    """
    kin = [before for before in case.earlier if before.like(skill)]
    found = _beside(case, kin, skill)
    if found is None and len(kin) > 1:
        pairs = [pair for before in kin if (pair := _beside(case, [before], skill))]
        found = min(pairs, key=lambda pair: pair.passed, default=None)
    found = found or _beside(case, (), skill)
    if found is None:
        raise ValueError(f"the figures of {skill} contradict each other")
    return found


def _uptake_finding(case: Case) -> Finding:
    people = tuple(member.person for member in case.members)
    found = _tried(UPTAKE, people, [uptake_statements(case.document, case.members)])
    if found is None:
        raise ValueError("the figures of uptake contradict each other")
    return found


def findings(case: Case) -> list[Finding]:
    """Every skill of the pack and the uptake, until one does not pass.

    Which one that was must not be told to anybody. Raises ``ValueError`` when the snapshot
    is not about these members or contradicts itself.
    """
    found = []
    for skill in case.setting.pack.skills:
        found.append(_skill_finding(case, skill.id))
        if not found[-1].passed:
            return found
    return [*found, _uptake_finding(case)]


def audit(case: Case, timer: Callable[[], float]) -> Audited:
    """Check a candidate snapshot and take away what must not be published.

    ``timer`` gives seconds from any moment on. Raises ``ValueError`` as :func:`findings`.
    """
    began = timer()
    snapshot, found = dict(case.document), findings(case)
    passed = _all(found)
    if not passed:
        snapshot = organisation_only(snapshot)
        found = findings(replace(case, document=snapshot))
    if not _all(found):
        snapshot, found = participation_only(snapshot), []
    paper = certificate(replace(case, document=snapshot), passed, found)
    return Audited(passed, snapshot, {**paper, "seconds": round(timer() - began, 2)})


def withheld(case: Case) -> Audited:
    """What to publish when the audit could not be done: who took part, and no figures."""
    snapshot = participation_only(dict(case.document))
    paper = certificate(replace(case, document=snapshot), passed=False, found=[])
    return Audited(False, snapshot, {**paper, "seconds": 0.0})


def _all(found: Sequence[Finding]) -> bool:
    return all(finding.passed for finding in found)
