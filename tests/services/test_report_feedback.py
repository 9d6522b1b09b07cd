"""The feedback text: what the bands make certain, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from flask import Flask

from lti_tool.services.feedback_text import feedback, findings, standing
from lti_tool.services.report_figures import Share
from lti_tool.services.report_words import Names
from lti_tool.services.reports import Published
from questionnaires.disclosure import organisation_only, participation_only
from questionnaires.disclosure_bands import FIVES, TENS, THIRDS, Band
from tests.clock import Clock
from tests.disclosure.town import pack
from tests.services.report_town import audited

FIND, FILES, TALK = (skill.title for skill in pack().skills)


@pytest.fixture(autouse=True)
def in_dutch(app: Flask) -> Iterable[None]:
    with app.test_request_context():
        yield


def found(change: Callable[[dict[str, Any]], object] = lambda _: None) -> Published:
    made = audited()
    change(made.snapshot)
    document = made.snapshot
    now = Clock()()
    return Published(1, "2026-Q4", pack().id, pack().version, document, made.certificate, now)


def with_bands(*bands: Band | None) -> Published:
    """The organisation's band per skill; None for a skill without a figure."""

    def change(document: dict[str, Any]) -> None:
        for figures, band in zip(document["skills"].values(), bands, strict=True):
            whole = {"path": [], "n": 156, "band": band and band.document()}
            figures["places"] = [whole] if band else []

    return found(change)


def names() -> Names:
    return Names("Voorbeeldstad", pack(), {}, {})


def test_the_strongest_and_the_weakest_are_named_with_their_figures() -> None:
    said = findings(with_bands(Band(FIVES, 1), Band(FIVES, 7), Band(FIVES, 3)), names())
    assert said == [
        f"Wat gaat goed: {FIND} (10 tot 15\xa0% zit onder het minimum).",
        f"Waar groeien we nog: {FILES} (40 tot 45\xa0% zit onder het minimum).",
    ]


def test_skills_in_the_same_band_are_named_together() -> None:
    said = findings(with_bands(Band(FIVES, 1), Band(FIVES, 7), Band(FIVES, 1)), names())
    assert said[0].count("10 tot 15") == 2
    assert f"{FIND} (" in said[0]
    assert f" en {TALK} (" in said[0]


def test_when_all_are_alike_none_is_called_strongest() -> None:
    [said] = findings(with_bands(*[Band(TENS, 2)] * 3), names())
    assert said.startswith("Deze onderdelen liggen dicht bij elkaar: ")
    assert "gaat goed" not in said


def test_bands_that_overlap_leave_open_which_is_further() -> None:
    # At most a third, beside 20 to 30 %: nobody can say which is less.
    [said] = findings(with_bands(Band(THIRDS, 0), Band(TENS, 1), None), names())
    assert said.startswith("Deze onderdelen liggen dicht bij elkaar: ")


def test_nothing_goes_well_when_half_may_be_below() -> None:
    said = findings(with_bands(Band(FIVES, 13), Band(FIVES, 17), Band(FIVES, 15)), names())
    assert said[0].startswith(f"Het verst zijn we met: {FIND} (70 tot 75")
    more = findings(with_bands(Band(THIRDS, 0), Band(THIRDS, 1), Band(THIRDS, 1)), names())
    assert more[0].startswith(f"Wat gaat goed: {FIND} (hooguit een derde")


def test_one_figure_is_neither_strongest_nor_weakest() -> None:
    [said] = findings(with_bands(None, Band(TENS, 4), None), names())
    assert said == f"Dit weten we nu: {FILES} (50 tot 60\xa0% zit onder het minimum)."
    assert findings(with_bands(None, None, None), names()) == []


@pytest.mark.parametrize("one", [Band(s, n) for s, m in ((TENS, 7), (THIRDS, 1)) for n in range(m)])
@pytest.mark.parametrize("other", [Band(FIVES, step) for step in range(18)])
def test_who_is_called_further_is_further_whatever_the_shares_are(one: Band, other: Band) -> None:
    now = standing([Share("a", 60, one), Share("b", 200, other)])
    if not now.together:
        [best], [least] = now.furthest, now.least
        assert best.band is not None
        assert least.band is not None
        # Every whole number of people that fits the bands, out of 60 and 200.
        size = {"a": 60, "b": 200}
        most = best.band.most(size[best.name]) / size[best.name]
        assert most < least.band.least(size[least.name]) / size[least.name]


def test_the_text_has_the_figures_of_the_snapshot_and_gaps_for_the_rest() -> None:
    text = feedback(found(), names(), "Veilig digitaal werken")
    assert text.subject == "Dit leverde de scan ‘Samenwerken in Microsoft Teams’ ons op"
    assert text.body.startswith("Bedankt! 156 van de 192 collega's deden mee.\n\nWat gaat goed: ")
    assert text.body.count("[vul in]") == 2
    assert text.body.endswith("\nVolgend kwartaal: ‘Veilig digitaal werken’.")
    assert feedback(found(), names()).body.endswith("Volgend kwartaal: [vul in].")


def test_nothing_is_said_about_skills_when_only_who_took_part_was_published() -> None:
    def less(document: dict[str, Any]) -> None:
        document.update(participation_only(document))

    assert findings(found(less), names()) == []
    body = feedback(found(less), names()).body
    assert "156 van de 192" in body
    assert not any(title in body for title in (FIND, FILES, TALK))
    assert "minimum" not in body


def test_teams_and_departments_change_nothing_in_the_text() -> None:
    def whole(document: dict[str, Any]) -> None:
        document.update(organisation_only(document))

    assert feedback(found(whole), names()) == feedback(found(), names())
