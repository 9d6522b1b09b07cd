"""What docs/moodle.md asks of an administrator is what the adapter needs, and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.moodle_advice import FUNCTIONS, OPTIONAL_FUNCTIONS, OPTIONAL_RIGHTS, RIGHTS
from adapters.moodle_cohorts import COHORTS, MEMBERS, RIGHT

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "moodle.md").read_text(encoding="utf-8")
IMAGES = DOCS / "images" / "moodle"
CHECK_LIST = re.compile(r"^\| ☐ \| `([^`]+)`", re.M)
HEADING = re.compile(r"^#+ (.+)$", re.M)


def anchor(heading: str) -> str:
    """How a heading is linked to on the usual forges."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_check_lists_are_the_least_rights_and_the_functions() -> None:
    asked = CHECK_LIST.findall(TEXT)
    assert sorted(asked) == sorted([*RIGHTS, *FUNCTIONS])


def test_the_role_that_can_be_uploaded_holds_the_least_rights() -> None:
    role = (DOCS / "moodle-role.xml").read_text(encoding="utf-8")
    given = re.findall(r"<(allow|prevent|prohibit|inherit)>([^<]+)</\1>", role)
    more = [right for rights in OPTIONAL_RIGHTS.values() for right in rights]
    wanted = [("allow", right) for right in RIGHTS]
    wanted += [("inherit", right) for right in (*more, RIGHT)]
    assert sorted(given) == sorted(wanted)
    assert re.findall(r"<level>(\w+)</level>", role) == ["system"]
    assigns = re.search(r"<allowassign>(.*)</allowassign>", role, re.S)
    assert assigns is not None
    assert assigns[1].split() == ["<shortname>student</shortname>"]
    assert all(f"<{name}/>" in role for name in ("allowoverride", "allowswitch", "allowview"))


def test_what_is_optional_is_named_with_its_functions_and_right() -> None:
    section = TEXT.partition("### B6.")[2].partition("\n## ")[0]
    rows = [set(re.findall(r"`([^`]+)`", row)) for row in section.splitlines() if row[:2] == "| "]
    for ability, functions in OPTIONAL_FUNCTIONS.items():
        wanted = {*functions, *OPTIONAL_RIGHTS.get(ability, ())}
        assert wanted in rows, ability
    assert {COHORTS, MEMBERS, RIGHT} in rows


def test_every_picture_is_shown_and_is_small() -> None:
    shown = set(re.findall(r"!\[[^\]]+\]\(images/moodle/([\w-]+\.png)\)", TEXT))
    assert shown == {path.name for path in IMAGES.iterdir()}
    assert all(path.stat().st_size < 150_000 for path in IMAGES.iterdir())


def test_every_link_within_the_page_leads_somewhere() -> None:
    anchors = {anchor(heading) for heading in HEADING.findall(TEXT)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - anchors == set()


@pytest.mark.parametrize("file", sorted(set(re.findall(r"\]\(([\w/-]+\.(?:md|xml))\)", TEXT))))
def test_every_link_to_another_page_leads_somewhere(file: str) -> None:
    assert (DOCS / file).is_file()
