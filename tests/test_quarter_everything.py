"""With other results, nothing that anybody but the person opens differs before publishing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lti_tool.access import roles_of
from tests.quarter import PEOPLE, Quarter, quarter
from tests.test_access import launched, visit_routes
from tests.town import Walker

pytestmark = pytest.mark.usefixtures("a_database")
OTHERS = ("manager", "coordinator", "admin")
# Made by chance at each request or for each installation, and of no meaning.
CHANCE = (
    r"/v/[A-Za-z0-9_-]+",
    r'name="csrf_token"\s+value="[^"]*"',
    r'data-person="[^"]*"',
    r"(127\.0\.0\.1|localhost):\d+",
    r"<!--.*?-->",
    r"\b[0-9a-f]{16,}\b",
    r"/board/[0-9]+-[0-9a-f]+",
    r"\d{2}:\d{2}(:\d{2})?",
    r"1\.\d+e\+09",
)


def plain(text: str) -> str:
    """A page without what is made by chance."""
    for pattern in CHANCE:
        text = re.sub(pattern, "", text, flags=re.S)
    return text


def _others_open(q: Quarter) -> dict[str, str]:
    """Every page and file that others may open, by role and address."""
    found = {}
    for role in OTHERS:
        walker = launched(q.town, role)
        for endpoint, method, path in visit_routes(q.town.app):
            if method == "GET" and role in roles_of(q.town.app, endpoint):
                answer = walker.client.get(walker.base + path, follow_redirects=True)
                found[f"{role} {path}"] = plain(answer.get_data(as_text=True))
    for path in ("/metrics", "/readyz", "/healthz"):
        found[path] = plain(q.town.app.test_client().get(path).get_data(as_text=True))
    return found


def _run(folder: Path, best: bool) -> dict[str, str]:
    with quarter(folder) as q:
        for sub in PEOPLE:
            walker = Walker(q.town, q.town.app.test_client())
            walker.launch(sub, **q.grades.claims())
            assert walker.scan(best).page == "result"
            walker.post("/offer", offer="tm-ml-vinden")
        q.deliver()
        return _others_open(q)


def test_no_page_of_anybody_else_tells_what_came_out(tmp_path: Path) -> None:
    good, bad = (_run(tmp_path / str(best), best) for best in (True, False))
    assert len(good) > 50
    assert set(good) == set(bad)
    for name, text in good.items():
        assert text == bad[name], name
