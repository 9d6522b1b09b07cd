"""Mails in an organisation's own words and colour, over the real way of sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lti_tool.models import Change, OwnText
from lti_tool.services.hand import Hand
from lti_tool.services.message_blocks import Words
from lti_tool.services.own_texts import CannotBeSent, standard, take_back, write_text
from tests.jobs.mails.mailroom import Mailroom, at
from tests.postbus import part

MINE = Words(
    "Doe je mee met {{theme}}?",
    "Een kop koffie lang.",
    "{{hello}},\n\nFijn <b>kwartiertje</b> van {{minutes}} minuten, tot en met {{closes}}.\n\n"
    "[[Ik doe mee]]\n\n{{signed}}",
)


def hand(room: Mailroom) -> Hand:
    return Hand(room.hall.organisation_id, "command line", datetime(2026, 10, 1, tzinfo=UTC))


def test_what_an_admin_wrote_is_what_people_get(room: Mailroom) -> None:
    room.people(1)
    write_text(room.session, hand(room), "invite", "nl", MINE)
    room.session.commit()
    room.set(brand_colour="8a1538")
    room.open()
    room.run(at(10, 12))
    [mail] = room.postbus.mails
    text, html = part(mail, "plain"), part(mail, "html")
    assert mail["Subject"] == "Doe je mee met Samenwerken in Microsoft Teams?"
    assert text.startswith("Hoi Naam1,\n")
    assert "tot en met zondag 8 november" in text
    assert "Ik doe mee:\nhttps://lms.example.nl/scan\n" in text
    assert "Fijn &lt;b&gt;kwartiertje&lt;/b&gt;" in html
    assert "background-color:#8a1538;color:#ffffff" in html
    assert "0b4f7d" not in html


def test_another_language_and_what_is_taken_back_are_the_standard(room: Mailroom) -> None:
    english, dutch = room.people(1, language="en"), room.people(1)
    assert english != dutch
    write_text(room.session, hand(room), "invite", "nl", MINE)
    take_back(room.session, hand(room), "invite", "nl")
    room.session.commit()
    room.open()
    room.run(at(10, 12))
    ends = sorted(str(mail["Subject"]).split(": ")[1] for mail in room.postbus.mails)
    assert ends == ["hoe handig ben jij al?", "how handy are you already?"]
    lines = room.session.scalars(select(Change.what).order_by(Change.id)).all()
    assert [line for line in lines if line.startswith("text")] == [
        "text invite in nl changed",
        "text invite in nl is the standard again",
    ]
    room.session.rollback()


def test_a_text_against_the_rules_is_neither_kept_nor_sent(room: Mailroom) -> None:
    room.people(1)
    bad = replace(MINE, subject="Verplicht: {{theme}}")
    with pytest.raises(CannotBeSent):
        write_text(room.session, hand(room), "invite", "nl", bad)
    row = OwnText(organisation_id=room.hall.organisation_id, name="invite", language="nl")
    row.subject, row.preview, row.body = bad.subject, bad.preview, bad.body
    row.changed_at = hand(room).now
    room.session.add(row)
    room.session.commit()
    room.open()
    room.run(at(10, 12))
    [mail] = room.postbus.mails
    assert str(mail["Subject"]).endswith("hoe handig ben jij al?")


def test_what_equals_the_standard_is_no_text_of_ones_own(room: Mailroom) -> None:
    write_text(room.session, hand(room), "invite", "nl", standard("invite", "nl"))
    assert room.session.scalars(select(OwnText)).all() == []
    room.session.rollback()
