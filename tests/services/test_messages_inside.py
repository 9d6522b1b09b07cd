"""Messages inside the LMS: the same words, in batches, and none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from flask import current_app
from sqlalchemy import select, update

from adapters.errors import Refused, Unavailable
from adapters.lms import SendsMessages, Sent
from lti_tool.models import Cycle, Delivery, Person, Platform
from lti_tool.services.cycles import open_cycle
from lti_tool.services.deliveries import Settled, give_back, settle, take
from lti_tool.services.message_drafts import Composer
from lti_tool.services.messages import MOMENTS
from lti_tool.services.messages_inside import A_BATCH, pass_on
from lti_tool.services.postroom import Post
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.calendar import AMSTERDAM
from tests.hall import Hall

NOW = datetime(2026, 10, 12, 9, tzinfo=AMSTERDAM)


class Inbox:
    """An LMS that takes messages; ``answer`` says what becomes of each."""

    def __init__(self) -> None:
        self.calls: list[list[tuple[str, str]]] = []
        self.answer: Callable[[str], Sent] = lambda user: Sent(user, "sent")
        self.fault: Exception | None = None

    def send_messages(self, messages: Sequence[tuple[str, str]]) -> list[Sent]:
        if self.fault:
            raise self.fault
        self.calls.append(list(messages))
        return [self.answer(user) for user, _ in messages]


class Room:
    """An organisation that chose messages in its LMS, on the first morning."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.session = hall, hall.session
        self.tools: Toolbox = current_app.extensions[EXTENSION]
        self.inbox = Inbox()
        self.session.execute(
            update(Platform).values(api_adapter="moodle", api_options={"messages": "moodle"})
        )
        self.cycle_id = hall.plan()

    def invite(self, count: int) -> int:
        for number in range(1, count + 1):
            self.hall.add_people(1, lms_user_id=str(number))
        assert open_cycle(self.session, self.cycle_id, NOW, "for the test")
        cycle = self.session.get_one(Cycle, self.cycle_id)
        made = MOMENTS["invite"](self.session, self.tools, cycle, NOW)
        self.session.commit()
        return made

    def post(self) -> Post:
        tools = self.tools
        return Post(self.session, tools.vault, tools.door, tools.clock, lambda seconds: None)

    def pass_on(self) -> list[Settled]:
        taken = take(self.session, self.tools.vault, self.hall.platform_id, "mail", NOW)
        post = self.post()
        done = []
        for settled in pass_on(post, self.inbox, taken, Composer(post, NOW)):
            settle(self.session, self.tools.vault, settled, NOW)
            done += settled
        return done

    def states(self) -> list[str]:
        rows = self.session.scalars(select(Delivery.state).order_by(Delivery.id)).all()
        self.session.rollback()
        return list(rows)


@pytest.fixture
def room(hall: Hall) -> Room:
    return Room(hall)


def test_an_inbox_is_what_an_adapter_offers() -> None:
    assert isinstance(Inbox(), SendsMessages)


def test_everybody_with_an_account_gets_one_message_in_batches(room: Room) -> None:
    assert room.invite(A_BATCH + 3) == A_BATCH + 3
    room.pass_on()
    assert [len(call) for call in room.inbox.calls] == [A_BATCH, 3]
    assert set(room.states()) == {"delivered"}
    user, text = room.inbox.calls[0][0]
    assert user == "1"
    assert text.startswith("Hoi,\n\nDit kwartaal gaat het over")
    assert text.count("https://lms.example.nl/scan") == 1


def test_each_outcome_is_kept_apart(room: Room) -> None:
    room.invite(4)
    states = {"1": "sent", "2": "refused", "3": "uncertain", "4": "later"}
    room.inbox.answer = lambda user: Sent(user, states[user], "words")  # type: ignore[arg-type]
    room.pass_on()
    assert room.states() == ["delivered", "refused", "uncertain", "waiting"]


def test_an_lms_that_is_away_keeps_all_of_it_waiting(room: Room) -> None:
    room.invite(A_BATCH + 3)
    room.inbox.fault = Unavailable("the LMS does not answer")
    settled = room.pass_on()
    assert len(settled) == A_BATCH + 3
    assert set(room.states()) == {"waiting"}
    assert all(row.not_before and row.not_before > NOW for row in settled)


def test_an_lms_that_takes_no_messages_is_for_a_person(room: Room) -> None:
    room.invite(2)
    room.inbox.fault = Refused("no_right", "allow it")
    room.pass_on()
    assert room.states() == ["refused", "refused"]


def test_a_process_that_dies_in_a_batch_leaves_that_batch_uncertain(room: Room) -> None:
    room.invite(A_BATCH + 3)

    class Killed(BaseException):
        """As a process that is gone."""

    room.inbox.answer = lambda user: (_ for _ in ()).throw(Killed())
    with pytest.raises(Killed):
        room.pass_on()
    room.session.rollback()
    give_back(room.session, ["mail"])
    assert sorted(room.states()) == ["uncertain"] * A_BATCH + ["waiting"] * 3


def test_who_has_no_account_there_is_not_written_to(room: Room) -> None:
    room.hall.add_people(1, lms_user_id=None)
    assert room.invite(1) == 1
    room.session.execute(update(Person).values(lms_user_id=None))
    room.session.commit()
    [settled] = room.pass_on()
    assert (settled.state, settled.code) == ("refused", "no_account")
