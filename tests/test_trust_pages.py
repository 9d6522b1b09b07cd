"""What somebody can tell from the sizes of pages, who sees lengths and no words."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from random import Random
from statistics import mean

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.filler import STEP, filled
from lti_tool.models import Person, Scan, db
from lti_tool.services.scanning import Desk, Sheet, find_sheet, save_answers, start
from lti_tool.services.sealed import seal_outcome
from questionnaires.grading import outcome_document
from questionnaires.model import Outcome, SkillOutcome
from questionnaires.packs import shipped_packs
from tests.clock import Clock
from tests.platform import TestPlatform
from tests.quarter import STYLES, answers, in_doubt
from tests.town import Town, Walker

GROUP = "beleid"
STATUSES = ("geen_eis", "onbekend", "boven", "op", "grens", "onder")
LANGUAGES = ("nl", "en")


def length(walker: Walker) -> int:
    """The bytes of the page in view."""
    return len(walker.page.text.encode())


def bare(walker: Walker) -> bytes:
    """The page in view without its filler."""
    return walker.page.text.rpartition("<!--")[0].encode()


def walked(town: Town, client: FlaskClient, style: str) -> Iterator[Walker]:
    """A scan with answers of a style, at each of its pages."""
    sub = f"walker-{style}"
    town.add_person(sub, GROUP)
    walker = Walker(town, client)
    walker.launch(sub)
    yield walker
    walker.next()
    while walker.page.page in ("questions", "closing"):
        yield walker
        walker.next(**answers(walker, GROUP, style))
    yield walker
    for path in ("/result", "/privacy", "/questions/1", "/nergens"):
        walker.get(path)
        yield walker


@pytest.mark.parametrize("style", STYLES)
def test_every_page_of_a_visit_is_equally_long(town: Town, client: FlaskClient, style: str) -> None:
    seen = [(walker.page.page, length(walker)) for walker in walked(town, client, style)]
    assert {"welcome", "questions", "closing", "result", "privacy", "error"} <= {
        page for page, _ in seen
    }
    assert {size for _, size in seen} == {STEP}


def sheet_of(town: Town, sub: str) -> tuple[Desk, Sheet]:
    """Somebody's begun scan."""
    tools = town.tools
    desk = Desk(db.session(), tools.vault, tools.shelf, town.clock())
    person = db.session.scalars(select(Person).where(Person.lms_user_id == sub)).one()
    sheet = find_sheet(desk, person)
    assert sheet is not None
    return desk, start(desk, sheet)


def in_doubt_everywhere(town: Town, group: str) -> str:
    """Somebody whose answers call for an extra question at every skill that can have one."""
    town.add_person(group, group)
    found: dict[str, str] = {}
    for skill in town.pack.skills:
        if town.pack.minima[group].get(skill.id, 0):
            found |= in_doubt(town.pack, group, skill.id)
    with town.app.app_context():
        desk, sheet = sheet_of(town, group)
        found |= {item.id: "weet_niet" for item in sheet.open_items() if item.id not in found}
        save_answers(desk, sheet, found)
        db.session.commit()
    return group


def with_status(town: Town, sub: str, status: str) -> None:
    """From now on every skill of somebody has this status."""
    skills = tuple(SkillOutcome(skill.id, None, 1, 2, status) for skill in town.pack.skills)
    with town.app.app_context():
        desk, sheet = sheet_of(town, sub)
        key = sheet.person.wrapped_key
        assert key is not None
        sealed = seal_outcome(desk.vault, key, outcome_document(Outcome(skills)))
        changed = {"outcome_sealed": sealed, "submitted_at": town.clock()}
        db.session.execute(update(Scan).where(Scan.person_id == sheet.person.id).values(changed))
        db.session.commit()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", sorted(shipped_packs()))
def test_every_closing_page_and_result_fits_one_step(
    app: Flask, lms: TestPlatform, clock: Clock, client: FlaskClient, theme: str, language: str
) -> None:
    town = Town(app, lms, clock, theme=theme)
    walker = Walker(town, client)
    asked, sizes = set(), {}
    for group in town.pack.minima:
        walker.launch(in_doubt_everywhere(town, group), launch_presentation={"locale": language})
        walker.get("/closing?missing=1")
        assert walker.page.page == "closing"
        asked.add(len(walker.shown()))
        sizes[f"closing {group}"] = length(walker)
    assert max(asked) == len(town.pack.skills)
    for status in STATUSES:
        with_status(town, group, status)
        assert walker.get("/result").page == "result"
        sizes[f"result {status}"] = length(walker)
    assert set(sizes.values()) == {STEP}


def shrunk(page: bytes, level: int) -> list[int]:
    """What a proxy that compresses makes of a page, filled by chance each time."""
    return [len(zlib.compress(filled(page, Random(seed)), level)) for seed in range(40)]


@pytest.mark.parametrize("level", [1, 6, 9])
def test_compressed_the_difference_drowns_in_noise(town: Town, app: Flask, level: int) -> None:
    pages: dict[str, list[bytes]] = {"closing": [], "result": []}
    for style in STYLES:
        for walker in walked(town, app.test_client(), style):
            if walker.page.page in pages:
                pages[walker.page.page].append(bare(walker))
    for name, versions in pages.items():
        sizes = [shrunk(page, level) for page in versions]
        plain = [len(zlib.compress(page, level)) for page in versions]
        between = max(map(mean, sizes)) - min(map(mean, sizes))
        within = min(max(row) - min(row) for row in sizes)
        assert max(plain) - min(plain) > 0, name
        assert between < within / 10, (name, between, within)


@pytest.mark.parametrize("size", [0, 1, 2_000, 25_592, 25_593, 32_768, 60_000, 100_000])
def test_a_page_of_any_length_gets_whole_steps(size: int) -> None:
    page = b"x" * size
    done = filled(page, Random(size))
    assert done.startswith(page)
    assert len(done) % STEP == 0
    assert done.count(b"-->") == 1


def test_the_filler_holds_no_word_and_no_number() -> None:
    assert not any(chr(sign).isalnum() for sign in filled(b"", Random(1)))
