"""A file for the roster is no way to ask whether a colleague had everything erased."""

from __future__ import annotations

import pytest

from tests.services.roster_desk import FIRST, HEAD, RosterAdmin
from tests.town import Town, Walker


@pytest.fixture
def admin(town: Town) -> RosterAdmin:
    """Of three on the roster, 6 has had everything erased while the scan runs."""
    desk = RosterAdmin(town)
    desk.load(FIRST)
    walker = Walker(town, town.app.test_client())
    walker.launch("6")
    walker.get("/erase")
    walker.post("/erase", erase="1")
    assert walker.page.page == "erased"
    assert set(desk.people()) == {"5", "7"}
    desk.see("/roster")
    return desk


def told(admin: RosterAdmin, content: str) -> tuple[dict[str, int], list[str]]:
    """The counts of a preview but of who leaves, and what else it says in a paragraph."""
    text = admin.upload(content).split("<main", 1)[1]
    counts = {name: count for name, count in admin.counts().items() if name != "Weg"}
    rows = [part.split("</p>")[0] for part in text.split('<p class="')[1:]]
    return counts, [row for row in rows if "wissen" in row or "komt niet terug" in row]


def test_a_preview_of_one_line_says_the_same_of_whoever_is_in_it(admin: RosterAdmin) -> None:
    there, gone = told(admin, "lms_user_id\n5\n"), told(admin, "lms_user_id\n6\n")
    assert there == gone
    assert there[0] == {"Nieuw": 0, "Gewijzigd": 0, "Hetzelfde": 1}
    assert len(there[1]) == 1, "one sentence that is always there, with no number in it"


def test_words_that_nobody_mapped_are_asked_for_whoever_they_are_about(
    admin: RosterAdmin,
) -> None:
    for number in ("5", "6"):
        page = admin.upload(f"{HEAD}\n{number};;;Dijkgraaf;;;;\n")
        assert "Kies een functiegroep" in page, number
        assert "Dijkgraaf" in page


def test_taking_over_brings_nobody_back_and_tells_no_more(admin: RosterAdmin) -> None:
    admin.upload(FIRST)
    assert admin.counts() == {"Nieuw": 0, "Gewijzigd": 0, "Weg": 0, "Hetzelfde": 3}
    page = admin.take()
    assert "0 nieuw, 0 gewijzigd, 0 weg" in page
    assert "wissen" not in page.split("<main", 1)[1]
    assert set(admin.people()) == {"5", "7"}
