"""What keeps a result with its owner, checked over the whole code and a whole quarter."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.town import Town, Walker, pick

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "adapters", "questionnaires", "lti_tool", "jobs")
UNSEALS = {"unseal_answers", "unseal_outcome", "open_for"}
MAY_UNSEAL = {"lti_tool/services/scanning.py", "lti_tool/services/closing.py"}
MAY_OPEN_PAYLOADS = {"lti_tool/services/deliveries.py"}


def names_used(path: Path) -> set[str]:
    """Every name and attribute that a module reads."""
    tree = ast.parse(path.read_text())
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def users_of(wanted: set[str]) -> set[str]:
    """The modules, outside the one that defines them, that use one of the names."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {
        str(path.relative_to(ROOT))
        for path in files
        if names_used(path) & wanted and path.name not in ("vault.py", "sealed.py")
    }


def test_only_the_person_and_closing_unseal() -> None:
    assert users_of(UNSEALS) <= MAY_UNSEAL
    assert "lti_tool/services/scanning.py" in users_of(UNSEALS)


def test_only_delivering_opens_payloads() -> None:
    assert users_of({"open_payload"}) <= MAY_OPEN_PAYLOADS


def answers_for(walker: Walker, style: str) -> dict[str, str]:
    """Answers to the page in view that call for no, one or every extra question."""
    items = walker.shown()
    best = {item.id: pick(item, True) for item in items}
    worst = {item.id: pick(item, False) for item in items}
    if style == "none":
        return best
    middling = {
        item.id: best[item.id] if item.level == 1 and not item.objective else worst[item.id]
        for item in items
    }
    first_skill = walker.town.pack.skills[0].id
    if style == "one":
        return {
            item.id: middling[item.id] if item.skill == first_skill else best[item.id]
            for item in items
        }
    return worst if style == "worst" else middling


STYLES = ("none", "one", "all", "worst")


@pytest.mark.parametrize("policy", ["everyone"])
def test_other_answers_leave_the_same_traces(
    town: Town, policy: str, capfd: pytest.CaptureFixture[str]
) -> None:
    traces = {style: _trace(town, style, capfd) for style in STYLES}
    assert len({str(trace) for trace in traces.values()}) == 1, traces


def _trace(town: Town, style: str, capfd: pytest.CaptureFixture[str]) -> dict[str, object]:
    town.add_person(f"person-{style}")
    walker = Walker(town, town.app.test_client())
    known = len(town.deliveries())
    walker.launch(f"person-{style}")
    walker.next()
    steps: list[str | None] = []
    while walker.page.page in ("questions", "closing"):
        steps.append(walker.page.page)
        walker.next(**answers_for(walker, style))
    rows = town.deliveries()[known:]
    return {
        "steps": Counter(steps),
        "rows": [(row.kind, row.state, len(row.payload_sealed)) for row in rows],
        "log lines": len(capfd.readouterr().err.splitlines()),
    }
