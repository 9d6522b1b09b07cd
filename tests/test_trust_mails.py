"""A mail tells no result: for the same clicks it is the same, whatever came out (DESIGN 6.1)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.fakes.mail import FakeMailer
from lti_tool.models import Booking, Cycle, Person, Platform, Scan, WorkshopSession, db
from lti_tool.services.deliveries import take
from lti_tool.services.mail_format import Envelope, mail_of
from lti_tool.services.mail_hours import next_mail_moment
from lti_tool.services.mailing import mail
from lti_tool.services.message_letters import message_to, reader_of, round_of
from lti_tool.services.message_people import idle
from lti_tool.services.message_texts import message_names
from lti_tool.services.messages import follow_up
from lti_tool.services.postroom import Post
from tests.town import Town, Walker

VARIES = re.compile(rb"^(Date|Message-ID): .*\r\n", re.MULTILINE)
POLICIES = ("everyone", "self-service", "targeted")


def finished(town: Town, best: bool, sub: str) -> int:
    """Somebody called Sanne who gave all best or all worst answers; the person's id."""
    seal = town.tools.vault.seal_text
    person = town.add_person(
        sub, first_name_sealed=seal("Sanne"), email_sealed=seal("sanne@voorbeeldstad.nl")
    )
    walker = Walker(town, town.app.test_client())
    walker.launch(sub)
    assert walker.scan(best=best).page == "result"
    return person


@pytest.fixture(params=POLICIES)
def both(request: pytest.FixtureRequest, town: Town) -> tuple[int, int]:
    """Two people with the same clicks and other results, under each policy."""
    with town.app.app_context():
        db.session.get_one(Cycle, town.cycle_id).policy = request.param
        db.session.commit()
    return finished(town, True, "5"), finished(town, False, "6")


@pytest.mark.parametrize("message", message_names())
def test_every_message_is_the_same_to_the_byte(
    town: Town, both: tuple[int, int], message: str
) -> None:
    seen = set()
    with town.app.app_context():
        for person_id in both:
            at = round_of(db.session(), town.cycle_id)
            person = db.session.get_one(Person, person_id)
            words = message_to(message, at, reader_of(town.tools.vault, person, at.organisation))
            envelope = Envelope(
                "a@b.nl", "", "Stad", "c@d.nl", "<x@y>", datetime.now().astimezone()
            )
            seen.add(VARIES.sub(b"", mail_of(words, envelope)))
    assert len(seen) == 1


def test_what_is_sent_after_a_scan_is_the_same_to_the_byte(
    town: Town, both: tuple[int, int]
) -> None:
    mailer = FakeMailer(sender="scan@voorbeeldstad.nl")
    tools = replace(town.tools, mailer=mailer)
    with town.app.app_context():
        session, later = db.session(), town.clock() + timedelta(days=5)
        [line] = follow_up(session, tools, town.clock())
        assert line.endswith("thanked: 2")
        now = next_mail_moment(later)
        post = Post(session, tools.vault, tools.door, town.clock, lambda _: None, mailer=mailer)
        taken = take(session, tools.vault, town.platform_id, "mail", now)
        platform = session.get_one(Platform, town.platform_id)
        settled = [row for rows in mail(post, platform, taken, now) for row in rows]
    assert [row.state for row in settled] == ["delivered"] * 2
    assert len({VARIES.sub(b"", letter.content) for letter in mailer.letters}) == 1
    assert {letter.recipient for letter in mailer.letters} == {"sanne@voorbeeldstad.nl"}


def test_a_nudge_follows_from_clicks_and_never_from_a_result(
    town: Town, both: tuple[int, int]
) -> None:
    best, worst = both
    later = town.clock() + timedelta(days=15)

    def nudged(done: set[int]) -> list[int]:
        cycle = db.session.get_one(Cycle, town.cycle_id)
        finished = select(Person.id).where(Person.id.in_(done))
        return [row[0] for row in db.session.execute(idle(cycle, later, finished))]

    with town.app.app_context():
        assert nudged(set()) == [best, worst]
        assert nudged({best}) == [worst]
        assert nudged({worst}) == [best]
        place = WorkshopSession(
            organisation_id=town.organisation_id,
            cycle_id=town.cycle_id,
            offer_id="w",
            kind="workshop",
            language="nl",
            title="W",
            starts_at=later,
            ends_at=later,
            capacity=5,
            created_at=later,
        )
        db.session.add(place)
        db.session.flush()
        booking = Booking(
            session_id=place.id,
            person_id=worst,
            number=1,
            placed=True,
            uid="u",
            asked_at=later,
        )
        db.session.add(booking)
        db.session.flush()
        assert nudged(set()) == [best]
        booking.left_at = later
        db.session.flush()
        assert nudged(set()) == [best, worst]
        for scan in db.session.scalars(select(Scan)):
            scan.submitted_at = later - timedelta(days=13)
        db.session.flush()
        assert nudged(set()) == []


def test_nobody_is_nudged_where_nobody_knows_who_finished_what(
    town: Town, both: tuple[int, int]
) -> None:
    tools = replace(town.tools, mailer=FakeMailer())
    with town.app.app_context():
        lines = list(follow_up(db.session(), tools, town.clock() + timedelta(days=15)))
    assert lines == []
