"""What the example of a proxy writes down: its rules, applied as nginx applies them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CONFIGURATION = Path(__file__).parent.parent / "docs/install/nginx.conf"


def mapped(name: str, asked: str) -> str:
    """What a ``map`` of the configuration makes of a value: the first rule that fits."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    [block] = re.findall(rf"^map [^{{}}]* \${name} {{\n(.*?)^}}", text, re.S | re.M)
    for quoted, plain, result in re.findall(r'^ +(?:"(.+?)"|(\S+)) +(\S+);$', block, re.M):
        rule = quoted or plain
        if rule == "default":
            return str(result.replace("$uri", asked))
        if found := re.search(rule.removeprefix("~").replace("(?<", "(?P<"), asked):
            return _filled(result, found.groupdict())
    raise AssertionError(f"no rule for {asked}")


def _filled(result: str, groups: dict[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda gap: groups[gap[1]], result)


@pytest.mark.parametrize("page", ["", "again", "again/closing", "questions/12", "start/word"])
def test_the_proxy_masks_all_of_a_visits_address(page: str) -> None:
    assert mapped("masked_uri", f"/v/Zm9vYmFy/{page}") == "/v/-"


@pytest.mark.parametrize("status", [200, 204, 302, 303, 304, 400, 403, 404, 413, 499])
def test_the_proxy_has_no_line_for_a_page_of_a_visit(status: int) -> None:
    assert mapped("has_a_line", f"{status} /v/Zm9vYmFy/again") == "0"


@pytest.mark.parametrize("asked", ["500 /v/Zm9vYmFy/again", "502 /v/x/", "200 /lti/launch"])
def test_what_broke_and_what_is_no_visit_has_a_line(asked: str) -> None:
    assert mapped("has_a_line", asked) == "1"


def test_the_log_asks_that_rule() -> None:
    lines = re.findall(r"^ *access_log (.+);$", CONFIGURATION.read_text(encoding="utf-8"), re.M)
    assert lines == ["/var/log/nginx/themascan.log themascan if=$has_a_line"]


def test_other_addresses_are_told_without_their_secrets() -> None:
    addresses = {
        "/lti/launch": "/lti/launch",
        "/lti/register/secret": "/lti/register",
        "/agenda/secret.ics": "/agenda/-",
        "/mine/secret": "/mine/-",
        "/readyz": "/readyz",
    }
    assert {asked: mapped("masked_uri", asked) for asked in addresses} == addresses
