"""The LMSs of the contract suite: each adapter before its fake, on a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from adapters.build import lms_api
from adapters.fakes.brightspace import FakeBrightspace
from adapters.fakes.canvas import FakeCanvas
from adapters.fakes.moodle import FakeMoodle
from adapters.fakes.weather import Weather
from adapters.fakes.worklist import MemoryWorklist
from adapters.lms import LmsApi
from tests.doors import Door

COURSE, NUMBER, TITLE = "4", "ID-ML", "Wachtwoorden & MFA"
PEOPLE = [str(number) for number in range(100, 230)]
NOBODY = "999999"


@dataclass
class World:
    """One LMS with a course and :data:`PEOPLE`. ``spoilt`` is what lacks: right or method.

    ``enrolled`` tells who is in the course as we enrol; ``by_hand`` enrols as L&D does, and
    ``set_aside`` leaves somebody there who may not come in any more.
    """

    name: str
    api: LmsApi
    wrong_token: LmsApi
    enrolled: Callable[[], set[str]]
    by_hand: Callable[[str], object]
    set_aside: Callable[[str], object]
    still_aside: Callable[[], set[str]]
    written: Callable[[], list[list[str]]]
    weather: Callable[[Weather | None], None]
    spoil: Callable[[], object]
    steps: list[int] = field(default_factory=list)


def _forecast(site: Any, door: Door) -> Callable[[Weather | None], None]:
    def change(now: Weather | None) -> None:
        site.weather = now
        door.look_out(now)

    return change


def _apis(
    kind: str, door: Door, site: Any, options: Mapping[str, str], steps: list[int]
) -> tuple[LmsApi, LmsApi]:
    def pace() -> None:
        steps.append(len(steps))

    return (
        lms_api(kind, door, site.url, site.token, options, pace),
        lms_api(kind, door, site.url, "another", options, pace),
    )


@contextmanager
def moodle() -> Iterator[World]:
    """The Moodle adapter before the fake Moodle."""
    with FakeMoodle() as site:
        site.add_course(COURSE, NUMBER, TITLE)
        for key in PEOPLE:
            site.add_user(key, idnumber=f"P{key}")
        yield moodle_world("moodle", site)


def moodle_world(name: str, site: Any) -> World:
    """A Moodle that is furnished already: the fake, or the practice LMS."""
    steps, door = list[int](), Door(site.host_port)
    api, wrong = _apis("moodle", door, site, {}, steps)
    return World(
        name,
        api,
        wrong,
        enrolled=lambda: set(site.enrolled(COURSE)),
        by_hand=lambda user: site.enrol(COURSE, user),
        set_aside=lambda user: site.enrol(COURSE, user, suspended=True),
        still_aside=lambda: set(site.suspended(COURSE)),
        written=lambda: list(getattr(site, "written", [])),
        weather=_forecast(site, door),
        spoil=lambda: site.site.no_manual.add(COURSE),
        steps=steps,
    )


@contextmanager
def canvas() -> Iterator[World]:
    """The Canvas adapter before the fake Canvas."""
    with FakeCanvas() as site:
        site.add_course(COURSE, NUMBER, TITLE)
        for key in PEOPLE:
            site.add_user(key, f"P{key}")
        steps, door = list[int](), Door(site.host_port)
        api, wrong = _apis("canvas", door, site, {}, steps)
        yield World(
            "canvas",
            api,
            wrong,
            enrolled=lambda: site.enrolled(COURSE),
            by_hand=lambda user: site.enrol(COURSE, user),
            set_aside=lambda user: site.enrol(COURSE, user, "inactive"),
            still_aside=lambda: site.enrolled(COURSE, "inactive"),
            written=lambda: list(site.written),
            weather=_forecast(site, door),
            spoil=lambda: site.data.without.add("add_student"),
            steps=steps,
        )


@contextmanager
def brightspace() -> Iterator[World]:
    """The Brightspace adapter before the fake Brightspace."""
    with FakeBrightspace() as site:
        site.add_course(COURSE, NUMBER, TITLE)
        for key in PEOPLE:
            site.add_user(key, f"P{key}")
        steps, door = list[int](), Door(site.host_port)
        api, wrong = _apis("brightspace", door, site, {"role_id": str(site.role_id)}, steps)
        yield World(
            "brightspace",
            api,
            wrong,
            enrolled=lambda: site.enrolled(COURSE),
            by_hand=lambda user: site.enrol(COURSE, user, site.role_id),
            # There is no suspending: another role is what L&D may have given.
            set_aside=lambda user: site.enrol(COURSE, user, 109),
            still_aside=lambda: {
                user for user, role in site.data.enrolments[COURSE].items() if role == 109
            },
            written=lambda: list(site.written),
            weather=_forecast(site, door),
            spoil=lambda: site.data.without.add("enrol"),
            steps=steps,
        )


@contextmanager
def worklist() -> Iterator[World]:
    """The worklist adapter before a list in memory: the only weather is that it is away."""
    store, steps = MemoryWorklist(), list[int]()
    url = "https://lms.example"
    api = lms_api("worklist", Door(), url, "-", {}, lambda: None, store)

    def weather(now: Weather | None) -> None:
        store.down = now is not None

    yield World(
        "worklist",
        api,
        api,
        enrolled=lambda: store.known(COURSE),
        by_hand=lambda user: store.put(COURSE, [user]),
        set_aside=lambda user: store.put(COURSE, [user]),
        still_aside=lambda: store.known(COURSE),
        written=lambda: [[user] for _, user in store.rows],
        weather=weather,
        spoil=lambda: None,
        steps=steps,
    )


WORLDS = {"moodle": moodle, "canvas": canvas, "brightspace": brightspace, "worklist": worklist}
