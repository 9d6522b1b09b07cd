"""What L&D learned stands in the feedback and in the announcement of the next theme."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from lti_tool.models import Cycle, db
from lti_tool.services.lessons import keep_lesson
from lti_tool.services.message_letters import Reader, message_to, round_of
from lti_tool.services.message_texts import Written
from tests.services.report_town import audited, publish
from tests.test_access import launched
from tests.town import Town

LEARNED, CHANGE = "Vinden kost de meeste tijd", "We oefenen vaker samen."


@pytest.fixture
def published(town: Town) -> Town:
    """The town's quarter is published, and the next is planned."""
    publish(town.app, town.cycle_id, town.clock(), audited())
    with town.app.app_context():
        now = db.session.scalars(select(Cycle)).one()
        following = Cycle(
            organisation_id=now.organisation_id,
            theme_pack_id=now.theme_pack_id,
            quarter="2027-Q1",
            state="planned",
            opens=now.opens,
            closes=now.closes,
            scan_url=now.scan_url,
            planned_at=town.clock(),
        )
        db.session.add(following)
        db.session.commit()
    return town


def letter(town: Town, message: str, quarter: str, language: str = "nl") -> Written:
    with town.app.app_context():
        cycle = db.session.scalars(select(Cycle.id).where(Cycle.quarter == quarter)).one()
        return message_to(message, round_of(db.session(), cycle), Reader("Sanne", "", language))


def test_l_and_d_writes_it_down_and_it_stands_in_the_text(published: Town) -> None:
    walker = launched(published, "coordinator")
    here = f"/reports/{published.cycle_id}"
    assert "geleerd: [vul in]." in walker.get(f"{here}/feedback").text
    text = walker.post(f"{here}/lesson", learned=LEARNED, change=CHANGE).text
    assert f"geleerd: {LEARNED}." in text
    assert f"anders: {CHANGE}" in text


def test_the_feedback_mail_has_figures_and_lessons(published: Town) -> None:
    with published.app.app_context():
        keep_lesson(db.session(), published.cycle_id, LEARNED, CHANGE)
    text = letter(published, "feedback", "2026-Q4").text
    assert re.search(r"zit onder het minimum|dicht bij elkaar", text)
    assert f"Wat hebben we ervan geleerd: {LEARNED}." in text
    assert "below the minimum" in letter(published, "feedback", "2026-Q4", "en").text


@pytest.mark.parametrize("words", [(LEARNED, CHANGE), ("", CHANGE), ("", "")])
def test_the_next_announcement_says_what_was_learned(published: Town, words: Sequence[str]) -> None:
    with published.app.app_context():
        keep_lesson(db.session(), published.cycle_id, *words)
    text = letter(published, "announce", "2027-Q1").text
    for word in words:
        assert word in text
    assert ("geleerd:" in text) == bool(words[0])
    assert "geleerd:" not in letter(published, "announce", "2026-Q4").text
