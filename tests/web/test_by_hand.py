"""Walking the scan as people do: keys only, back and refresh, a shared computer, on paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.town import Town
from tests.web.answers import EXTRA
from tests.web.lms_pages import LmsWithPages
from tests.web.steps import NEXT, go_on
from tests.web.stops import STOPS
from tests.web.tour import Tour

pytestmark = pytest.mark.browser
IN_FOCUS = """() => { const e = document.activeElement;
    return {id: e.id, name: e.name, value: e.value, type: e.type, text: e.innerText} }"""
MOST_TABS = 60


@pytest.fixture
def tour(chromium: Browser, town: Town, lms: LmsWithPages) -> Iterator[Tour]:
    with Tour(town, lms, chromium) as tour:
        yield tour


def name_of(page: Page) -> str:
    return page.locator("html").get_attribute("data-page") or ""


def answer_all(page: Page) -> None:
    for fieldset in page.locator("fieldset:has(input[type=radio])").all():
        fieldset.locator("label").last.click()


def tab_through(page: Page) -> None:
    """From the top of the page by Tab, Space on each question's first answer, Enter on "next"."""
    answered: set[str] = set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(IN_FOCUS)
        if here["type"] == "radio" and here["name"] not in answered:
            answered.add(here["name"])
            page.keyboard.press("Space")
        if (here["name"], here["value"]) == ("go", "next"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way forward by keyboard on {name_of(page)}")


def test_the_keyboard_alone_walks_from_start_to_training(tour: Tour) -> None:
    page = tour.launch()
    seen = []
    while name_of(page) != "result":
        seen.append(name_of(page))
        tab_through(page)
    assert seen == ["welcome", *["questions"] * 6, "closing"]
    while page.evaluate(IN_FOCUS)["name"] != "offer":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert name_of(page) == "start"


def test_the_first_tab_skips_to_the_content(tour: Tour) -> None:
    page = tour.launch()
    page.keyboard.press("Tab")
    assert page.evaluate(IN_FOCUS)["text"] == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate(IN_FOCUS)["id"] == "main"


@pytest.mark.parametrize("stop", ["questions-error", "closing-error", "group-error"])
def test_an_error_is_in_focus_and_leads_to_its_field(tour: Tour, stop: str) -> None:
    page = STOPS[stop](tour)
    assert page.title().startswith("Fout: ")
    # The browser moves the focus when the page has loaded, not when its words are there.
    page.locator("#missing:focus").wait_for()
    assert page.evaluate(IN_FOCUS)["id"] == "missing"
    for link in page.locator("#missing a").all():
        link.click()
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.evaluate(IN_FOCUS) | {"id": target, "type": "radio"} == page.evaluate(IN_FOCUS)


def test_a_forgotten_extra_question_is_held_back_by_the_browser(tour: Tour) -> None:
    page = STOPS["closing-one"](tour)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/v/" in sent.url else None)
    page.locator(NEXT).click()
    assert page.evaluate(IN_FOCUS)["type"] == "radio"
    assert asked == []
    with page.expect_navigation():
        page.locator('button[value="previous"]').click()
    assert name_of(page) == "questions"
    with page.expect_navigation():
        page.locator(NEXT).click()
    answer_all(page)
    go_on(page)
    assert name_of(page) == "result"


def test_enter_in_an_answer_goes_forward(tour: Tour) -> None:
    page = go_on(tour.launch())
    answer_all(page)
    page.locator("input[type=radio]:checked").last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/questions/2")


def test_back_and_refresh_find_a_page_everywhere(tour: Tour) -> None:
    page = go_on(tour.launch())
    go_on(page)  # without answers: the page that says what is missing
    page.reload()
    assert page.locator("#missing").count() == 1
    answer_all(page)
    go_on(page)
    assert page.url.endswith("/questions/2")
    page.go_back()
    assert name_of(page) == "questions"
    assert page.locator("#missing").count() == 0, "what was mended is still called missing"
    page.go_forward()
    page.reload()
    assert page.url.endswith("/questions/2")


def test_back_from_result_and_training_never_asks_to_send_again(tour: Tour) -> None:
    page = go_on(tour.launch(tour.answered(EXTRA, "op", "op")))
    answer_all(page)
    go_on(page)
    assert name_of(page) == "result"
    for step in (page.go_back, page.go_forward, page.reload):
        step()
        assert name_of(page) == "result"
    page.locator("button[data-offer]").first.click()
    page.wait_for_url("**/start/**")
    page.go_back()
    assert name_of(page) == "result"
    page.go_forward()
    assert name_of(page) == "start"


def test_previous_keeps_what_was_answered(tour: Tour) -> None:
    page = go_on(tour.launch())
    answer_all(page)
    go_on(page)
    page.locator('button[value="previous"]').click()
    page.wait_for_url("**/questions/1")
    assert page.locator("input:checked").count() == 2


def test_on_a_shared_device_five_idle_minutes_end_the_visit(tour: Tour) -> None:
    page = tour.launch()
    page.locator('label[for="shared_device"]').click()
    go_on(page)
    answer_all(page)
    tour.town.clock.forward(minutes=4)
    go_on(page)
    assert name_of(page) == "questions"
    tour.town.clock.forward(minutes=6)
    page.locator(NEXT).click()
    page.locator("text=Je bezoek is afgelopen").wait_for()
    assert page.locator("input[type=radio]").count() == 0
    way_out = page.locator("main a")
    assert way_out.get_attribute("href") == f"{tour.lms.pages_url}/"


def test_closing_off_leaves_nothing_for_the_next_person(tour: Tour) -> None:
    page = tour.launch(tour.submitted("op", "onder", "grens"))
    assert name_of(page) == "result"
    page.locator("text=Klaar, sluit af").click()
    page.locator('html[data-page="bye"]').wait_for()
    assert page.locator("main a").get_attribute("href") == f"{tour.lms.pages_url}/"
    page.go_back()
    assert page.locator("h1").inner_text() == "Je bezoek is afgelopen"
    assert page.locator(".level").count() == 0


def test_on_paper_nothing_is_folded_away(tour: Tour) -> None:
    page = STOPS["result-mixed"](tour)
    folded = page.locator("details > :not(summary)").all()
    assert folded
    assert not any(part.is_visible() for part in folded)
    page.emulate_media(media="print")
    assert all(part.is_visible() for part in folded)
    assert not page.locator("button").first.is_visible()
