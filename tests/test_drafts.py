"""An admin writes a theme on pages alone: begun, written, checked, reviewed, published, planned."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from lti_tool.models import Change, ThemeDraft, ThemePackRow, db
from lti_tool.services.drafts import read_draft
from lti_tool.services.organisations import add_organisation
from questionnaires.drafting import Document
from questionnaires.packs import pack_from_document
from tests.admin import Admin, Coordinating, planned
from tests.town import Town

HERE = "/themes/drafts"


class Form(HTMLParser):
    """What the editor's form would send when nobody changes anything."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.ticked: dict[str, list[str]] = {}
        self.options: dict[str, list[str]] = {}
        self._in, self._area, self._select = False, "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in = "data-autosave" in given
        if not self._in:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") == "checkbox":
            if "checked" in given:
                self.ticked.setdefault(name, []).append(given["value"])
        elif tag == "input":
            self.fields[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option":
            self.options.setdefault(self._select, []).append(given["value"])
            if "selected" in given:
                self.fields[self._select] = given["value"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def sent(self, **changed: object) -> dict[str, object]:
        return {**self.fields, **self.ticked, **changed}


class Author(Admin):
    """An admin who writes themes."""

    def begin(self, title: str = "Digitaal vergaderen") -> int:
        self.see(HERE)
        self.send(HERE, title=title, go="new")
        return self.number

    @property
    def number(self) -> int:
        with self.town.app.app_context():
            return max(db.session.scalars(select(ThemeDraft.id)))

    def document(self, number: int) -> Document:
        with self.town.app.app_context():
            return read_draft(db.session(), self.town.organisation_id, number).document

    def keep(self, path: str, status: int = 303, go: str = "stay", **changed: object) -> str:
        """Open a page of the editor, change fields, and press a button."""
        form = Form(unescape(self.see(path)))
        return self.send(path, status, **{**form.sent(**changed), "go": go})

    def write(self, number: int) -> None:
        """Fill in every text that is empty, page by page, as the button leads."""
        path = f"{HERE}/{number}/basis/-"
        for _page in range(60):
            form = Form(unescape(self.see(path)))
            self.send(path, **{**form.sent(**texts(form)), "go": "next"})
            found = re.search(r"data-autosave|draft__rows", self.text)
            action = re.search(
                rf'action="[^"]*({HERE}/{number}/[a-z]+/[^"/]+)" novalidate data-auto', self.text
            )
            if not action:
                assert found
                return
            path = action[1]
        raise AssertionError("the pages never end")


def texts(form: Form) -> dict[str, str]:
    """A plain text for each empty field that needs one."""
    empty = [name for name, value in form.fields.items() if not value.strip()]
    skip = (
        "vorm",
        "capaciteit",
        "link",
        "programmas",
        "auteurs",
        "opties.d",
        "opties.e",
        "leerdoelen",
    )
    return {name: f"Tekst bij {name}." for name in empty if not name.startswith(skip)}


@pytest.fixture
def author(town: Town) -> Author:
    return Author(town)


def changes(town: Town) -> list[str]:
    with town.app.app_context():
        return list(db.session.scalars(select(Change.what).order_by(Change.id)))


def test_a_new_theme_is_written_reviewed_published_and_planned(author: Author) -> None:
    number = author.begin()
    assert len(author.document(number)["items"]) == 12
    assert "Er missen nog" in author.text
    author.write(number)
    assert "Alles is er." in author.see(f"{HERE}/{number}")
    author.send(f"{HERE}/{number}/review", go="ask")
    colleague = Coordinating(author.town)
    assert "Wacht op een collega" in colleague.see(HERE)
    colleague.see(f"{HERE}/{number}")
    colleague.send(
        f"{HERE}/{number}/review", go="good", revision=revision(author, number), note="Mooi"
    )
    assert "Een collega vindt het goed zo" in author.see(f"{HERE}/{number}")
    author.send(f"{HERE}/{number}/publish", go="publish", revision=revision(author, number))
    assert "Gepubliceerd." in author.text
    with author.town.app.app_context():
        row = db.session.scalars(
            select(ThemePackRow).where(ThemePackRow.pack_id == "digitaal-vergaderen")
        ).one()
        assert row.version == "1.0.0"
        assert pack_from_document(row.document).title == "Digitaal vergaderen"
        assert not list(db.session.scalars(select(ThemeDraft)))
    assert planned(author, theme="digitaal-vergaderen").theme_pack_id == row.id
    assert "theme digitaal-vergaderen 1.0.0 published, reviewed" in changes(author.town)


def revision(author: Author, number: int) -> int:
    with author.town.app.app_context():
        return db.session.get_one(ThemeDraft, number).revision


def test_what_was_typed_is_kept_and_what_is_wrong_stands_beside_it(author: Author) -> None:
    number = author.begin()
    item = author.document(number)["items"][1]["id"]
    text = author.keep(
        f"{HERE}/{number}/item/{item}",
        tekst="Mag je\u00a0een collega\u200b filmen?\r\n",
        **{"opties.a.tekst": "Ja", "opties.b.tekst": "Nee", "opties.b.punten": "1"},
    )
    kept = author.document(number)["items"][1]
    assert kept["tekst"] == "Mag je een collega filmen?"
    assert [row["id"] for row in kept["opties"]] == ["a", "b", "weet_niet"]
    assert "Precies één antwoord is het beste. Kies welk." in unescape(text)
    assert "Vul dit nog in." in unescape(text)


def test_an_answer_keeps_its_id_when_another_goes(author: Author) -> None:
    number = author.begin()
    item = author.document(number)["items"][1]["id"]
    path = f"{HERE}/{number}/item/{item}"
    answers = {f"opties.{key}.tekst": f"Antwoord {key}" for key in "abc"}
    author.keep(path, **answers)
    author.keep(path, **{"opties.b.tekst": ""})
    kept = author.document(number)["items"][1]["opties"]
    assert [(row["id"], row["tekst"]) for row in kept[:2]] == [
        ("a", "Antwoord a"),
        ("c", "Antwoord c"),
    ]


def test_a_number_that_does_not_fit_is_refused_and_nothing_typed_is_lost(author: Author) -> None:
    number = author.begin()
    offer = author.document(number)["aanbod"][0]["id"]
    text = author.keep(
        f"{HERE}/{number}/offer/{offer}", 200, duur_minuten="veel", titel="Korte film"
    )
    assert "Vul een getal in dat hier past. Het gaat van 1 tot en met 480." in unescape(text)
    assert 'value="veel"' in text
    assert 'value="Korte film"' in text
    assert author.document(number)["aanbod"][0]["titel"] == ""


def test_who_writes_over_a_colleague_is_told_and_keeps_what_was_typed(author: Author) -> None:
    number = author.begin()
    path = f"{HERE}/{number}/kit/-"
    mine = Form(unescape(author.see(path))).sent(**{"teamoverleg.doel": "Mijn doel"})
    author.keep(path, **{"teamoverleg.doel": "Doel van een collega"})
    text = author.send(path, 200, **{**mine, "go": "stay"})
    assert "Een collega heeft deze pagina net ook veranderd." in unescape(text)
    assert 'value="Mijn doel"' in text
    assert author.document(number)["teamoverleg"]["doel"] == "Doel van een collega"
    author.send(path, **{**Form(unescape(text)).sent(), "go": "stay"})
    assert author.document(number)["teamoverleg"]["doel"] == "Mijn doel"


def test_another_page_may_be_changed_meanwhile(author: Author) -> None:
    number = author.begin()
    path = f"{HERE}/{number}/kit/-"
    mine = Form(unescape(author.see(path))).sent(**{"teamoverleg.doel": "Mijn doel"})
    item = author.document(number)["items"][0]["id"]
    author.keep(f"{HERE}/{number}/item/{item}", tekst="Van een collega")
    author.see(path)
    author.send(path, **{**mine, "go": "stay"})
    assert author.document(number)["teamoverleg"]["doel"] == "Mijn doel"
    assert author.document(number)["items"][0]["tekst"] == "Van een collega"


def test_a_page_keeps_itself_and_says_how_long_the_scan_takes(author: Author) -> None:
    number = author.begin()
    path = f"{HERE}/{number}/item/{author.document(number)['items'][0]['id']}"
    form = Form(unescape(author.see(path)))
    said = json.loads(author.send(path, 200, **{**form.sent(tekst="Kun je dit?"), "go": "auto"}))
    assert author.document(number)["items"][0]["tekst"] == "Kun je dit?"
    assert said["minutes"].startswith("De scan duurt nu")
    author.see(path)
    again = author.send(
        path, 200, **{**form.sent(tekst="Kun je dat?"), "mark": said["mark"], "go": "auto"}
    )
    assert json.loads(again)["kept"].startswith("Bewaard om")
    author.see(path)
    author.send(path, 409, **{**form.sent(tekst="Te laat"), "go": "auto"})
    assert author.document(number)["items"][0]["tekst"] == "Kun je dat?"


def test_english_stands_beside_dutch_and_is_kept_with_it(author: Author) -> None:
    number = author.begin()
    author.send(f"{HERE}/{number}", go="translate")
    skill = author.document(number)["vaardigheden"][0]["id"]
    author.keep(f"{HERE}/{number}/skill/{skill}", titel="Bellen", **{"titel.en": "Calling"})
    kept = author.document(number)["vertalingen"]["en"]
    assert kept["vaardigheden"][skill]["titel"] == "Calling"
    assert kept["optiesets"]["zelf"]["a"] == "Yes, always"


def test_a_theme_without_its_unfinished_english_can_be_published_with_a_reason(
    author: Author,
) -> None:
    number = author.begin()
    author.write(number)
    author.see(f"{HERE}/{number}")
    author.send(f"{HERE}/{number}", go="translate")
    here = f"{HERE}/{number}/publish"
    seen = {"revision": revision(author, number), "go": "publish"}
    assert "Schrijf in een zin waarom niemand meekijkt" in author.send(here, 200, **seen)
    why = "We zijn maar met één beheerder."
    text = author.send(here, 200, **seen, reason=why)
    assert "teksten." in re.findall(r'id="unfinished">([^<]+)', text)[0]
    assert 'id="reason-error"' not in text
    author.send(here, **seen, reason=why, without="1")
    assert f"theme digitaal-vergaderen 1.0.0 published, not reviewed: {why}" in changes(author.town)


def test_all_that_keeps_a_theme_from_being_published_is_said_at_once(author: Author) -> None:
    number = author.begin()
    skill = author.document(number)["vaardigheden"][0]["id"]
    author.keep(f"{HERE}/{number}/skill/{skill}", titel="Bellen", omschrijving="Je belt zelf.")
    author.see(f"{HERE}/{number}")
    seen = {"revision": revision(author, number), "go": "publish", "reason": "Kort"}
    text = unescape(author.send(f"{HERE}/{number}/publish", 200, **seen))
    summary = re.findall(r"error-summary.*?</div>", text, re.DOTALL)[0]
    missing = re.findall(r"Er missen nog \d+ teksten\.", text)
    assert len(missing) == 3, "in the summary, in the overview and beside the button"
    assert len(set(missing)) == 1
    assert 'href="#reason">Schrijf in een zin' in summary
    assert 'value="Kort"' in text
    assert f"{HERE}/{number}/basis/-" in summary
    assert f"{HERE}/{number}/skill/{skill}" not in summary, "that page is finished"
    for row in author.document(number)["items"]:
        assert f"{HERE}/{number}/item/{row['id']}" in summary


def test_a_coordinator_reads_along_and_sees_nothing_to_click_that_is_not_theirs(
    author: Author,
) -> None:
    colleague = Coordinating(author.town)
    lead = "Een beheerder begint een thema. Jij kunt meelezen en meekijken."
    assert lead in colleague.see(HERE)
    assert lead not in author.see(HERE)
    author.send(HERE, theme=author.town.pack.id, go="version")
    number = author.number
    text = unescape(colleague.see(f"{HERE}/{number}"))
    main = text.split("<main")[1]
    assert "Naam en omschrijving" not in main
    assert "Een beheerder schrijft dit thema." in main
    headings = re.findall(r"<h[23][^>]*>(.*?)</h", main)
    assert len(set(headings)) == len(headings)
    links = re.findall(rf'href="[^"]*{HERE}/{number}([^"]*)"', main)
    assert links == ["/preview"]


def test_sets_of_answers_are_told_apart(author: Author) -> None:
    author.see(HERE)
    author.send(HERE, theme=author.town.pack.id, go="version")
    used = {row["optieset"] for row in author.document(author.number)["items"] if "optieset" in row}
    titles = re.findall(r">(Gedeelde antwoorden[^<]*)<", unescape(author.text))
    assert len(titles) == len(used) > 1
    assert titles == [f"Gedeelde antwoorden {n}: " for n, _ in enumerate(used, 1)]


def test_a_review_holds_for_what_was_seen_only(author: Author) -> None:
    number = author.begin()
    colleague = Coordinating(author.town)
    colleague.see(f"{HERE}/{number}")
    before = revision(author, number)
    author.see(f"{HERE}/{number}")
    author.send(f"{HERE}/{number}", go="offer")
    text = colleague.send(f"{HERE}/{number}/review", go="good", revision=before)
    assert "Het thema is net veranderd." in unescape(text)
    author.see(f"{HERE}/{number}")
    text = author.send(f"{HERE}/{number}/review", go="good", revision=revision(author, number))
    assert "Laat een collega kijken." in unescape(text)


def test_a_next_version_begins_as_the_last_and_leaves_it_as_it_is(author: Author) -> None:
    author.see(HERE)
    author.send(HERE, theme=author.town.pack.id, go="version")
    number = author.number
    assert author.document(number)["versie"] != author.town.pack.version
    author.see(HERE)
    author.send(HERE, theme=author.town.pack.id, go="version")
    assert author.number == number
    author.see(HERE)
    author.send(HERE, theme=author.town.pack.id, title="Ons eigen thema", go="new")
    assert author.document(author.number)["id"] == "ons-eigen-thema"


def test_questions_are_moved_added_and_taken_away(author: Author) -> None:
    number = author.begin()
    one = f"{HERE}/{number}"
    first, second, *_rest = [row["id"] for row in author.document(number)["items"]]
    author.send(one, go=f"down item {first}")
    assert [row["id"] for row in author.document(number)["items"]][:2] == [second, first]
    author.send(one, go=f"remove item {first}")
    skill = author.document(number)["vaardigheden"][0]["id"]
    author.see(one)
    author.send(one, go=f"item {skill}")
    assert "data-autosave" in author.text
    assert len(author.document(number)["items"]) == 12
    author.see(one)
    author.send(one, 404, go="item elsewhere")
    author.see(one)
    author.send(f"{one}/throw", go="throw")
    author.see(one, 404)


def test_the_scan_is_seen_as_each_function_group_sees_it(author: Author) -> None:
    number = author.begin()
    item = author.document(number)["items"][1]["id"]
    author.keep(
        f"{HERE}/{number}/item/{item}", tekst="Alleen voor de balie?", functiegroepen="balie-kcc"
    )
    inside = f"{HERE}/{number}/preview/inside"
    assert "Alleen voor de balie?" in author.see(f"{inside}?group=balie-kcc")
    assert "Alleen voor de balie?" not in author.see(f"{inside}?group=beleid")
    answer = author.client.get(author.base + inside)
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "<iframe" in author.see(f"{HERE}/{number}/preview?screen=desktop")


def test_a_draft_of_another_organisation_is_not_there(author: Author) -> None:
    number = author.begin()
    with author.town.app.app_context():
        row = db.session.get_one(ThemeDraft, number)
        row.organisation_id = add_organisation(db.session(), "Elders", author.town.clock())
        db.session.commit()
    author.see(f"{HERE}/{number}", 404)
    author.see(f"{HERE}/{number}/basis/-", 404)
