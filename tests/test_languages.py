"""In which language somebody is answered: by the launch, the own choice, or the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.models import Cycle, OfferLink, ThemePackRow, db
from lti_tool.services.gate import gate_findings
from tests.browser import Reply
from tests.platform import INSTRUCTOR, SYSTEM_ADMIN, TestPlatform
from tests.town import Town, Walker, pick

ENGLISH = {"launch_presentation": {"locale": "en_GB"}}


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    return Walker(town, client)


def choose(walker: Walker, language: str, back: str | None = None) -> Reply:
    """Press a button of the switch on the page in view."""
    kept = re.search(r'name="back" value="([^"]*)"', walker.page.text)
    assert kept, walker.page.text
    return walker.post("/language", language=language, back=kept[1] if back is None else back)


def test_the_launch_says_which_language(walker: Walker) -> None:
    page = walker.launch("5", **ENGLISH)
    assert page.attribute("lang") == "en"
    for words in ("The theme of this quarter", "Working together", "Start the scan"):
        assert words in page.text
    closes = walker.town.clock().date().strftime("%Y")
    assert closes not in walker.main  # a day and a month, in words
    assert re.search(r"up to and including \d+ [A-Z][a-z]+, during working hours", page.text)


def test_a_person_chooses_and_stays_on_the_page(walker: Walker) -> None:
    walker.launch("5")
    walker.next()
    first = walker.page.url
    page = choose(walker, "en")
    assert (page.url, page.page, page.attribute("lang")) == (first, "questions", "en")
    assert "Can you quickly find a colleague" in page.text
    assert walker.get("/privacy").attribute("lang") == "en"
    assert choose(walker, "nl").attribute("lang") == "nl"
    assert "Zo gaan we met je antwoorden om" in walker.page.text


def test_the_switch_offers_what_the_page_is_not_in(walker: Walker) -> None:
    page = walker.launch("5")
    buttons = re.findall(r'<button[^>]*name="language"[^>]*>[^<]*', page.text)
    assert [re.sub(r".*>", "", button) for button in buttons] == ["English"]
    assert 'lang="en"' in buttons[0]
    assert re.search(r'<strong[^>]*aria-current="true">Nederlands</strong>', page.text)


def test_answers_are_kept_and_the_result_is_the_same(town: Town) -> None:
    found = []
    for sub, languages in (("6", ("nl", "nl")), ("7", ("nl", "en"))):
        town.add_person(sub)
        walker = Walker(town, town.app.test_client())
        walker.launch(sub)
        walker.next()
        for language in (*languages, *languages):
            walker.next(**{item.id: pick(item, False) for item in walker.shown()})
            choose(walker, language)
        assert walker.page.page == "questions"
        while walker.page.page in ("questions", "closing"):
            walker.next(**{item.id: pick(item, False) for item in walker.shown()})
        found.append(re.findall(r'data-offer="([^"]+)"', walker.page.text))
        assert walker.page.attribute("lang") == languages[1]
    assert found[0]
    assert found[0] == found[1]
    kinds = [(row.kind, len(row.payload_sealed)) for row in town.deliveries()]
    assert kinds[: len(kinds) // 2] == kinds[len(kinds) // 2 :]


@pytest.mark.parametrize("language", ["", "fr", "EN\x00", "../en", "en" * 500])
def test_another_language_is_dutch_or_what_it_begins_with(walker: Walker, language: str) -> None:
    walker.launch("5", **ENGLISH)
    page = choose(walker, language)
    assert page.status == 200
    assert page.attribute("lang") == ("en" if language[:2].lower() == "en" else "nl")


@pytest.mark.parametrize(
    "back",
    [
        "//elsewhere.example",
        "../../lti/login",
        "https://elsewhere.example",
        "a?b",
        "%2e%2e",
        "a//b",
    ],
)
def test_the_way_back_stays_in_the_visit(walker: Walker, back: str) -> None:
    walker.launch("5")
    page = choose(walker, "en", back=back)
    assert (page.status, page.page) == (200, "welcome")
    assert page.url == walker.base + "/"


def test_a_page_that_a_form_made_is_not_asked_for_again(walker: Walker) -> None:
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "deep_link_return_url": f"{walker.town.lms.url}/return",
    }
    kind = {"message_type": "LtiDeepLinkingRequest", "deep_linking_settings": settings}
    walker.launch("5", roles=[INSTRUCTOR], drop=["resource_link"], **kind)
    page = walker.post("/place", go="place")
    assert "Kies wat je wilt plaatsen." in page.text
    assert 'name="back" value=""' in page.text
    page = choose(walker, "en")
    assert (page.status, page.page, page.attribute("lang")) == (200, "picker", "en")


def in_dutch_only(town: Town) -> None:
    """As a pack that an organisation wrote itself: it has no translation."""
    document = {**town_document(town), "translations": {}}
    with town.app.app_context():
        db.session.execute(update(Cycle).values(document=document))
        db.session.execute(update(ThemePackRow).values(document=document))
        db.session.commit()


def town_document(town: Town) -> dict[str, Any]:
    with town.app.app_context():
        found: dict[str, Any] = db.session.scalars(select(Cycle.document)).one() or {}
        assert found["translations"]
        return found


def test_a_theme_without_translation_says_that_it_is_in_dutch(walker: Walker) -> None:
    in_dutch_only(walker.town)
    page = walker.launch("5", **ENGLISH)
    assert page.attribute("lang") == "en"
    assert re.search(r'<h1[^>]* lang="nl">Samenwerken in', page.text)
    page = walker.next()
    assert re.search(r'<legend[^>]* lang="nl">', page.text)
    assert re.search(r'<label[^>]* lang="nl">', page.text)
    assert re.search(r"<button[^>]*>Next</button>", page.text)
    while walker.page.page in ("questions", "closing"):
        walker.next(**{item.id: pick(item, False) for item in walker.shown()})
    assert re.search(r'<h2[^>]* lang="nl">', walker.page.text)
    assert re.search(r'<h3[^>]* lang="nl">', walker.page.text)


def test_a_theme_with_a_translation_says_nothing(walker: Walker) -> None:
    page = walker.launch("5", **ENGLISH)
    assert re.findall(r' lang="([^"]+)"', page.text) == ["en", "nl"]  # the page, the switch


def test_names_of_function_groups_are_in_dutch_whatever_the_page(town: Town) -> None:
    town.add_person("8", group=None)
    walker = Walker(town, town.app.test_client())
    walker.launch("8", **ENGLISH)
    page = walker.next()
    assert page.page == "group"
    assert re.search(r'<label[^>]* lang="nl">beleid', page.text)


@pytest.mark.parametrize("translated", [True, False])
def test_an_administrator_reads_the_title_too(walker: Walker, translated: bool) -> None:
    if not translated:
        in_dutch_only(walker.town)
    page = walker.launch("5", roles=[SYSTEM_ADMIN], **ENGLISH)
    assert page.page == "admin"
    title = r">Working together in" if translated else r' lang="nl">Samenwerken in'
    assert re.search(rf"<h2[^>]*{title} Microsoft Teams", page.text)
    assert re.search(r"quarter of \d{4}, from \d+ [A-Z][a-z]+ up to and including", page.text)


def test_what_is_missing_is_said_in_the_language_of_the_page(walker: Walker) -> None:
    town = walker.town
    with town.app.app_context():
        db.session.execute(update(Cycle).values(state="planned", scan_url=""))
        db.session.execute(update(OfferLink).values(healthy=False))
        db.session.commit()
        cycle = db.session.scalars(select(Cycle)).one()
        # A command has no page.
        assert any(
            "‘Snel vinden in Teams’" in line
            for line in gate_findings(db.session(), cycle, town.clock())
        )
    page = walker.launch("5", roles=[SYSTEM_ADMIN], **ENGLISH)
    assert (
        "The address of the scan in the learning platform has not been filled in yet" in page.text
    )
    assert "The course of ‘Find things fast in Teams’ cannot be used yet" in page.text


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,en;q=0.5", "en"),
        ("nl,en;q=0.9", "nl"),
        ("de", "nl"),
        ("*", "nl"),
        ("", "nl"),
        ("en;q=0", "nl"),
        (";;q=x,\xff", "nl"),
    ],
)
def test_without_a_visit_the_browser_says_which_language(
    app: Flask, accepts: str, language: str
) -> None:
    for path, status in (("/nergens", 404), ("/v/" + "x" * 32 + "/", 403)):
        answer = app.test_client().get(path, headers={"Accept-Language": accepts})
        text = answer.get_data(as_text=True)
        assert answer.status_code == status
        assert f'<html lang="{language}"' in text
        assert ("learning platform" in text) == (language == "en")


def test_a_problem_inside_a_visit_is_told_in_its_language(walker: Walker) -> None:
    walker.launch("5", **ENGLISH)
    walker.next()
    page = walker.get("/questions/99")
    assert (page.page, page.attribute("lang")) == ("error", "en")
    assert "Go back to the start." in page.text
    walker.launch("5", **ENGLISH)
    answer = walker.client.get(walker.base + "/admin", headers={"Accept-Language": "nl"})
    assert '<html lang="en"' in answer.get_data(as_text=True)
    assert "This page is not for you" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("locale", "language"), [("en", "en"), ("nl", "nl")])
def test_who_waits_without_cookies_is_told_in_the_language_of_the_launch(
    town: Town, lms: TestPlatform, locale: str, language: str
) -> None:
    town.add_person("5")
    client = town.app.test_client(use_cookies=False)
    begun = client.get("/lti/login", query_string=lms.login_params(login_hint="5"))
    asked = dict(pair.split("=", 1) for pair in begun.headers["Location"].split("?")[1].split("&"))
    token = lms.id_token(sub="5", nonce=asked["nonce"], launch_presentation={"locale": locale})
    answer = client.post(
        "/lti/launch",
        data={"id_token": token, "state": asked["state"]},
        headers={"Accept-Language": "nl" if language == "en" else "en", "Origin": lms.url},
    )
    assert f'<html lang="{language}"' in answer.get_data(as_text=True)
    assert answer.status_code == 200
