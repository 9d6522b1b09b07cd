"""The list at the door: names for L&D and the trainer, kept nowhere, and no reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from adapters.fakes.moodle import FakeMoodle
from lti_tool.models import Booking, Platform, db
from questionnaires.calendar import AMSTERDAM, local_date, midnight
from tests.services.workshop import Venue, at_the_desk
from tests.town import Town, Walker


@pytest.fixture
def venue(town: Town) -> Venue:
    return Venue(town)


@pytest.fixture
def office(town: Town, client: FlaskClient) -> Walker:
    """A coordinator, in front of the sessions."""
    walker = at_the_desk(town, client)
    walker.get("/sessions")
    return walker


@pytest.fixture
def moodle(town: Town) -> Iterator[FakeMoodle]:
    """An LMS that knows names."""
    with FakeMoodle() as site, town.app.app_context():
        api = {"api_adapter": "moodle", "api_url": site.url}
        sealed = town.tools.vault.seal_text(site.token)
        db.session.execute(update(Platform).values(api_token_sealed=sealed, **api))
        db.session.commit()
        yield site


def test_names_come_from_the_lms_and_are_kept_nowhere(
    town: Town, venue: Venue, office: Walker, moodle: FakeMoodle
) -> None:
    session = venue.session(2)
    names = {"901": "Zoë van Dijk", "902": "Anton d'Hondt & co", "903": "Wim Wacht"}
    for key, name in names.items():
        moodle.add_user(key, name=name)
    numbers = [town.add_person(key) for key in names]
    venue.book(session, *numbers)
    text = unescape(office.get(f"/sessions/{session}/attendance").text)
    assert text.index("Anton d'Hondt & co") < text.index("Zoë van Dijk")
    assert "Wim Wacht" not in text, "who waits is not on the list"
    for word in ("onder", "uitslag", "niveau", "hoort bij"):
        assert word not in office.main.lower()


def test_without_the_lms_there_is_a_list_all_the_same(
    town: Town, venue: Venue, office: Walker
) -> None:
    session = venue.session(2)
    sealed = town.tools.vault.seal_text("Sam")
    venue.book(session, town.add_person("77", first_name_sealed=sealed))
    office.get(f"/sessions/{session}/attendance")
    assert "Sam (77)" in office.main
    assert "Niet alle namen zijn bekend." in office.main


def ticked(town: Town, session: int) -> list[tuple[int, bool | None]]:
    with town.app.app_context():
        rows = db.session.execute(
            select(Booking.person_id, Booking.attended)
            .where(Booking.session_id == session)
            .order_by(Booking.number)
        )
        return [(person, attended) for person, attended in rows]


def test_who_was_there_is_ticked_off_and_can_be_corrected(
    town: Town, venue: Venue, office: Walker
) -> None:
    session, (anna, bob, cees) = venue.session(2, days=0.2), venue.people(3)
    venue.book(session, anna, bob, cees)
    ids = [row.id for row in venue.rows(session)]
    office.get(f"/sessions/{session}/attendance")
    office.post(f"/sessions/{session}/attendance", here=str(ids[0]))
    assert "Bewaard: 1 van 2 waren er." in office.main
    assert ticked(town, session) == [(anna, True), (bob, False), (cees, None)]
    office.post(f"/sessions/{session}/attendance", here=str(ids[1]))
    assert ticked(town, session) == [(anna, False), (bob, True), (cees, None)]


def test_before_the_day_it_says_who_comes_and_nothing_can_be_ticked(
    town: Town, venue: Venue, office: Walker
) -> None:
    evening = datetime.combine(local_date(town.clock()), time(23, 30), AMSTERDAM)
    session = venue.session(2, days=(evening - town.clock()) / timedelta(days=1) + 1)
    people = venue.people(4)
    venue.book(session, *people)
    path = f"/sessions/{session}/attendance"
    page = unescape(office.get(path).text)
    assert "Wie komt er?</h1>" in page
    assert 'type="checkbox"' not in page
    assert "2 collega's hebben een plek" in page
    assert "Nog 2 collega's staan op de wachtlijst." in page
    office.post(path, here=str(venue.rows(session)[0].id))
    assert "Er is niets bewaard. Afvinken kan vanaf de dag zelf." in office.main
    assert ticked(town, session) == [(person, None) for person in people]
    # The day begins at midnight in Amsterdam, an hour or two before it does in UTC.
    town.clock.forward(
        seconds=(midnight(local_date(evening) + timedelta(days=1)) - town.clock()).total_seconds()
    )
    office.launch("boss")
    page = office.get(path).text
    assert "Wie is er?</h1>" in page
    assert 'type="checkbox"' in page


def test_the_trainer_has_the_list_around_the_day_and_no_longer(
    town: Town, venue: Venue, office: Walker
) -> None:
    session, people = venue.session(2, days=5), venue.people(2)
    venue.book(session, *people)
    office.get(f"/sessions/{session}")
    office.post(f"/sessions/{session}/address")
    [path] = re.findall(r"http://localhost(/at-the-door/[\w-]+)", office.main)
    trainer = town.app.test_client()
    assert trainer.get(path).status_code == 404, "five days before"
    town.clock.forward(days=4, hours=12)
    page = trainer.get(path)
    assert page.status_code == 200
    assert "guest0" in page.get_data(as_text=True)
    first = venue.rows(session)[0]
    early = trainer.post(path, data={"here": str(first.id)})
    assert "Er is niets bewaard." in early.get_data(as_text=True)
    assert ticked(town, session) == [(person, None) for person in people]
    town.clock.forward(hours=12)
    assert trainer.post(path, data={"here": str(first.id)}).status_code == 303
    assert ticked(town, session) == [(people[0], True), (people[1], False)]
    town.clock.forward(days=8)
    assert trainer.get(path).status_code == 404, "a week after"
    assert trainer.post(path, data={"here": "1"}).status_code == 404


def test_a_new_address_ends_the_earlier_one(town: Town, venue: Venue, office: Walker) -> None:
    session = venue.session(2, days=0.5)
    paths = []
    for _ in range(2):
        office.get(f"/sessions/{session}")
        office.post(f"/sessions/{session}/address")
        paths += re.findall(r"http://localhost(/at-the-door/[\w-]+)", office.main)
    trainer = town.app.test_client()
    assert [trainer.get(path).status_code for path in paths] == [404, 200]
