"""What every page promises to its readers: labels, headings, error links, nothing inline."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_tool.models import Delivery, db
from tests.browser import Reply
from tests.town import Town, Walker, pick

IFRAME = {"Sec-Fetch-Dest": "iframe"}


class Outline(HTMLParser):
    """The tags of a page with their attributes, in order, and the words."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(reply.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each such tag."""
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.tags if "id" in attrs]


@pytest.fixture
def walker(town: Town, client: FlaskClient) -> Walker:
    town.add_person("5")
    walker = Walker(town, client)
    walker.launch("5")
    return walker


def check(reply: Reply) -> None:
    """What holds for every page."""
    page = Outline(reply)
    assert reply.status == 200
    assert len(page.ids) == len(set(page.ids)), page.ids
    assert not page.all("script")
    assert not page.all("style")
    assert not [attrs for _tag, attrs in page.tags if "style" in attrs]
    assert not [name for _tag, attrs in page.tags for name in attrs if name.startswith("on")]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    labelled = {attrs.get("for") for attrs in page.all("label")}
    radios = [attrs for attrs in page.all("input") if attrs.get("type") == "radio"]
    assert {attrs["id"] for attrs in radios} <= labelled
    assert all(attrs["id"] == f"{attrs['name']}-{attrs['value']}" for attrs in radios)
    inside = [link["href"] for link in page.all("a") if str(link["href"]).startswith("#")]
    assert {str(href)[1:] for href in inside} <= set(page.ids)
    fieldsets = {attrs.get("id") for attrs in page.all("fieldset")}
    assert {attrs["name"] for attrs in radios} == fieldsets
    posts = [form for form in page.all("form") if form.get("method") == "post"]
    tokens = [attrs for attrs in page.all("input") if attrs.get("name") == "csrf_token"]
    assert len(posts) == len(tokens)


def test_every_page_on_the_way_keeps_the_promises(walker: Walker) -> None:
    check(walker.page)
    walker.next()
    while walker.page.page in ("questions", "closing"):
        check(walker.page)
        walker.next(**{item.id: pick(item, False) for item in walker.shown()})
    check(walker.page)
    for path in ("/privacy", "/result"):
        check(walker.get(path))


def test_the_result_shows_no_percentage_and_no_harsh_word(walker: Walker) -> None:
    walker.scan(best=False)
    words = Outline(walker.page).words.lower()
    assert "%" not in words
    assert not re.search(r"gezakt|onvoldoende|fout\b|score", words)


def test_a_missing_answer_is_named_and_linked(walker: Walker) -> None:
    walker.next()
    asked = walker.shown()
    walker.next()
    page = Outline(walker.page)
    check(walker.page)
    assert re.search(r"<title>\s*Fout:", walker.page.text)
    links = {str(link["href"]) for link in page.all("a")}
    for item in asked:
        assert any(href.startswith(f"#{item.id}-") for href in links)
        assert f'aria-describedby="{item.id}-error"' in walker.page.text


def test_closing_off_ends_the_visit(walker: Walker) -> None:
    assert walker.post("/close").page == "bye"
    assert "/close" not in walker.page.text
    assert walker.client.get(walker.base + "/scan").status_code == 403


@pytest.fixture
def opened(walker: Walker) -> Callable[[dict[str, str]], Reply]:
    """Opens the first offer after every enrolment has been delivered."""
    walker.scan(best=False)
    button = next(attrs for attrs in Outline(walker.page).all("button") if attrs["name"] == "offer")
    assert walker.post("/offer", offer=str(button["value"])).page == "start"
    with walker.town.app.app_context():
        db.session.execute(update(Delivery).values(state="delivered"))
        db.session.commit()

    def ask(headers: dict[str, str]) -> Reply:
        answer = walker.client.get(f"{walker.base}/start/{button['value']}", headers=headers)
        text = answer.get_data(as_text=True)
        return Reply(answer.status_code, dict(answer.headers), text, answer.request.path)

    return ask


def test_a_training_that_is_ready_opens_at_once(opened: Callable[[dict[str, str]], Reply]) -> None:
    reply = opened({})
    assert reply.status == 303
    assert "/course/view.php?id=" in reply.headers["Location"]


def test_in_a_frame_a_link_leaves_the_frame(opened: Callable[[dict[str, str]], Reply]) -> None:
    reply = opened(IFRAME)
    check(reply)
    assert "Refresh" not in reply.headers
    leave = [link for link in Outline(reply).all("a") if link.get("target") == "_top"]
    assert len(leave) == 1
    assert "/course/view.php?id=" in str(leave[0]["href"])


@pytest.mark.parametrize(("locale", "language"), [("nl_NL", "nl"), ("de", "nl"), ("xx-XX", "nl")])
def test_a_page_says_the_language_that_it_is_in(
    town: Town, client: FlaskClient, locale: str, language: str
) -> None:
    town.add_person("7")
    reply = Walker(town, client).launch("7", launch_presentation={"locale": locale})
    assert reply.attribute("lang") == language
