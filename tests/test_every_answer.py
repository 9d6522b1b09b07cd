"""An LMS that answers with anything at all: no enrolment vanishes, and nobody's hand is undone.

The whole way, from the outbox over a socket to the LMS and back: each enrolment ends as
delivered, waiting or refused with a reason, and what L&D made of its own stays as it was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import update

from adapters.fakes.moodle import ENROL, FakeMoodle, Weather
from adapters.fakes.moodle_faults import MoodleError
from adapters.fakes.moodle_site import Enrolment
from adapters.fakes.moodle_store import entries
from adapters.moodle_advice import PARTICIPANTS, PEOPLE
from lti_tool.models import Platform, db
from lti_tool.services.stuck import retry
from lti_tool.toolbox import EXTENSION, Toolbox
from tests.adapters.moodle_places import FAULTS, NO_ANSWER, ODD
from tests.adapters.moodle_replay import OURS, Answer, Fields, Recorded, ok, recorded, replay
from tests.doors import Door
from tests.jobs.conftest import Office, Post
from tests.town import Town

COURSES = ("11", "12")
PLACES = {"participants": PARTICIPANTS, "look-up": PEOPLE, "enrolling": ENROL}
# What L&D did in course 11 before: with dates and put aside, in another role, with both.
OWN = {
    "100": Enrolment([5], suspended=True, timestart=1795525027, timeend=1796302627),
    "101": Enrolment([3]),
    "102": Enrolment([4, 5], timeend=1796302627),
}
NEW = ("103", "104", "105")


@dataclass
class World:
    """A town and its Moodle, with something in between that can answer instead of it.

    ``instead`` gives an answer to a function's call, or None to let the Moodle do it.
    """

    town: Town
    moodle: FakeMoodle
    post: Post
    office: Office
    door: Door
    instead: Callable[[Fields], Recorded | None] = lambda fields: None
    enrolled: Counter[tuple[str, str]] = field(default_factory=Counter)

    def answer(self, fields: Fields) -> Recorded:
        """What comes over the line."""
        given = self.instead(fields)
        return given if given is not None else self.pass_on(fields)

    def pass_on(self, fields: Fields) -> Recorded:
        """The Moodle's own answer; who was enrolled by it is counted."""
        before = {course: set(rows) for course, rows in self.moodle.site.enrolments.items()}
        try:
            return ok(self.moodle.answer(fields))
        except MoodleError as fault:
            return ok(fault.document())
        finally:
            for row in entries(fields):
                course, user = row["courseid"], row["userid"]
                new = user in self.moodle.site.enrolments[course] and user not in before[course]
                self.enrolled[course, user] += new

    def changes(self, weather: Weather | None) -> None:
        """The weather at the Moodle from now on."""
        self.moodle.weather = weather
        self.door.look_out(weather)

    def check(self) -> Counter[str]:
        """Nothing vanished, nothing is without a word, nothing of L&D's changed; the states."""
        rows, now = self.post.rows(), self.office.clock()
        assert len(rows) == len(COURSES) * (len(OWN) + len(NEW))
        for row in rows:
            assert row.state in ("delivered", "waiting", "refused"), row.state
            assert row.state == "delivered" or (row.code and row.reason)
            assert row.state != "waiting" or row.not_before > now
        assert {key: self.moodle.site.enrolments["11"][key] for key in OWN} == OWN
        there = sum(len(self.moodle.site.enrolments[course]) for course in COURSES)
        states = Counter(row.state for row in rows)
        assert states["delivered"] <= there
        return states

    def recovers(self) -> None:
        """The LMS is itself again, and a person has put back in line what was refused."""
        self.instead = lambda fields: None
        self.changes(None)
        with self.town.app.app_context():
            retry(db.session(), [], self.office.clock())
        self.office.run()
        assert self.check() == {"delivered": 12}
        for course in COURSES:
            assert set(self.moodle.site.enrolments[course]) == {*OWN, *NEW}


@contextmanager
def world(town: Town, between: bool = True) -> Iterator[World]:
    """Six people wait to be enrolled in two courses; L&D has three of them in one already."""
    with FakeMoodle() as moodle:
        post = Post(town, moodle)
        post.add_people(100, len(OWN) + len(NEW))
        moodle.site.enrolments["11"] |= deepcopy(OWN)
        post.queue(*COURSES)
        tools: Toolbox = town.app.extensions[EXTENSION]
        door = Door("127.0.0.0/8")
        town.app.extensions[EXTENSION] = replace(tools, door=door)
        made = World(town, moodle, post, Office(town.app, town.clock), door)
        answers: dict[str, Answer] = dict.fromkeys(OURS, made.answer)
        with replay(answers) as line:
            if between:
                with town.app.app_context():
                    db.session.execute(update(Platform).values(api_url=line.url))
                    db.session.commit()
            yield made


def at(place: str, given: Recorded, times: int = 1_000_000) -> Callable[[Fields], Recorded | None]:
    """This answer to the calls of one function, so many times."""
    left = [times]

    def instead(fields: Fields) -> Recorded | None:
        if fields["wsfunction"] != PLACES[place] or not left[0]:
            return None
        left[0] -= 1
        return given

    return instead


