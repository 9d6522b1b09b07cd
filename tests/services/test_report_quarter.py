"""A real quarter from the first click to the page of results, with best and with worst answers."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from lti_tool.models import Cycle, db
from lti_tool.services.cycles import dates_of
from tests.platform import SYSTEM_ADMIN
from tests.quarter import PEOPLE, quarter
from tests.services.test_report_sheets import Rows, tables_of_page
from tests.town import Walker

COLLEAGUES = [str(number) for number in range(200, 208)]
BODY = r'<textarea[^>]* id="body"[^>]*>(.*?)</textarea>'
PATHS = ("", "/feedback", "/certificate")


def pages_of(folder: Path, best: bool) -> dict[str, str]:
    """The pages of what was published when everybody answered the same."""
    with quarter(folder) as q:
        for sub in COLLEAGUES:
            q.town.add_person(sub)
        for sub in (*PEOPLE, *COLLEAGUES):
            walker = Walker(q.town, q.town.app.test_client())
            walker.launch(sub)
            assert walker.scan(best).page == "result"
        with q.town.app.app_context():
            closing = dates_of(db.session.get_one(Cycle, q.town.cycle_id)).closing
            db.session.rollback()
        q.office.run(closing)
        q.office.run(closing + timedelta(days=5))
        q.town.clock.now = closing + timedelta(days=6)
        admin = Walker(q.town, q.town.app.test_client())
        admin.launch("200", roles=[SYSTEM_ADMIN])
        here = f"/reports/{q.town.cycle_id}"
        return {path: admin.get(here + path).text for path in PATHS}


def named(rows: Rows) -> list[list[str]]:
    """What a table is about and how many, without the bands."""
    return [row[:2] for row in rows]


def test_other_results_change_the_bands_and_nothing_else(tmp_path: Path) -> None:
    good, bad = (pages_of(tmp_path / str(best), best) for best in (True, False))
    tables = [tables_of_page(pages[""]) for pages in (good, bad)]
    assert {key: named(rows) for key, rows in tables[0].items() if key != "facts"} == {
        key: named(rows) for key, rows in tables[1].items() if key != "facts"
    }
    assert tables[0]["overview"] != tables[1]["overview"], "the figures do say something"
    papers = [tables_of_page(pages["/certificate"]) for pages in (good, bad)]
    assert papers[0]["nodes"] == papers[1]["nodes"]
    assert papers[0]["groups"] == papers[1]["groups"]
    texts = [re.findall(BODY, p["/feedback"], re.S) for p in (good, bad)]
    assert texts[0] != texts[1]
    assert "12 van de 12" in texts[0][0]
    # All alike: nothing is strongest, whatever the results are.
    assert all("liggen dicht bij elkaar" in text[0] for text in texts)
