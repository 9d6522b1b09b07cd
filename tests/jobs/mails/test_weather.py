"""Mail servers that are busy, silent or gone, and processes that die: no mail goes twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from adapters.mail import Letter, SmtpMailer
from jobs.once import run_once
from jobs.runner import JobFailed, Runner
from lti_tool.models import (
    Cycle,
    Delivery,
)
from lti_tool.services.stuck import retry
from lti_tool.toolbox import EXTENSION, Toolbox
from tests.hall import Hall, vault
from tests.jobs.conftest import Office
from tests.jobs.mails.mailroom import Mailroom, at
from tests.postbus import Postbus


class Deadly:
    """Sends, and dies right after the n-th letter has gone."""

    def __init__(self, real: SmtpMailer, death: type[BaseException], after: int) -> None:
        self.real, self.death, self.left = real, death, after
        self.sender, self.per_minute = real.sender, real.per_minute

    def send(self, letter: Letter) -> None:
        self.real.send(letter)
        self.left -= 1
        if not self.left:
            raise self.death

    def close(self) -> None:
        self.real.close()


def test_a_busy_mailbox_gets_it_later_and_the_others_do_not_wait(room: Mailroom) -> None:
    room.people(3)
    room.open()
    room.postbus.at_recipient = lambda who: "451 later" if who.startswith("p2") else "250 OK"
    room.run(at(10, 12))
    assert room.postbus.recipients == ["p1@example.nl", "p3@example.nl"]
    assert room.reasons() == [("unavailable", "the mail server asks to try later (451)")]
    room.postbus.at_recipient = lambda who: "250 OK"
    room.run(at(10, 12, 10))
    assert room.states() == {"invite": ["delivered"] * 3}
    assert sorted(room.postbus.recipients) == [f"p{number}@example.nl" for number in (1, 2, 3)]


def test_an_address_that_is_no_good_waits_for_a_person_without_being_named(
    room: Mailroom,
) -> None:
    room.people(1)
    room.people(1, email_sealed=vault().seal_text("piet\r\nBcc: iedereen@example.nl"))
    room.people(1)
    room.open()
    room.postbus.at_recipient = lambda who: f"550 {who}?" if who.startswith("p3") else "250 OK"
    room.run(at(10, 12))
    room.run(at(10, 13))
    assert room.postbus.recipients == ["p1@example.nl"]
    assert room.states() == {"invite": ["delivered", "refused", "refused"]}
    assert [code for code, _ in room.reasons()] == ["bad_address"] * 2
    assert "@" not in str(room.reasons())
    assert room.postbus.tries.count("p3@example.nl") == 1


def test_an_invitation_that_came_late_is_not_followed_at_once_by_a_reminder(
    room: Mailroom,
) -> None:
    room.people(1)
    room.open()
    room.postbus.at_sender = lambda _: "421 down"
    room.run(at(10, 12))
    room.run(at(10, 19))
    room.postbus.at_sender = lambda _: "250 OK"
    room.run(at(10, 19, 15))
    assert room.states() == {"invite": ["delivered"]}
    room.run(at(11, 4))
    assert room.states() == {"invite": ["delivered"], "remind_2": ["delivered"]}


def test_a_server_that_is_down_for_days_delays_and_doubles_nothing(room: Mailroom) -> None:
    room.people(20)
    room.open()
    room.postbus.at_sender = lambda _: "421 down"
    moment = at(10, 12, 8)
    while moment < at(10, 15):
        room.run(moment)
        moment += timedelta(hours=1)
    assert room.postbus.letters == []
    assert room.states() == {"invite": ["waiting"] * 20}
    room.postbus.at_sender = lambda _: "250 OK"
    while moment < at(10, 16, 17):
        room.run(moment)
        moment += timedelta(hours=1)
    assert len(room.postbus.recipients) == len(set(room.postbus.recipients)) == 20


def test_what_lost_its_sense_while_the_server_was_down_is_not_sent(room: Mailroom) -> None:
    room.people(2)
    room.open()
    room.postbus.at_sender = lambda _: "421 down"
    room.run(at(10, 12))
    room.run(at(10, 19))
    assert set(room.states()) == {"invite", "remind_1"}
    room.postbus.at_sender = lambda _: "250 OK"
    room.session.execute(update(Cycle).values(state="closed", closed_at=at(11, 9)))
    room.session.commit()
    room.deliver(at(11, 9))
    assert room.states() == {}
    assert room.postbus.letters == []


def test_an_answer_that_never_came_is_uncertain_until_somebody_decides(room: Mailroom) -> None:
    room.people(2)
    room.open()
    room.postbus.cut = lambda envelope: envelope.rcpt_tos == ["p1@example.nl"]
    room.run(at(10, 12))
    assert room.states() == {"invite": ["uncertain", "delivered"]}
    room.postbus.cut = lambda envelope: False
    room.run(at(10, 12, 10))
    assert retry(room.session, [], at(10, 12, 11)) == 0
    room.run(at(10, 13))
    assert len(room.postbus.letters) == 2
    row = room.session.scalars(select(Delivery.id).where(Delivery.state == "uncertain")).one()
    room.session.rollback()
    assert retry(room.session, [row], at(10, 13)) == 1
    room.run(at(10, 13))
    assert room.states() == {"invite": ["delivered"] * 2}
    first, _, again = room.postbus.mails
    assert first["Message-ID"] == again["Message-ID"]


def test_a_process_that_dies_while_it_sends_leaves_one_mail_uncertain(room: Mailroom) -> None:
    room.people(4)
    room.open()

    class Killed(BaseException):
        """As a process that is gone: nothing of it runs any more."""

    app = room.office.runner.app
    tools: Toolbox = app.extensions[EXTENSION]
    assert isinstance(tools.mailer, SmtpMailer)
    deadly = replace(tools, mailer=Deadly(tools.mailer, Killed, after=2))
    app.extensions[EXTENSION] = deadly
    with pytest.raises(Killed):
        list(run_once(Runner(app, room.office.patience), at(10, 12)))
    app.extensions[EXTENSION] = tools
    assert len(room.postbus.letters) == 2
    room.run(at(10, 12, 10))
    room.run(at(10, 13))
    assert room.states() == {"invite": ["delivered", "uncertain", "delivered", "delivered"]}
    assert len(room.postbus.recipients) == len(set(room.postbus.recipients)) == 4
    assert room.reasons()[0][0] == "crashed"


def test_what_may_have_gone_when_the_database_was_lost_is_uncertain_and_not_sent_again(
    room: Mailroom,
) -> None:
    room.people(4)
    room.open()
    tools: Toolbox = room.office.app.extensions[EXTENSION]
    assert isinstance(tools.mailer, SmtpMailer)
    deadly = replace(tools, mailer=Deadly(tools.mailer, RuntimeError, after=2))
    room.office.app.extensions[EXTENSION] = deadly
    with pytest.raises(JobFailed):
        room.run(at(10, 12))
    room.office.app.extensions[EXTENSION] = tools
    room.run(at(10, 13))
    assert sorted(room.states()["invite"]) == ["delivered"] * 3 + ["uncertain"]
    assert len(room.postbus.recipients) == len(set(room.postbus.recipients)) == 4


def test_no_more_go_out_a_minute_than_was_allowed(room: Mailroom) -> None:
    room.people(3)
    room.open()
    room.run(at(10, 12))
    waits = [wait for wait in room.office.patience.waits if wait]
    assert waits == [60 / 6000] * 3


def test_without_a_mail_server_no_mail_is_made(hall: Hall, office: Office) -> None:
    tools: Toolbox = office.app.extensions[EXTENSION]
    office.app.extensions[EXTENSION] = replace(tools, mailer=None)
    room = Mailroom(hall, office, Postbus(), hall.plan())
    room.people(2)
    room.open()
    office.run(at(10, 12))
    assert room.states() == {}
