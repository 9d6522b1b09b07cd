"""What a mailer promises: the real one on a real server, and the one without a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

from adapters.errors import Refused, Unavailable
from adapters.fakes.mail import FakeMailer
from adapters.mail import Letter, Mailer, NoAnswer, SmtpMailer, Unreachable
from config.smtp import smtp_place
from tests.postbus import Postbus

FAULTS = {
    "later": ("450 later", Unavailable("later")),
    "never": ("550 never", Refused("bad_address", "never")),
    "away": ("421 away", Unreachable("away")),
}


def letter(to: str) -> Letter:
    return Letter("a@example.nl", f"{to}@example.nl", b"Subject: Hoi\r\n\r\nHoi\r\n")


class World(Protocol):
    """A mailer, and a server that can be told how it treats whom."""

    mailer: Mailer

    def arrived(self) -> list[str]: ...

    def treat(self, who: str, fault: str) -> None: ...

    def fall_silent(self) -> None: ...


class Real:
    def __init__(self, postbus: Postbus) -> None:
        self.postbus = postbus
        self.mailer: Mailer = SmtpMailer(smtp_place(postbus.url), "x", timeout=5)

    def arrived(self) -> list[str]:
        return [address.partition("@")[0] for address in self.postbus.recipients]

    def treat(self, who: str, fault: str) -> None:
        answer = FAULTS[fault][0]
        self.postbus.at_recipient = lambda to: answer if to.startswith(who) else "250 OK"

    def fall_silent(self) -> None:
        self.postbus.cut = lambda _: True


class Made:
    def __init__(self) -> None:
        self.fake = FakeMailer()
        self.mailer: Mailer = self.fake

    def arrived(self) -> list[str]:
        return [each.recipient.partition("@")[0] for each in self.fake.letters]

    def treat(self, who: str, fault: str) -> None:
        raised = FAULTS[fault][1]
        self.fake.fault = lambda each: raised if each.recipient.startswith(who) else None

    def fall_silent(self) -> None:
        self.fake.fault, self.fake.kept = (lambda _: NoAnswer()), True


@pytest.fixture(params=["real", "made"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "made":
        yield Made()
        return
    with Postbus().open() as postbus:
        real = Real(postbus)
        yield real
        real.mailer.close()


def test_letters_arrive_in_order_and_closing_in_between_is_no_harm(world: World) -> None:
    world.mailer.send(letter("een"))
    world.mailer.close()
    world.mailer.send(letter("twee"))
    assert world.arrived() == ["een", "twee"]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_has_not_arrived_and_the_next_one_can(world: World, fault: str) -> None:
    world.treat("een", fault)
    with pytest.raises(type(FAULTS[fault][1])) as told:
        world.mailer.send(letter("een"))
    assert type(told.value) is type(FAULTS[fault][1])
    world.mailer.send(letter("twee"))
    assert world.arrived() == ["twee"]


def test_what_has_no_answer_may_have_arrived(world: World) -> None:
    world.fall_silent()
    with pytest.raises(NoAnswer):
        world.mailer.send(letter("een"))
    assert world.arrived() == ["een"]


def test_a_mailer_says_how_fast_it_may_go_and_as_whom(world: World) -> None:
    assert (world.mailer.sender, world.mailer.per_minute) == ("", 6000)
