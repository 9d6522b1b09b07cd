"""What the narrator keeps."""

from __future__ import annotations

from datetime import UTC, datetime

from lti_tool.practice.narrator import KEPT, Story, latest, tell
from tests.practice.world import PracticeMoodle

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_much_reading_pushes_no_change_out(practice: PracticeMoodle) -> None:
    with practice.practice.session() as session:
        tell(session, 1, Story("launch", "Sanne opent Themascan", "Kort.", {}), NOW)
        for number in range(KEPT + 10):
            tell(session, 1, Story("rest", f"Lezen {number}", "Kort.", {}, minor=True), NOW)
        assert [row.title for row in latest(session, 1, 15, minor=False)] == [
            "Sanne opent Themascan"
        ]
        everything = latest(session, 1, 2 * KEPT, minor=True)
    assert len(everything) == KEPT + 1
    assert everything[0].title == f"Lezen {KEPT + 9}"
