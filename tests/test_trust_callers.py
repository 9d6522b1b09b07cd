"""Who reaches what only the person and closing may see, under whatever name it is imported."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "adapters", "questionnaires", "lti_tool", "jobs")
# The demo answers for made-up people, on a database of its own.
MAY_FIND = {"lti_tool/views/scan.py", "lti_tool/demo/rounds.py", "lti_tool/services/scanning.py"}
MAY_SEE_OUTCOME = {
    "lti_tool/views/employee.py",
    # What belonged to the work and is done, on the own page only (DESIGN 6.3).
    "lti_tool/views/learning.py",
    "lti_tool/services/own_data.py",
    "lti_tool/services/scanning.py",
    "lti_tool/services/writeback.py",
}
MAY_UNSEAL = {
    "lti_tool/services/closing.py",
    "lti_tool/services/scanning.py",
    "lti_tool/services/sealed.py",
    "lti_tool/vault.py",
}
# Candidates are for closing and the audit; pages and commands read what `reports` gives them.
MAY_TOUCH_SNAPSHOTS = {
    "lti_tool/models/__init__.py",
    "lti_tool/models/reports.py",
    "lti_tool/services/closing.py",
    "lti_tool/services/evaluating.py",
    "lti_tool/services/frozen.py",
    "lti_tool/services/publishing.py",
    "lti_tool/services/reports.py",
    "lti_tool/services/retention.py",
    # A type of this name: what a snapshot is as JSON.
    "questionnaires/disclosure.py",
}
RULES = {
    "find_sheet": MAY_FIND,
    "own_outcome": MAY_SEE_OUTCOME,
    "own_sheets": {"lti_tool/services/own_data.py", "lti_tool/services/scanning.py"},
    "own_rounds": {"lti_tool/services/own_data.py", "lti_tool/views/own.py"},
    "own_data": {
        "lti_tool/services/own_data.py",
        "lti_tool/services/own_document.py",
        "lti_tool/views/own.py",
        "lti_tool/views/past.py",
    },
    "Snapshot": MAY_TOUCH_SNAPSHOTS,
    "skills_below": {"lti_tool/services/closing.py", "questionnaires/disclosure_people.py"},
    "add_candidate": {
        "lti_tool/services/closing.py",
        "lti_tool/services/cycles.py",
        "lti_tool/services/publishing.py",
    },
    "unseal_answers": MAY_UNSEAL,
    "unseal_outcome": MAY_UNSEAL,
    "open_for": MAY_UNSEAL,
    # Bytes in, bytes out: what is sealed for a person is sealed anew, and read by nobody.
    "reseal_for": {"lti_tool/services/sealed.py", "lti_tool/vault.py"},
    "sealed_anew": {
        "lti_tool/services/resealing.py",
        "lti_tool/services/scanning.py",
        "lti_tool/services/sealed.py",
    },
    "open_payload": {"lti_tool/vault.py", "lti_tool/services/deliveries.py"},
}


def words(source: str) -> set[str]:
    """Every name that code reads, imports (also as something else), defines or quotes."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.alias(name=name):
                found.add(name.rpartition(".")[2])
            case ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                found.add(name)
    return found


@pytest.mark.parametrize("name", RULES)
def test_only_those_who_may_reach_it_do(name: str) -> None:
    users = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if name in words(path.read_text(encoding="utf-8"))
    }
    assert users <= RULES[name]
    assert users & RULES[name], "the rule guards something that is not there"


@pytest.mark.parametrize(
    "source",
    [
        "from lti_tool.services.sealed import unseal_outcome as peek",
        "import x\nx.unseal_outcome(1)",
        "getattr(x, 'unseal_outcome')(1)",
    ],
)
def test_no_other_name_hides_a_caller(source: str) -> None:
    assert "unseal_outcome" in words(source)


@pytest.mark.parametrize(
    ("file", "function", "count"),
    [("scan.py", "find_sheet", 1), ("own.py", "own_rounds", 1), ("own.py", "own_data", 2)],
)
def test_what_is_opened_is_opened_for_the_visitor_alone(
    file: str, function: str, count: int
) -> None:
    tree = ast.parse((ROOT / "lti_tool/views" / file).read_text(encoding="utf-8"))
    calls = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == function
    ]
    assert calls == [f"{function}(desk(), visit().person)"] * count
