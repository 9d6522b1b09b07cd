"""The certificate in words: what was checked, what is hidden and why, what it does not promise."""

from __future__ import annotations

import pytest

from tests.services.report_town import audited, publish
from tests.services.test_report_pages import admin
from tests.services.test_report_sheets import tables_of_page
from tests.town import Town
from tests.web.report_stops import organisation, participation


def test_a_certificate_says_what_was_checked_and_why_something_is_hidden(town: Town) -> None:
    publish(town.app, town.cycle_id, town.clock(), audited())
    text = admin(town).get(f"/reports/{town.cycle_id}/certificate").text
    assert "De controle is geslaagd." in text
    assert "Wat dit niet belooft" in text
    found = tables_of_page(text)
    facts = {row[0]: row[1] for row in found["paper"][2:]}
    assert facts["Kwartaal"] == "2026-Q4"
    assert facts["Thema, met versie"] == "teams-samenwerken 0.2.0"
    assert facts["Lijst van medewerkers, zoals vastgelegd op"] == "frozen 2026-10-12"
    assert facts["Collega's van wie de uitslag meetelt"] == "156"
    assert facts["Kleinste groep met een cijfer"] == "8"
    assert (facts["Plekken met cijfers"], facts["Plekken zonder cijfers"]) == ("10", "5")
    assert facts["Eerdere kwartalen die meegelezen zijn"] == "2025-Q4"
    places = {row[0]: row[1:] for row in found["nodes"][2:]}
    assert places["Publiekszaken / Balie"] == ["ja", ""]
    assert places["Griffie"] == ["nee", "minder dan 8 collega's deden mee"]
    too_near = ["nee", "groot genoeg, maar dan was een kleinere groep uit te rekenen"]
    assert places["Bedrijfsvoering"] == too_near
    about = [row[0] for row in found["checked"][2:]]
    assert about[0] == "Mensen en berichten vinden"
    assert about[-1] == "afgeronde trainingen"
    assert len(about) == 4


def test_places_without_a_name_are_a_number(town: Town) -> None:
    found = audited()
    rows = found.snapshot["participation"]
    rows[:] = [row for row in rows if row["path"] not in (["5"], ["5", "51"])]
    publish(town.app, town.cycle_id, town.clock(), found)
    text = admin(town).get(f"/reports/{town.cycle_id}/certificate").text
    small = tables_of_page(text)["nodes"][-1]
    assert small == ["2 heel kleine plekken", "nee", "minder dan 5 collega's uitgenodigd"]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (organisation, "Alleen cijfers van de hele organisatie zijn gepubliceerd."),
        (participation, "Alleen wie meedeed is gepubliceerd."),
    ],
)
def test_a_check_that_held_figures_back_says_so_and_no_more(
    town: Town, make: object, says: str
) -> None:
    assert callable(make)
    publish(town.app, town.cycle_id, town.clock(), make())
    text = admin(town).get(f"/reports/{town.cycle_id}/certificate").text
    assert says in text
    assert "geslaagd" not in text
    places = {row[0]: row[1:] for row in tables_of_page(text)["nodes"][2:]}
    assert places["Griffie"] == ["nee", "de controle hield dit tegen"]