CAPTURED = sorted({*FAULTS, *ODD} - {*NO_ANSWER})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("key", CAPTURED)
def test_each_captured_error_leaves_every_enrolment_somewhere(
    town: Town, key: str, place: str
) -> None:
    with world(town) as lms:
        lms.instead = at(place, recorded(key))
        lms.office.run()
        assert lms.check()["delivered"] < 12
        lms.recovers()
        assert max(lms.enrolled.values()) == 1


def page(status: int, body: bytes, kind: str = "text/html") -> Recorded:
    return Recorded("", {}, status, kind, body)


def data(text: str | bytes) -> Recorded:
    return page(200, text.encode() if isinstance(text, str) else text, "application/json")


RUBBISH = {
    "nothing": data(""),
    "a blank": data(" \n"),
    "null": data("null"),
    "true": data("true"),
    "a number": data("4"),
    "no number": data("NaN"),
    "words": data('"yes"'),
    "an object": data("{}"),
    "another object": data('{"users": []}'),
    "a warning before it": data('<br />\n<b>Notice</b>: x in y<br />[{"id": 104}]'),
    "cut": data('[{"id": 104}, {"id": 10'),
    "nulls": data("[null, null]"),
    "lists": data("[[104]]"),
    "words in a list": data('["104"]'),
    "rows of nothing": data("[{}, {}]"),
    "rows without a number": data('[{"fullname": "Zoë"}]'),
    "rows with no number": data('[{"id": null}, {"id": false}]'),
    "rows with a thing for a number": data('[{"id": {"x": 1}}]'),
    "no text": data(b"\xff\xfe\x00[\x80"),
    "a deep one": data("[" * 100_000),
    "a login page": page(200, b"<!DOCTYPE html><title>Log in</title>"),
    "an empty page": page(200, b""),
    "no content": page(204, b""),
    "elsewhere": page(302, b""),
    "not modified": page(304, b""),
    "a proxy's no": page(403, b"<h1>Forbidden</h1>"),
    "who are you": page(401, b"<h1>Unauthorized</h1>"),
    "gone": page(410, b""),
    "a teapot": page(418, b"{}"),
    "broken": page(500, b"<h1>Oops</h1>"),
    "no number for a code": data('{"errorcode": 7, "exception": []}'),
    "a code of words": data(json.dumps({"exception": "x", "errorcode": "y" * 9000})),
    "no code": data('{"exception": null, "errorcode": null}'),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_leaves_every_enrolment_somewhere(town: Town, rubbish: str, place: str) -> None:
    with world(town) as lms:
        lms.instead = at(place, RUBBISH[rubbish])
        lms.office.run()
        lms.check()
        lms.recovers()
        assert max(lms.enrolled.values()) == 1


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("rubbish", ["nulls", "rows of nothing", "a login page", "cut"])
def test_one_bad_answer_among_good_ones_undoes_nothing(
    town: Town, rubbish: str, place: str
) -> None:
    with world(town) as lms:
        lms.instead = at(place, RUBBISH[rubbish], times=1)
        lms.office.run()
        lms.check()
        lms.recovers()
        assert max(lms.enrolled.values()) == 1


WEATHERS = [
    *("400", "401", "403", "404", "429", "500", "503"),
    *("login", "redirect", "moved", "maintenance", "off", "rubbish", "odd", "nothing", "slow"),
    "lost-answer",
]


@pytest.mark.parametrize("after", [0, 5])
@pytest.mark.parametrize("kind", WEATHERS)
def test_all_weather_from_the_first_call_or_halfway(town: Town, kind: str, after: int) -> None:
    with world(town, between=False) as lms:
        lms.changes(Weather(kind, after=after))
        lms.office.run()
        states = lms.check()
        assert states["delivered"] < 12
        lms.recovers()


@pytest.mark.parametrize("keeps", [0, 1, 2])
def test_half_a_batch_is_found_out(town: Town, keeps: int) -> None:
    """The LMS says yes to all and has enrolled some: PHP drops fields and says nothing."""
    with world(town) as lms:

        def cut(fields: Fields) -> Recorded | None:
            if fields["wsfunction"] != ENROL:
                return None
            left = {k: v for k, v in fields.items() if not k.startswith("enrolments")}
            kept = [
                k for k in fields if any(k.startswith(f"enrolments[{n}]") for n in range(keeps))
            ]
            return lms.pass_on({**left, **{k: fields[k] for k in kept}}) if keeps else ok(None)

        lms.instead = cut
        lms.office.run()
        states = lms.check()
        # Of L&D's three in course 11 nobody is written; course 12 has none of them yet.
        assert states == {"delivered": 3 + 2 * keeps, "refused": 9 - 2 * keeps}
        assert all("max_input_vars" in row.reason for row in lms.post.rows() if row.reason)
        lms.recovers()
        assert max(lms.enrolled.values()) == 1


def test_what_l_and_d_undoes_meanwhile_stays_undone(town: Town) -> None:
    """Somebody is taken out, or put aside, after the delivery: nothing brings it back."""
    with world(town) as lms:
        lms.office.run()
        assert lms.check() == {"delivered": 12}
        lms.moodle.unenrol("12", "103")
        lms.moodle.site.enrolments["12"]["104"].suspended = True
        with town.app.app_context():
            retry(db.session(), [], town.clock())
        lms.post.queue(*COURSES)
        lms.office.run(hours=7)
        assert "103" not in lms.moodle.site.enrolments["12"]
        assert lms.moodle.suspended("12") == {"104"}
