"""My learning: what is done and what belongs to the work, for the person alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.filler import STEP
from lti_tool.models import Completion, Delivery, OfferSetting, Person, db
from questionnaires.packs import shipped_packs
from tests.clock import Clock
from tests.platform import TestPlatform
from tests.test_costs import counted
from tests.test_trust_pages import LANGUAGES, STATUSES, length, with_status
from tests.town import Town, Walker

CARD = re.compile(r'<li class="offer[^"]*" id="offer-([^"]+)">(.*?)</li>\s*(?=<li|</ul>)', re.S)
BELONGS = "Hoort erbij"


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


@pytest.fixture
def below(walker: Walker) -> Walker:
    """Somebody who needs every part."""
    walker.scan(best=False)
    return walker


def cards(walker: Walker) -> dict[str, str]:
    """The offers on the page in view, by their id and in their order."""
    return dict(CARD.findall(walker.page.text))


def of_kind(town: Town, kind: str) -> list[str]:
    return [offer.id for offer in town.pack.offers if offer.kind == kind]


def finish(town: Town, *offers: str) -> None:
    """The LMS says that everybody finished these."""
    with town.app.app_context():
        person = db.session.scalars(select(Person.id)).one()
        about = {"person_id": person, "cycle_id": town.cycle_id, "source": "lms"}
        day = town.clock().date()
        db.session.add_all(Completion(offer_id=key, finished_on=day, **about) for key in offers)
        db.session.commit()


def set_for(town: Town, offer: str, **values: object) -> None:
    with town.app.app_context():
        db.session.add(OfferSetting(cycle_id=town.cycle_id, offer_id=offer, **values))
        db.session.commit()


@pytest.mark.parametrize("best", [True, False])
def test_the_shortest_good_way_stands_first_in_one_order_for_all(
    walker: Walker, best: bool
) -> None:
    walker.scan(best=best)
    shown = list(cards(walker.get("/learning") and walker))
    offers = {offer.id: offer for offer in walker.town.pack.offers}
    assert shown == sorted(
        offers, key=lambda key: (offers[key].kind != "microlearning", offers[key].minutes)
    )
    assert all(offers[key].minutes <= 15 for key in of_kind(walker.town, "microlearning"))


def test_only_the_private_result_says_what_belongs(below: Walker) -> None:
    below.get("/learning")
    marked = {key for key, text in cards(below).items() if BELONGS in text}
    assert marked == set(of_kind(below.town, "microlearning"))


def test_nothing_belongs_to_who_has_reached_it_all(walker: Walker) -> None:
    walker.scan(best=True)
    assert BELONGS not in walker.get("/learning").text


def solid(walker: Walker) -> set[str]:
    """The offers on the page in view whose button is the solid one."""
    return set(re.findall(r'nl-button--primary" data-offer="([^"]+)"', walker.page.text))


def test_the_solid_button_is_for_what_belongs_to_the_work_on_both_pages(below: Walker) -> None:
    theirs = set(of_kind(below.town, "microlearning"))
    for path in ("/result", "/learning"):
        below.get(path)
        assert solid(below) == theirs
    finish(below.town, "tm-ml-vinden")
    for path in ("/result", "/learning"):
        below.get(path)
        assert solid(below) == theirs - {"tm-ml-vinden"}


def test_what_is_free_has_the_same_button_on_both_pages(walker: Walker) -> None:
    walker.scan(best=True)
    for path in ("/result", "/learning"):
        assert "Klaar met een training?" in walker.get(path).text
        assert solid(walker) == set()


def test_what_belonged_is_done_when_one_way_of_each_part_is(below: Walker) -> None:
    first, *others = of_kind(below.town, "microlearning")
    finish(below.town, first)
    assert "Je hebt 1 van de 3 onderdelen gedaan" in below.get("/learning").text
    assert "Gedaan op" in cards(below)[first]
    finish(below.town, *others)
    assert "Wat bij je werk hoort, heb je gedaan." in below.get("/learning").text
    assert "Gedaan op" in below.get("/result").text


def test_a_tip_is_ticked_off_by_oneself_and_back(below: Walker) -> None:
    [tip] = of_kind(below.town, "tip")
    below.get("/learning")
    below.post("/learning", done=tip)
    assert below.page.page == "learning"
    assert "Gedaan op" in cards(below)[tip]
    below.post("/learning", undone=tip)
    assert "Gedaan op" not in cards(below)[tip]


@pytest.mark.parametrize("offer", ["tm-ml-vinden", "nope", ""])
def test_what_the_lms_knows_cannot_be_ticked_off(below: Walker, offer: str) -> None:
    below.get("/learning")
    below.post("/learning", done=offer)
    with below.town.app.app_context():
        assert db.session.scalars(select(Completion)).all() == []


def test_before_the_scan_it_leads_there(walker: Walker) -> None:
    assert walker.get("/learning").page == "welcome"


def test_a_tip_opens_where_it_was_set(below: Walker) -> None:
    [tip] = of_kind(below.town, "tip")
    set_for(below.town, tip, url="https://intranet.example/tip")
    below.get("/learning")
    assert (
        'href="https://intranet.example/tip" target="_blank" rel="noreferrer"' in cards(below)[tip]
    )


def test_an_offer_has_its_days(below: Walker) -> None:
    town, today = below.town, below.town.clock().date()
    first, second, third = of_kind(town, "microlearning")
    set_for(town, first, available_from=today + timedelta(days=1))
    set_for(town, second, available_until=today - timedelta(days=1))
    set_for(town, third, available_from=today, available_until=today)
    below.get("/learning")
    found = cards(below)
    assert "Te doen vanaf" in found[first]
    assert "Dit is niet meer te doen." in found[second]
    assert 'data-offer="' in found[third]
    for offer in (first, second):
        below.get("/learning")
        assert below.post("/offer", offer=offer).status == 404


def ready(town: Town) -> None:
    with town.app.app_context():
        db.session.execute(update(Delivery).values(state="delivered"))
        db.session.commit()


def test_a_link_to_the_page_of_an_activity_opens_there(below: Walker) -> None:
    offer = of_kind(below.town, "microlearning")[0]
    page = f"{below.town.lms.url}/mod/page/view.php?id=9"
    set_for(below.town, offer, url=page)
    ready(below.town)
    answer = below.client.get(f"{below.base}/start/{offer}")
    assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_in_a_frame_a_course_that_is_ready_opens_in_one_click(below: Walker) -> None:
    offer = of_kind(below.town, "microlearning")[0]
    framed = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}

    def way() -> str:
        page = below.client.get(f"{below.base}/result", headers=framed).get_data(as_text=True)
        [form] = {f for f in re.findall(r"<form[^>]*>.*?</form>", page, re.S) if offer in f}
        return form

    assert 'method="post"' in way()
    ready(below.town)
    form = way()
    assert f'method="get" action="{below.town.lms.url}/course/view.php" target="_top"' in form
    assert re.search(r'<input type="hidden" name="id" value="\d+">', form)
    assert "csrf" not in form
    assert 'method="post"' in below.get("/result").text


def test_a_click_never_changes_the_place_in_the_outbox(below: Walker) -> None:
    town = below.town
    before = [(row.id, row.not_before, row.state, row.attempts) for row in town.deliveries()]
    town.clock.forward(minutes=3)
    for offer in of_kind(town, "microlearning"):
        assert below.post("/offer", offer=offer).page == "start"
        below.get("/learning")
    after = [(row.id, row.not_before, row.state, row.attempts) for row in town.deliveries()]
    assert after == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", sorted(shipped_packs()))
def test_its_size_is_the_same_whatever_came_out_and_whatever_is_done(
    app: Flask, lms: TestPlatform, clock: Clock, client: FlaskClient, theme: str, language: str
) -> None:
    town = Town(app, lms, clock, theme=theme)
    town.add_person("beleid", "beleid")
    walker = Walker(town, client)
    walker.launch("beleid", launch_presentation={"locale": language})
    sizes = {}
    for status in STATUSES:
        with_status(town, "beleid", status)
        assert walker.get("/learning").page == "learning"
        sizes[status] = length(walker)
    with_status(town, "beleid", "onder")
    finish(town, *(offer.id for offer in town.pack.offers))
    for path in ("/learning", "/result"):
        walker.get(path)
        sizes[f"done {path}"] = length(walker)
    assert set(sizes.values()) == {STEP}


def test_it_costs_a_fixed_number_of_statements(below: Walker) -> None:
    with counted(below.town) as count:
        below.get("/learning")
    assert len(count.statements) <= 8, "\n".join(count.statements)
