"""The page on which an admin looks messages over, and decides about what is uncertain."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.fakes.mail import FakeMailer
from lti_tool.models import Cycle, Delivery, Organisation, db
from lti_tool.services.message_texts import message_names, template_of
from lti_tool.services.messages import mail_parcel
from lti_tool.services.outbox import Sender, queue
from lti_tool.toolbox import EXTENSION
from tests.platform import SYSTEM_ADMIN
from tests.town import Town, Walker


@pytest.fixture
def admin(town: Town) -> Walker:
    town.add_person("admin")
    walker = Walker(town, town.app.test_client())
    walker.launch("admin", roles=[SYSTEM_ADMIN])
    return walker


def queued(town: Town, message: str, people: int, **values: Any) -> list[int]:
    """Messages in the outbox of the running round; their ids."""
    sender = Sender(town.organisation_id, town.platform_id, town.cycle_id)
    now = town.clock()
    with town.app.app_context():
        parcels = [
            mail_parcel(message, number, town.cycle_id, now) for number in range(1, people + 1)
        ]
        queue(db.session(), town.tools.vault, sender, parcels, now)
        rows = select(Delivery.id).where(Delivery.topic == message).order_by(Delivery.id)
        ids = list(db.session.scalars(rows))
        if values:
            db.session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(values))
        db.session.commit()
    return ids


def row(page: str, message: str) -> list[int]:
    """The numbers in a message's line of the table."""
    name = template_of(message, "nl").name
    found = re.search(rf">{name}</a>.*?</tr>", page, re.DOTALL)
    assert found
    return [int(number) for number in re.findall(r'class="number">(\d+)<', found[0])]


def test_every_message_stands_there_with_what_became_of_it(town: Town, admin: Walker) -> None:
    queued(town, "invite", 5, state="delivered")
    queued(town, "remind_1", 2)
    queued(town, "thanks", 3, state="uncertain", code="crashed")
    queued(town, "nudge", 1, state="refused", code="bad_address", reason="x")
    page = admin.get("/messages").text
    assert row(page, "invite") == [5, 0, 0, 0]
    assert row(page, "remind_1") == [0, 2, 0, 0]
    assert row(page, "thanks") == [0, 0, 3, 0]
    assert row(page, "nudge") == [0, 0, 0, 1]
    assert row(page, "feedback") == [0, 0, 0, 0]
    assert page.count("Stuur nog een keer") == 4
    assert "Verbeter het in de lijst van medewerkers" in page


@pytest.mark.parametrize("name", message_names())
def test_each_reads_as_a_mail_in_both_languages(town: Town, admin: Walker, name: str) -> None:
    page = admin.get(f"/messages/{name}").text
    assert page.count('class="mail__head"') == 2
    assert "Sanne" in page
    assert "https://lms.example/scan" in page
    assert "style=" not in page
    for language in ("nl", "en"):
        assert f'lang="{language}"' in page


def test_there_is_an_example_before_anything_is_planned(town: Town, admin: Walker) -> None:
    with town.app.app_context():
        db.session.execute(update(Cycle).values(state="draft"))
        db.session.commit()
    assert "Alle berichten" in admin.get("/messages").text
    assert "https://leerplatform.example/scan" in admin.get("/messages/invite").text


def test_an_unknown_message_is_a_friendly_page(admin: Walker) -> None:
    assert admin.get("/messages/anders").status == 404


def test_a_person_decides_that_it_goes_once_more(town: Town, admin: Walker) -> None:
    first, second = queued(town, "invite", 2, state="uncertain", code="crashed")
    admin.get("/messages")
    page = admin.post("/messages", again=str(second)).text
    assert row(page, "invite") == [0, 1, 1, 0]
    assert [(each.id, each.state) for each in town.deliveries()] == [
        (first, "uncertain"),
        (second, "waiting"),
    ]


@pytest.mark.parametrize("again", ["", "x", "999999999999", "²"])
def test_nonsense_changes_nothing(town: Town, admin: Walker, again: str) -> None:
    queued(town, "invite", 1, state="uncertain", code="crashed")
    admin.get("/messages")
    admin.post("/messages", again=again)
    assert [each.state for each in town.deliveries()] == ["uncertain"]


def test_another_organisations_message_is_out_of_reach(town: Town, admin: Walker) -> None:
    [number] = queued(town, "invite", 1, state="uncertain", code="crashed")
    with town.app.app_context():
        other = Organisation(name="Elders", created_at=town.clock())
        db.session.add(other)
        db.session.flush()
        db.session.execute(update(Delivery).values(organisation_id=other.id))
        db.session.commit()
    assert "Stuur nog een keer" not in admin.get("/messages").text
    admin.post("/messages", again=str(number))
    assert [each.state for each in town.deliveries()] == ["uncertain"]


def test_what_keeps_messages_away_is_said(town: Town, admin: Walker) -> None:
    assert "Er is geen mailserver ingesteld" in admin.get("/messages").text
    town.app.extensions[EXTENSION] = replace(town.tools, mailer=FakeMailer())
    page = admin.get("/messages").text
    assert "contact_email" in page
    assert "zonder mailadres, en dus zonder berichten: 1." in page
