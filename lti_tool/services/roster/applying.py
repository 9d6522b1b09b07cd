"""Writing what a draft says; every function takes a fixed number of statements."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.models import Change
from lti_tool.services.rehearsed import settle_joined
from lti_tool.services.roster.drafting import Draft, Line
from lti_tool.services.roster.facts import TEXTS
from lti_tool.services.roster.runs import note_run
from lti_tool.services.roster.stepping import remember
from lti_tool.services.roster.teams import Node, make_nodes
from lti_tool.services.roster.words import take_down
from lti_tool.services.roster.writing import Plan, excuse, write_managers, write_people
from lti_tool.vault import Vault

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when; ``source`` is that of the rows, ``actor`` is for the log of changes."""

    vault: Vault
    now: datetime
    actor: str
    source: str = "csv"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a run: ``added`` were never here, ``came`` were not on the roster."""

    added: int
    came: int
    changed: int
    left: int

    @property
    def moved(self) -> bool:
        """Whether anything is different now for anybody."""
        return bool(self.came or self.changed or self.left)


def apply_draft(session: Session, hand: Hand, draft: Draft) -> Figures:
    """Make the roster what the draft says, with a way back; commits."""
    read = draft.read
    place = read.place
    figures = Figures(
        added=sum(line.match.known is None for line in draft.lines),
        came=len(draft.comers),
        changed=len(draft.changed),
        left=len(draft.gone),
    )
    if figures.moved:
        remember(session, place, read.matched.people, read.reader, hand.now)
    wanted = {line.after.node for line in draft.lines if line.after.node}
    wanted |= {node for line in draft.lines for node in line.after.leads}
    nodes = make_nodes(session, place.organisation_id, read.known, _with_departments(wanted))
    write_people(session, place, _plan(hand, draft, nodes))
    settle_joined(session, place.platform_id)
    if "manages_team" in read.reader.columns:
        write_managers(session, place, draft.lines, nodes)
    excuse(session, place)
    take_down(session, place.organisation_id, read.reader.words, draft.unknown, hand.now)
    counts = asdict(figures)
    note_run(session, place, hand.source, "done", hand.now, counts, moved=figures.moved)
    _log(session, hand, draft, figures)
    session.commit()
    return figures


def _with_departments(nodes: set[Node]) -> set[Node]:
    return nodes | {(department, "") for department, _ in nodes}


def _plan(hand: Hand, draft: Draft, nodes: Mapping[Node, int]) -> Plan:
    new, old = [], []
    for line in draft.lines:
        known = line.match.known
        fields = _fields(hand, draft, line, nodes)
        if known is None:
            new.append(_new_person(hand, draft) | fields)
        elif any(getattr(known, name) != value for name, value in fields.items()):
            old.append({"id": known.id} | fields)
    gone = tuple(person.id for person in draft.gone)
    return Plan(tuple(new), tuple(old), gone, draft.read.matched.losers)


def _new_person(hand: Hand, draft: Draft) -> Fields:
    return {
        "organisation_id": draft.read.place.organisation_id,
        "platform_id": draft.read.place.platform_id,
        "opaque_id": secrets.token_hex(16),
        "wrapped_key": hand.vault.new_person_key(),
        "created_at": hand.now,
    }


def _fields(hand: Hand, draft: Draft, line: Line, nodes: Mapping[Node, int]) -> Fields:
    """The columns of one person; for everybody the same ones, so that one statement does."""
    after, known = line.after, line.match.known
    return {
        **_keys(line),
        "on_roster": True,
        "function_group": after.function_group,
        "team_id": nodes[after.node] if after.node else None,
        "excused": after.excused,
        "from_lms": ",".join(sorted(after.from_lms)),
        **{
            f"{name}_sealed": _sealed(hand, line, name)
            if name in draft.read.reader.columns
            else getattr(known, f"{name}_sealed", None)
            for name in TEXTS
        },
    }


def _sealed(hand: Hand, line: Line, name: str) -> bytes | None:
    before, after = getattr(line.before, name), getattr(line.after, name)
    if before == after and line.match.known is not None:
        kept: bytes | None = getattr(line.match.known, f"{name}_sealed")
        return kept if after else None
    return hand.vault.seal_text(after) if after else None


def _keys(line: Line) -> Fields:
    match, known = line.match, line.match.known
    kept = (known.match_kind, known.match_value) if known else (None, None)
    kind, value = match.key if match.key != (None, None) else kept
    return {
        "lms_user_id": match.lms_user_id or (known.lms_user_id if known else None),
        "lti_sub": (known.lti_sub if known else None) or match.lti_sub,
        "match_kind": kind,
        "match_value": value,
    }


def _log(session: Session, hand: Hand, draft: Draft, figures: Figures) -> None:
    if not figures.moved:
        return
    place = draft.read.place
    what = (
        f"roster of platform {place.platform_id} from {hand.source}: "
        f"{figures.came} new, {figures.changed} changed, {figures.left} left"
    )
    session.add(
        Change(
            organisation_id=place.organisation_id, at=hand.now, actor=hand.actor[:255], what=what
        )
    )
