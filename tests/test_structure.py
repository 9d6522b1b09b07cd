"""Import rules, and other facts about the repository that nobody should have to remember."""

from __future__ import annotations

import ast
import importlib.metadata
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = frozenset({"config", "adapters", "questionnaires", "lti_tool", "jobs", "tests"})
MAY_IMPORT = {
    "config": frozenset[str](),
    "questionnaires": frozenset[str](),
    "adapters": frozenset({"config"}),
    "lti_tool": frozenset({"config", "adapters", "questionnaires"}),
    "jobs": frozenset({"config", "adapters", "questionnaires", "lti_tool"}),
}
# The domain stays computable without a server, a database or a network.
NOT_IN_THE_DOMAIN = frozenset({"flask", "sqlalchemy", "requests", "urllib3", "pylti1p3", "click"})
LTI_LIBRARY_LIVES_IN = ("lti_tool/lti/", "adapters/advantage")
PUBLIC_INDEX = ("https://pypi.org/", "https://files.pythonhosted.org/")


def modules(package: str) -> Iterator[tuple[Path, str]]:
    """Every (file, module that it imports) of a package, imports inside functions included."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: write imports out in full"
                yield path, node.module or ""


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_imports_point_one_way(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, module in modules(package)
        if (top := module.split(".")[0]) in OURS and top not in allowed
    ]
    assert wrong == []


def test_the_domain_knows_no_server_database_or_network() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, module in modules("questionnaires")
        if module.split(".")[0] in NOT_IN_THE_DOMAIN
    ]
    assert wrong == []


def test_the_lti_library_stays_behind_its_two_doors() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path, module in modules(package)
        if module.split(".")[0] == "pylti1p3"
        and not str(path.relative_to(ROOT)).startswith(LTI_LIBRARY_LIVES_IN)
    ]
    assert wrong == []


def test_no_other_distribution_owns_our_top_level_names() -> None:
    owners = importlib.metadata.packages_distributions()
    foreign = {
        name: others for name in MAY_IMPORT if (others := set(owners.get(name, ())) - {"themascan"})
    }
    assert foreign == {}


def test_lock_files_name_the_public_index_only() -> None:
    for name in ("uv.lock", "constraints.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        addresses = re.findall(r"(?:https?|file)://[^\s\"']+", text)
        assert [url for url in addresses if not url.startswith(PUBLIC_INDEX)] == []


def test_both_lock_files_pin_the_same_versions() -> None:
    # A package can have a version for each of several Pythons.
    locked = set(
        re.findall(r'^name = "(.+)"\nversion = "(.+)"$', (ROOT / "uv.lock").read_text(), re.M)
    )
    pinned = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "constraints.txt").read_text(), re.M)
    assert pinned
    assert [pin for pin in pinned if pin not in locked] == []
