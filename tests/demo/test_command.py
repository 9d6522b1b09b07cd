"""`themascan demo` as a process: a visitor's whole way, and every way of ending it."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path

import pytest

from lti_tool.demo.home import Home, read_note
from tests.demo.running import Demo, Visitor, demo, wait_for

pytestmark = pytest.mark.long


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def my_courses(visitor: Visitor) -> str:
    return visitor.get("/my")


def test_from_a_kill_while_it_is_made_to_an_enrolment_that_appears(
    tmp_path: Path, free_port: int
) -> None:
    home = Home(tmp_path, free_port)
    with demo(tmp_path, free_port) as first:
        first.read_until("self-service")
        first.end(signal.SIGKILL)
    assert home.making.exists()
    assert read_note(home.folder) is None

    with demo(tmp_path, free_port) as second:
        assert second.read_until("Open").strip() == f"Open {second.practice_url}"
        assert not home.making.exists()
        walk(second)
        second.end(signal.SIGKILL)
        wait_for(lambda: is_free(free_port) and is_free(free_port + 1))

    with demo(tmp_path, free_port) as third:
        third.read_until("Open")
        assert not any("making" in line for line in third.lines)
        visitor = Visitor(third)
        visitor.be("Sanne")
        visitor.open_scan()
        assert visitor.attribute("data-page") == "result"
        assert third.end(signal.SIGINT) == 0
        assert is_free(free_port)
        assert is_free(free_port + 1)


def walk(running: Demo) -> None:
    """Choose somebody, take the scan, and see the LMS change."""
    visitor = Visitor(running)
    visitor.be("Sanne")
    assert "Snel vinden in Teams" not in visitor.text
    visitor.open_scan()
    assert visitor.attribute("data-page") == "welcome"
    assert visitor.url.startswith(running.tool_url)
    visitor.scan()
    assert visitor.attribute("data-page") == "result"
    for title in ("Snel vinden in Teams", "Eén bestand, één versie", "Prettig online overleg"):
        wait_for(lambda title=title: title in my_courses(visitor))
    told = visitor.get("/narrator")
    assert "Themascan schrijft in: 1 persoon in Snel vinden in Teams" in told
    assert "Sanne opent Themascan" in told
    moved_forward(running, visitor)


def moved_forward(running: Demo, visitor: Visitor) -> None:
    """The clock goes on, and the mark stands in the gradebook."""
    assert "1 van 1" not in newest_mark(visitor)
    url = f"{running.practice_url}/narrator/forward"
    assert visitor.session.post(url, timeout=20).status_code == 200
    wait_for(lambda: "1 van 1" in newest_mark(visitor))


def newest_mark(visitor: Visitor) -> str:
    """The last row about taking part: that of the round that runs."""
    rows = re.findall(r"<tr>(.*?)</tr>", visitor.get("/grades"), re.DOTALL)
    return [row for row in rows if "Deelname" in row][-1]


def test_a_taken_port_is_one_clear_line(tmp_path: Path, taken_port: int) -> None:
    with demo(tmp_path, taken_port) as refused:
        line = refused.read_until("taken")
        assert refused.process.wait(30) == 1
    assert line.startswith(f"port {taken_port} is taken: ")
    assert len(refused.lines) == 1
