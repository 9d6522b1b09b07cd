"""Enrolments from the outbox to a Moodle on a real socket, in good and in bad weather."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from adapters.fakes.moodle import FakeMoodle, Weather
from lti_tool.models import Delivery, Person, Platform, db
from lti_tool.services.stuck import retry, unsettled
from tests.jobs.conftest import Office, Post


def test_500_enrolments_of_one_course_take_5_writing_calls(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    people = post.add_people(100, 500)
    post.queue("11")
    assert office.run() == [f"platform {post.town.platform_id}: enrol: 500 delivered"]
    assert moodle.writing_calls == [100] * 5
    assert moodle.enrolled("11") == set(people)


def test_writing_calls_keep_a_pace_of_five_seconds(post: Post, office: Office) -> None:
    post.add_people(100, 150)
    post.queue("11", "12")
    began = office.clock()
    office.run()
    # Two calls a course: the first at once, three more after five seconds each.
    assert (office.clock() - began).total_seconds() == 15
    assert post.states() == {"delivered": 300}


def test_what_is_there_already_counts_as_delivered_and_stays(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    post.add_people(100, 3)
    moodle.enrol("11", "100", suspended=True)
    moodle.enrol("11", "101")
    post.queue("11")
    office.run()
    assert post.states() == {"delivered": 3}
    assert moodle.suspended("11") == {"100"}
    assert moodle.writing_calls == [1]


STORMS = {
    "down": Weather("500"),
    "busy": Weather("503"),
    "rate limit": Weather("429", retry_after="7200"),
    "login page": Weather("login"),
    "leads to the login": Weather("redirect"),
    "maintenance": Weather("maintenance"),
}


@pytest.mark.parametrize("storm", STORMS.values(), ids=STORMS)
def test_bad_weather_delays_and_loses_nothing(
    post: Post, office: Office, moodle: FakeMoodle, storm: Weather
) -> None:
    people = post.add_people(100, 3)
    post.queue("11", "12")
    moodle.weather = storm
    office.run()
    assert post.states() == {"waiting": 6}
    assert all(row.reason and row.code == "unavailable" for row in post.rows())
    least = 7200 if storm.retry_after else 30
    waits = [(row.not_before - office.clock()).total_seconds() for row in post.rows()]
    assert all(wait >= least - 15 for wait in waits)
    moodle.weather = None
    assert office.run() == []
    office.run(hours=7)
    assert post.states() == {"delivered": 6}
    assert moodle.enrolled("11") == moodle.enrolled("12") == set(people)


def test_the_wait_doubles_up_to_six_hours(post: Post, office: Office, moodle: FakeMoodle) -> None:
    post.add_people(100, 1)
    post.queue("11")
    moodle.weather = Weather("500")
    waits = []
    for _ in range(14):
        office.run()
        [row] = post.rows()
        waits.append((row.not_before - office.clock()).total_seconds())
        office.clock.now = row.not_before
    doubled = [min(60 * 2**n, 21600) for n in range(14)]
    assert all(most / 2 - 20 <= wait <= most for wait, most in zip(waits, doubled, strict=True))


def test_an_answer_that_got_lost_enrols_nobody_twice(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    post.add_people(100, 250)
    post.queue("11")

    def storm() -> None:
        # The second batch is written, but its answer never arrives.
        moodle.weather = Weather("lost-answer", times=1)

    office.patience.meanwhile = storm
    office.run()
    assert post.states() == {"waiting": 250}
    office.patience.meanwhile = lambda: None
    office.run(hours=7)
    assert post.states() == {"delivered": 250}
    assert moodle.writing_calls == [100, 100, 50]


def test_a_faulty_account_is_set_apart_with_a_reason(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    post.add_people(100, 20)
    del moodle.site.users["107"]
    post.queue("11")
    office.run()
    assert post.states() == {"delivered": 19, "refused": 1}
    with post.town.app.app_context():
        [row] = unsettled(db.session())
    assert row["code"] == "not_enrolled"
    assert "107" not in str(row["reason"])
    moodle.add_user("107")
    with post.town.app.app_context():
        assert retry(db.session(), [], office.clock()) == 1
    office.run()
    assert post.states() == {"delivered": 20}


def test_a_missing_right_waits_for_a_person_and_is_tried_again_when_told(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    post.add_people(100, 30)
    moodle.site.no_manual.add("11")
    post.queue("11", "12")
    office.run()
    assert post.states() == {"delivered": 30, "refused": 30}
    assert {row.code for row in post.rows() if row.state == "refused"} == {"wsnoinstance"}
    moodle.site.no_manual.clear()
    assert office.run(hours=24) == []
    with post.town.app.app_context():
        assert retry(db.session(), [], office.clock()) == 30
    office.run()
    assert post.states() == {"delivered": 60}


def test_an_account_that_nobody_knows_yet_is_named_and_found_later(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    post.add_people(100, 1)
    post.queue("11")
    with post.town.app.app_context():
        db.session.execute(update(Person).values(lms_user_id=None))
        db.session.commit()
    office.run()
    assert [row.code for row in post.rows()] == ["no_account"]
    with post.town.app.app_context():
        db.session.execute(update(Person).values(lms_user_id="100"))
        retry(db.session(), [], office.clock())
    office.run()
    assert moodle.enrolled("11") == {"100"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("api_adapter", "", "no_api"),
        ("api_token_sealed", b"another key's", "no_token"),
        ("api_options", {"role_id": "student"}, "bad_option"),
    ],
)
def test_an_lms_that_is_not_connected_is_said(
    post: Post, office: Office, field: str, value: object, code: str
) -> None:
    post.add_people(100, 2)
    post.queue("11")
    with post.town.app.app_context():
        db.session.execute(update(Platform).values({field: value}))
        db.session.commit()
    office.run()
    assert [(row.state, row.code) for row in post.rows()] == [("refused", code)] * 2


def test_a_payload_of_a_lost_key_is_for_a_person(post: Post, office: Office) -> None:
    post.add_people(100, 2)
    post.queue("11")
    with post.town.app.app_context():
        first = post.rows()[0].id
        db.session.execute(
            update(Delivery).where(Delivery.id == first).values(payload_sealed=b"gone")
        )
        db.session.commit()
    office.run()
    assert [(row.state, row.code) for row in post.rows()] == [
        ("refused", "sealed"),
        ("delivered", ""),
    ]


def test_what_a_dead_process_had_in_hand_is_taken_up(post: Post, office: Office) -> None:
    post.add_people(100, 3)
    post.queue("11")
    with post.town.app.app_context():
        db.session.execute(update(Delivery).values(state="sending", attempts=1))
        db.session.commit()
    office.run()
    assert post.states() == {"delivered": 3}


def test_a_process_that_is_told_to_stop_loses_nothing(
    post: Post, office: Office, moodle: FakeMoodle
) -> None:
    post.add_people(100, 150)
    post.queue("11", "12")
    office.patience.set()
    with pytest.raises(SystemExit):
        office.run()
    assert sum(post.states().values()) == 300
    office.patience.clear()
    office.run()
    assert post.states() == {"delivered": 300}
    assert moodle.writing_calls.count(100) == 2
