"""Four web processes and two job processes on one database, while many people come at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from threading import Event

import pytest

from tests.databases import rows
from tests.installation import patient
from tests.ports import free_port
from tests.test_from_outside import COURSES, Outside, outside

__all__ = ["outside"]
pytestmark = [pytest.mark.long, pytest.mark.usefixtures("a_database")]
PEOPLE, AT_ONCE, LOOKS = 16, 8, 240
DONE = "SELECT count(*) AS n FROM delivery WHERE kind = 'enrol' AND state = 'delivered'"


@contextmanager
def running(outside: Outside) -> Iterator[list[str]]:
    """The web four times and the jobs twice: where the web answers."""
    tool, log = outside.tool, outside.folder / "processes.log"
    addresses = [tool.url, *(f"http://127.0.0.1:{free_port()}" for _ in range(3))]
    binds = [address.removeprefix("http://") for address in addresses]
    processes = [tool.start(log, "serve", "--bind", bind) for bind in binds]
    processes += [tool.start(log, "jobs") for _ in range(2)]
    try:
        for address in addresses:
            answer = patient().get(address + "/healthz", timeout=20)
            assert answer.status_code == 200, log.read_text()
        yield addresses
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ended = [process.wait(timeout=60) for process in processes]
    assert ended[4:] == [0, 0], log.read_text()


def take(outside: Outside, addresses: list[str], number: int) -> str:
    """One person from the LMS to the result, each page from another process."""
    person = outside.launch(str(1000 + number))
    turn = cycle(addresses[number % 4 :] + addresses[: number % 4])
    while person.page != "result":
        person.url = next(turn)
        person.send(go="next", **person.choices(number))
    return person.page


@pytest.mark.spared("sqlite")
def test_everybody_gets_through_and_everything_happens_once(outside: Outside) -> None:
    outside.set_up(people=PEOPLE)
    # The LMS makes its key when it is first asked for.
    outside.lms.jwks()
    database = outside.tool.environment["THEMASCAN_DATABASE_URL"]
    with running(outside) as addresses, ThreadPoolExecutor(AT_ONCE) as pool:
        pages = pool.map(lambda number: take(outside, addresses, number), range(PEOPLE))
        assert list(pages) == ["result"] * PEOPLE
        for _ in range(LOOKS):
            if rows(database, DONE)[0]["n"] == PEOPLE * len(COURSES):
                break
            Event().wait(0.5)
    status = outside.status()
    assert (status["completed"], status["open"]) == (PEOPLE, 0)
    assert status["deliveries"]["delivered"] == PEOPLE * len(COURSES)
    assert (status["deliveries"]["uncertain"], status["deliveries"]["refused"]) == (0, 0)
    people = {str(1000 + number) for number in range(PEOPLE)}
    assert all(outside.moodle.enrolled(course) == people for course in COURSES)
    failed = rows(database, "SELECT job, failed FROM job_run WHERE failed <> ''")
    assert failed == []
