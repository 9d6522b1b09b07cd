"""What the doctor says about the LTI side of an LMS: one line for a fault."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from adapters.fakes.advantage import Weather
from adapters.fakes.advantage_office import AGS, Office
from lti_tool.services import doctor_tools
from tests.cli.clinic import Clinic
from tests.cli.desk import Database

KEY_SETS: dict[str, tuple[int, object]] = {
    "gone": (404, {}),
    "no keys": (200, {"keys": []}),
    "another page": (200, ["welcome"]),
    "broken": (500, {}),
}


@pytest.mark.parametrize(("status", "document"), KEY_SETS.values(), ids=KEY_SETS)
def test_no_key_set_where_it_should_be(clinic: Clinic, status: int, document: object) -> None:
    clinic.lms.clear()
    clinic.serve("/jwks", status, document)
    fault = clinic.fault()
    assert fault.startswith(f"keys at {clinic.lms.url_for('/jwks')}")
    assert ": no key set is served there" in fault


@pytest.mark.parametrize(
    ("status", "says"), [("404", "nothing is served"), ("500", "it answers 500")]
)
def test_no_tokens_where_they_should_be(clinic: Clinic, status: str, says: str) -> None:
    clinic.advantage.weather = Weather(status)
    fault = clinic.fault()
    assert fault.startswith("tokens at ")
    assert says in fault


def test_an_lms_that_is_away(clinic: Clinic) -> None:
    clinic.lms.stop()
    fault = clinic.fault()
    assert fault.startswith(f"keys at {clinic.lms.url_for('/jwks')} (")
    assert fault.endswith("see that this machine reaches it")
    assert "does not answer" in fault


def test_a_private_address_that_nobody_allowed(clinic: Clinic) -> None:
    clinic.cli.env["THEMASCAN_ALLOW_PRIVATE_HOSTS"] = ""
    faults = clinic.wrong()
    keys = f"{clinic.lms.host}:{clinic.lms.port}"
    hosts = keys, clinic.advantage.host_port, clinic.moodle.host_port
    assert all(host in fault for host, fault in zip(hosts, faults, strict=True))
    assert all("add it to THEMASCAN_ALLOW_PRIVATE_HOSTS" in fault for fault in faults)


@pytest.mark.parametrize("known", [False, True], ids=["never fetched", "kept from before"])
def test_the_lms_cannot_reach_our_keys(clinic: Clinic, known: bool) -> None:
    if known:
        clinic.good()
    clinic.keys_out_of_reach = True
    fault = clinic.fault()
    ours = clinic.front.url_for("/lti/jwks.json")
    assert fault.startswith(f"the LMS cannot fetch our keys at {ours}: let it reach that address")
    assert "HTTP security" in fault


@pytest.mark.parametrize(
    ("minutes", "side"), [(1, "behind"), (-1, "ahead of")], ids=["slow clock", "fast clock"]
)
def test_a_clock_that_is_off_by_a_minute(clinic: Clinic, minutes: int, side: str) -> None:
    clinic.lms_ahead = timedelta(minutes=minutes)
    fault = clinic.fault()
    assert fault.startswith("our clock is ")
    assert f" s {side} that of {clinic.advantage.host_port}: let both keep time by NTP" in fault
    assert abs(int(fault.split()[3]) - 60) <= 2


@pytest.mark.parametrize("seconds", [-5, 5])
def test_a_clock_within_the_leeway_is_well(clinic: Clinic, seconds: int) -> None:
    clinic.lms_ahead = timedelta(seconds=seconds)
    clinic.good()


@pytest.mark.parametrize("minutes", [-1, 6], ids=["token from the future", "token that is over"])
def test_a_clock_of_which_only_the_token_tells(clinic: Clinic, minutes: int) -> None:
    # The machine that answers and the one that looks at the token need not be the same.
    office = clinic.office
    looks = Office(
        office.client_id, office.keys, lambda: clinic.lms_clock() + timedelta(minutes=minutes)
    )
    clinic.advantage.services.office = looks
    fault = clinic.fault()
    assert fault.startswith("our clock and that of the LMS differ: let both keep time by NTP")


def test_a_client_id_that_the_lms_does_not_know(clinic: Clinic) -> None:
    clinic.office.client_id = "another"
    fault = clinic.fault()
    assert fault.startswith("tokens for its gradebook: the LMS does not know the tool's client id")


def test_keys_of_another_tool_at_the_address_that_the_lms_has(clinic: Clinic) -> None:
    clinic.office.keys = lambda: {"keys": []}
    assert "give it the address /lti/jwks.json" in clinic.fault()


@pytest.mark.parametrize("service", ["lineitem", "score"])
def test_a_service_that_the_lms_does_not_give(clinic: Clinic, service: str) -> None:
    clinic.office.granted.discard(AGS + service)
    assert f"({service}): switch it on in the tool's settings" in clinic.fault()


def test_an_lms_that_answers_anything_but_404_to_an_unknown_key_is_well(clinic: Clinic) -> None:
    clinic.good()
    [(header, _), *_] = clinic.office.assertions
    assert header["kid"] == "doctor-now"
    assert len(clinic.office.assertions) == 2


def drip(connection: socket.socket, over: threading.Event) -> None:
    """An answer without end, a byte at a time."""
    with connection:
        try:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not over.wait(0.02):
                connection.sendall(b"a")
        except OSError:
            pass


def sleep(connection: socket.socket, over: threading.Event) -> None:
    """No answer at all."""
    with connection:
        over.wait(30)


@contextmanager
def slow_host(behave: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """The address of a host that takes its time."""
    over, threads = threading.Event(), []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while not over.is_set():
                connection, _ = server.accept()
                thread = threading.Thread(target=behave, args=(connection, over), daemon=True)
                thread.start()
                threads.append(thread)

        accepting = threading.Thread(target=serve, daemon=True)
        accepting.start()
        place = server.getsockname()
        try:
            yield f"http://{place[0]}:{place[1]}"
        finally:
            over.set()
            socket.create_connection(place).close()
            for thread in (accepting, *threads):
                thread.join(5)


@pytest.mark.parametrize("behave", [drip, sleep])
def test_it_does_not_wait_for_a_host_that_never_ends(
    clinic: Clinic,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    behave: Callable[[socket.socket, threading.Event], None],
) -> None:
    monkeypatch.setattr(doctor_tools, "WITHIN", 0.5)
    with slow_host(behave) as url:
        database.rows("UPDATE platform SET jwks_url = ?, token_url = ?", f"{url}/k", f"{url}/t")
        fault = clinic.fault()
    assert fault.startswith(f"keys at {url}/k (")
    assert "gives no whole answer within" in fault
