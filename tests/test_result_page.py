"""What the result says: levels in words and picture, first what to do, and nobody fails."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.views.models import SkillView, steps
from lti_tool.views.shop import OfferView, start_state
from lti_tool.views.wording import status_text, total_text
from tests.clock import Clock
from tests.platform import TestPlatform
from tests.town import Town, Walker

STATUSES = ("geen_eis", "onbekend", "boven", "op", "grens", "onder")
HARSH = re.compile(r"gezakt|onvoldoende|fout\b|slecht|verplicht|score|helaas|%", re.I)
OFFER = r'data-offer="([^"]+)"'


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def an_offer(key: str, linked: bool = True) -> OfferView:
    return OfferView(key, key, "microlearning", 10, "", (), None, None, linked)


def a_skill(
    title: str, status: str = "onder", level: int | None = 1, **offers: list[OfferView]
) -> SkillView:
    words = {"description": "", "minimum_name": "", "label": "", "text": "", "explanation": ""}
    return SkillView(
        title=title,
        level=level,
        level_name="Basis",
        minimum=2,
        status=status,
        belongs=offers.get("belongs", []),
        free=offers.get("free", []),
        **words,
    )


@pytest.mark.parametrize("status", STATUSES)
def test_no_status_has_a_harsh_word(app: Flask, status: str) -> None:
    with app.test_request_context():
        words = status_text(status)
    assert not HARSH.search(f"{words.label} {words.text}")


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        (["onder", "op", "op"], "Voor 1 van de 3"),
        (["onder", "onder", "grens"], "Voor 2 van de 3"),
        (["grens", "op", "op"], "Je hoeft nu niets te doen. Kies gerust"),
        (["onbekend", "op", "op"], "Je hoeft nu niets te doen. Kies gerust"),
        (["op", "boven", "geen_eis"], "Goed bezig!"),
    ],
)
def test_the_first_sentence_says_how_it_stands(app: Flask, statuses: list[str], says: str) -> None:
    with app.test_request_context():
        assert total_text(statuses).startswith(says)


def test_what_belongs_to_the_work_stands_before_the_skills(walker: Walker) -> None:
    walker.scan(best=False)
    before_the_skills = walker.main.split('id="skill-1"')[0]
    first = re.findall(OFFER, before_the_skills)
    assert len(first) == len(walker.town.pack.skills)
    assert "Dit hoort bij je werk" in before_the_skills


def test_without_anything_to_do_nothing_stands_before_the_skills(walker: Walker) -> None:
    walker.scan(best=True)
    before_the_skills = walker.main.split('id="skill-1"')[0]
    assert re.findall(OFFER, before_the_skills) == []
    assert re.findall(OFFER, walker.main)


def test_each_offer_has_one_button_among_the_steps(walker: Walker) -> None:
    shared = an_offer("both")
    rows = [a_skill("one", belongs=[shared]), a_skill("two", belongs=[shared])]
    assert [(step.offer.id, step.skills) for step in steps(rows)] == [("both", ["one", "two"])]


def test_the_first_step_can_be_started() -> None:
    row = a_skill("one", belongs=[an_offer("no-course", linked=False), an_offer("course")])
    assert [step.offer.id for step in steps([row])] == ["course"]
    assert [offer.id for offer in row.more] == ["no-course"]


def test_picture_and_words_name_the_same_levels(walker: Walker) -> None:
    walker.scan(best=False)
    pictures = re.findall(
        r'role="img" aria-label="Jouw niveau bij [^:]+: (\w+). Nodig voor jouw werk: (\w+).">\s*'
        r"<span[^>]*>jij: (\w+)</span>.*?<span[^>]*>nodig: (\w+)</span>",
        walker.main,
        re.S,
    )
    assert len(pictures) == len(walker.town.pack.skills)
    assert all((mine, least) == (seen, needed) for mine, least, seen, needed in pictures)


def test_with_too_few_questions_no_level_is_named() -> None:
    assert a_skill("one", status="onder").shows_level
    assert not a_skill("one", status="onbekend").shows_level
    assert not a_skill("one", status="geen_eis", level=None).shows_level


MEANINGS = {"waiting": "waiting", "sending": "waiting", "delivered": "ready"}
MEANINGS |= {"refused": "stuck", "uncertain": "stuck"}


@pytest.mark.parametrize(("delivery", "means"), [(None, "waiting"), *MEANINGS.items()])
def test_what_the_outbox_says_means_something_to_people(delivery: str | None, means: str) -> None:
    assert start_state(delivery) == means


@pytest.mark.parametrize("policy", ["everyone", "self-service", "targeted"])
def test_the_welcome_page_says_what_others_can_conclude(
    app: Flask, lms: TestPlatform, clock: Clock, client: FlaskClient, policy: str
) -> None:
    town = Town(app, lms, clock, policy)
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    before_the_start = walker.main.split('name="go"')[0]
    assert ("afleiden waar je onder het minimum zat" in before_the_start) == (policy == "targeted")
    assert "Docenten en het opleidingsteam:" in walker.main
