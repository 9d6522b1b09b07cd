"""2,000 employees finish within an hour: all arrive, at a pace, and no page waits for the LMS."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.fakes.weather import Weather
from tests.storm import COURSES, FIRST, delivered, storm

pytestmark = [pytest.mark.usefixtures("a_database")]

PEOPLE, WALKERS = 2000, 8
# Minutes into the hour: ten in which the LMS is away, and an answer that gets lost.
WEATHER = {
    20: Weather("503"),
    30: None,
    40: Weather("lost-answer", times=1, after=4),
    50: Weather("login", times=3),
}


@pytest.mark.long
def test_2000_people_within_an_hour_all_arrive_once_and_at_a_pace(tmp_path: Path) -> None:
    with storm(tmp_path, PEOPLE, WALKERS) as hour:
        hour.weather = WEATHER
        took = hour.live(longest=timedelta(hours=3))
        moodle = hour.moodle
        everybody = {str(number) for number in range(FIRST, FIRST + PEOPLE)}
        assert [moodle.enrolled(course) for course in COURSES] == [everybody] * 3
        assert delivered(hour.town.app) == {"delivered": PEOPLE * len(COURSES)}
        # Everybody was written once, in each course.
        assert set(moodle.times_written.values()) == {1}
        assert len(moodle.times_written) == PEOPLE * len(COURSES)
        assert min(moodle.gaps) >= 5
        assert max(len(whom) for _, whom in moodle.writes) <= 100
        # Who walked through all pages meanwhile waited for nothing of it.
        assert hour.walked == [("result", {200})] * WALKERS
        assert hour.disturbed == 0
        assert hour.while_it_hung > WALKERS / 2
        assert took < timedelta(hours=1, minutes=30)
