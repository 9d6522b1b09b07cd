"""What keeps a result with its owner, checked over the whole code."""

from __future__ import annotations

import ast
from pathlib import Path

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
    assert users_of(UNSEALS) == MAY_UNSEAL


def test_only_delivering_opens_payloads() -> None:
    assert users_of({"open_payload"}) <= MAY_OPEN_PAYLOADS
