"""Mails of a quarter on a real mail server: to whom, when, and each at most once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from lti_tool.models import (
    Coordinator,
    Cycle,
    Person,
    RosterEntry,
    Team,
    TeamManager,
)
from lti_tool.services.erasing import Eraser, erase
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.own_deliveries import sent_for
from lti_tool.toolbox import EXTENSION, Toolbox
from tests.hall import vault
from tests.jobs.mails.mailroom import OPENING, Mailroom, at
from tests.postbus import part


def test_everybody_is_invited_once(room: Mailroom) -> None:
    room.people(3)
    room.open()
    said = room.run(OPENING)
    assert room.postbus.letters == []
    assert f"cycle {room.cycle_id} (2026-Q4): invited: 3" in said
    room.run(at(10, 12, 8))
    room.run(at(10, 12, 12))
    room.run(at(10, 13))
    assert room.postbus.recipients == ["p1@example.nl", "p2@example.nl", "p3@example.nl"]
    assert room.states() == {"invite": ["delivered"] * 3}
    assert len({mail["Message-ID"] for mail in room.postbus.mails}) == 3


def test_an_invitation_reads_as_it_should(room: Mailroom) -> None:
    room.people(1)
    room.open()
    room.run(at(10, 12))
    [mail] = room.postbus.mails
    assert mail["From"] == "Voorbeeldstad <noor@voorbeeldstad.nl>"
    assert mail["To"] == "p1@example.nl"
    assert mail["Subject"] == "De scan ‘Samenwerken in Microsoft Teams’: hoe handig ben jij al?"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail["Cc"], mail["Bcc"], mail["Reply-To"]) == (None, None, None)
    text, html = part(mail, "plain"), part(mail, "html")
    assert text.startswith("Hoi Naam1,\n")
    assert "Start de scan:\nhttps://lms.example.nl/scan\n" in text
    assert "tot en met zondag 8 november" in text
    assert "Noor de Wit, Voorbeeldstad" in text
    assert html.count("<a ") == html.count('href="https://lms.example.nl/scan"') == 1
    assert "src=" not in html
    assert html.count("http") == 1


def test_nobody_gets_mail_at_night_on_sunday_or_on_a_holiday(room: Mailroom) -> None:
    room.people(1)
    room.open()
    for closed in (at(10, 12, 7, 59), at(10, 12, 17), at(10, 17, 12), at(10, 12, 23)):
        room.run(closed)
        assert room.postbus.tries == []
    room.run(at(10, 19, 8))
    assert room.postbus.recipients == ["p1@example.nl"]


def test_reminders_go_to_who_is_not_finished(room: Mailroom) -> None:
    done, _, away, gone = room.people(4)
    room.open()
    room.run(at(10, 12))
    room.finish(done, at(10, 13))
    entry = update(RosterEntry).where(RosterEntry.person_id == away)
    room.session.execute(entry.values(excused=True))
    room.session.execute(update(Person).where(Person.id == gone).values(erased_at=at(10, 14)))
    room.session.commit()
    for moment, message in ((at(10, 19), "remind_1"), (at(11, 4), "remind_2")):
        room.run(moment)
        room.run(moment.replace(hour=16, minute=59))
        assert room.states()[message] == ["delivered"]
    subjects = [(mail["To"][:2], str(mail["Subject"])[:8]) for mail in room.postbus.mails[4:]]
    assert sorted(subjects) == [("p1", "Bedankt "), ("p2", "Heb je n"), ("p2", "Nog even")]


def test_who_finishes_while_the_reminder_waits_is_not_reminded(room: Mailroom) -> None:
    [person] = room.people(1)
    room.open()
    room.run(at(10, 12))
    room.run(at(10, 19, 6))
    assert room.states()["remind_1"] == ["waiting"]
    room.finish(person, at(10, 19, 7))
    room.run(at(10, 19, 9))
    assert "remind_1" not in room.states()
    assert len(room.postbus.letters) == 1


def test_whoever_is_done_is_thanked_in_the_next_working_hours(room: Mailroom) -> None:
    [person] = room.people(1)
    room.open()
    room.run(at(10, 12))
    room.finish(person, at(10, 13, 22))
    room.run(at(10, 13, 22, 30))
    assert room.states()["thanks"] == ["waiting"]
    room.run(at(10, 14, 17) - timedelta(seconds=1))
    assert room.states()["thanks"] == ["delivered"]
    assert "Bedankt voor het meedoen" in [mail["Subject"] for mail in room.postbus.mails]


def test_the_kit_goes_to_managers_and_the_announcement_to_coordinators(room: Mailroom) -> None:
    boss, coordinator, _ = room.people(3)
    team = Team(organisation_id=room.hall.organisation_id, name="Team")
    room.session.add(team)
    room.session.flush()
    room.session.add(TeamManager(team_id=team.id, person_id=boss))
    room.session.add(Coordinator(person_id=coordinator, confirmed_at=OPENING, confirmed_by="x"))
    room.session.execute(update(Cycle).values(state="ready"))
    room.session.commit()
    assert [room.make(message, at(10, 5)) for message in ("announce", "kit")] == [1, 1]
    room.deliver(at(10, 5))
    assert room.postbus.recipients == ["p2@example.nl", "p1@example.nl"]


def test_without_a_coordinator_the_contact_gets_the_announcement(room: Mailroom) -> None:
    room.session.execute(update(Cycle).values(state="ready"))
    room.session.commit()
    assert [room.make("announce", at(9, 28)) for _ in range(2)] == [1, 0]
    room.deliver(at(9, 28))
    assert room.postbus.recipients == ["noor@voorbeeldstad.nl"]
    assert "1. Je beantwoordt een paar herkenbare vragen" in part(room.postbus.mails[0], "plain")


def test_what_waits_for_somebody_goes_when_they_have_all_erased(room: Mailroom) -> None:
    gone, _ = room.people(2)
    room.open()
    room.run(at(10, 12, 6))
    person = room.session.get_one(Person, gone)
    tools: Toolbox = room.office.app.extensions[EXTENSION]
    journal = ErasureJournal(tools.settings.erasure_journal_file, tools.vault)
    erase(Eraser(room.session, vault(), journal, at(10, 12, 7)), person)
    room.run(at(10, 12))
    assert room.postbus.recipients == ["p2@example.nl"]


def test_everything_that_was_sent_to_somebody_is_in_their_file(room: Mailroom) -> None:
    [person] = room.people(1)
    room.open()
    room.run(at(10, 12))
    found = sent_for(room.session, vault(), room.session.get_one(Person, person), at(10, 13))
    assert [(row.kind, row.title, row.state) for row in found] == [("mail", "invite", "delivered")]
