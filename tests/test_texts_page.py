"""The pages on which an admin writes texts in the organisation's own words."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Organisation, OwnText, db
from lti_tool.services.own_texts import standard
from lti_tool.services.text_rules import text_names
from tests.admin import Admin
from tests.town import Town, Walker

INVITE = "/texts/invite"
BODY = (
    "{{hello}},\n\nHooguit {{minutes}} minuten, tot en met {{closes}}.\n\n[[Begin]]\n\n{{signed}}"
)


def form(page: str) -> dict[str, str]:
    """What stands in the fields of the page."""
    boxes = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    boxes += re.findall(r'<input type="hidden" name="(seen)" value="([^"]+)">', page)
    return {name: html.unescape(value) for name, value in boxes}


def kept(town: Town) -> list[tuple[str, str, str]]:
    with town.app.app_context():
        rows = db.session.execute(
            select(OwnText.name, OwnText.language, OwnText.subject).order_by(OwnText.id)
        ).all()
        return [(name, language, subject) for name, language, subject in rows]


def test_every_text_stands_in_the_list_and_has_a_page(town: Town) -> None:
    admin = Admin(town)
    page = admin.see("/texts")
    for name in text_names():
        assert f'/texts/{name}"' in page
    assert form(admin.see("/texts/booking_placed"))["subject-nl"].startswith("Je plek voor ‘{{")
    assert "Raadzaal" in admin.text
    assert "{{where}}" in html.unescape(admin.text)
    admin.see("/texts/anders", 404)


def test_a_text_is_seen_first_then_kept_and_taken_back(town: Town) -> None:
    admin = Admin(town)
    fields = form(admin.see(INVITE))
    wished = {**fields, "subject-nl": "Koffie & {{ theme }}?", "body-nl": BODY}
    page = admin.send(INVITE, 200, go="look", **wished)
    assert "Nog niet bewaard" in page
    assert f"Koffie &amp; {town.pack.title}?" in page
    assert kept(town) == []
    page = admin.send(INVITE, go="next", **wished)
    assert "Bewaard." in page
    assert kept(town) == [("invite", "nl", "Koffie & {{theme}}?")]
    assert "eigen tekst" in admin.see("/texts")
    assert "Koffie &amp; " in admin.see("/messages/invite")
    assert "Nederlandse tekst veranderd: Uitnodiging." in admin.see("/log")
    admin.see(INVITE)
    assert "standaardtekst geldt weer" in admin.send(INVITE, go="reset-nl")
    assert kept(town) == []
    assert form(admin.text)["subject-nl"] == standard("invite", "nl").subject
    with town.app.app_context():
        assert db.session.scalars(select(Change.what).order_by(Change.id)).all() == [
            "text invite in nl changed",
            "text invite in nl is the standard again",
        ]


def test_keeping_what_is_standard_keeps_nothing(town: Town) -> None:
    admin = Admin(town)
    for name in ("invite", "announce", "booking_placed", "welcome"):
        fields = form(admin.see(f"/texts/{name}"))
        admin.send(f"/texts/{name}", go="next", **fields)
    assert kept(town) == []


def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(town: Town) -> None:
    admin = Admin(town)
    fields = form(admin.see(INVITE))
    wished = {
        **fields,
        "subject-nl": "Verplicht: <b>",
        "preview-en": "Your {{level}}",
        "body-nl": "{{hello}},\n\nZonder knop.",
    }
    page = admin.send(INVITE, 200, go="next", **wished)
    assert kept(town) == []
    assert form(page) == wished
    assert "Nog niet bewaard" not in page
    assert "<b>" not in page
    shown = html.unescape(page)
    for words in (
        "Hier mag 'Verplicht' niet staan",
        "{{level}} kan hier niet",
        "{{closes}} ontbreekt",
        "De knop ontbreekt",
    ):
        assert shown.count(words) == 2, words
    for field in ("subject-nl", "preview-en", "body-nl"):
        assert f'href="#{field}"' in page
        assert f'aria-describedby="{field}-error-1' in page


@pytest.mark.parametrize("word", ["uitslag", "level", "verplicht"])
def test_no_admin_gets_around_the_rules(town: Town, word: str) -> None:
    admin = Admin(town)
    fields = form(admin.see(INVITE))
    admin.send(INVITE, 200, go="next", **{**fields, "preview-nl": f"Over je {word}"})
    assert kept(town) == []


def welcome(town: Town, sub: str, **claims: object) -> str:
    town.add_person(sub)
    walker = Walker(town, town.app.test_client())
    walker.launch(sub, **claims)
    return walker.page.text


def test_the_welcome_page_says_what_the_organisation_wants_to_say(town: Town) -> None:
    with town.app.app_context():
        db.session.get_one(Organisation, town.organisation_id).contact_name = "Noor"
        db.session.commit()
    assert 'id="own-title"' not in welcome(town, "5")
    admin = Admin(town)
    admin.see("/texts/welcome")
    words = "Zo leren we <i>samen</i> over {{theme}}.\n\n- Vraag {{contact_name}}"
    sent = {**form(admin.text), "body-nl": words, "body-en": ""}
    page = admin.send("/texts/welcome", go="next", **sent)
    assert "Welkomstpagina" in admin.see("/log")
    page = welcome(town, "6")
    assert f"Zo leren we &lt;i&gt;samen&lt;/i&gt; over {town.pack.title}." in page
    assert "Vraag Noor" in page
    english = welcome(town, "7", launch_presentation={"locale": "en"})
    assert '<div class="flow flow--tight" lang="nl">' in english
    admin.see("/texts/welcome")
    broken = {"body-nl": "Bel {{first_name}} [[hier]]", "body-en": ""}
    page = html.unescape(admin.send("/texts/welcome", 200, go="next", **broken))
    assert "{{first_name}} kan hier niet" in page
    assert "alleen voor de knop" in page


def test_who_writes_over_a_colleague_is_told_first(town: Town) -> None:
    admin = Admin(town)
    shown = form(admin.see(INVITE))
    admin.send(INVITE, go="next", **{**shown, "subject-nl": "Van een collega"})
    page = admin.send(INVITE, 200, go="next", **{**shown, "subject-nl": "Van mij"})
    assert "een collega heeft deze tekst intussen veranderd" in page
    assert kept(town) == [("invite", "nl", "Van een collega")]
    again = form(page)
    assert again["subject-nl"] == "Van mij"
    admin.send(INVITE, go="next", **again)
    assert kept(town) == [("invite", "nl", "Van mij")]


def test_a_stored_text_against_the_rules_is_said_to_be_so(town: Town) -> None:
    with town.app.app_context():
        row = OwnText(organisation_id=town.organisation_id, name="kit", language="nl")
        row.subject, row.preview, row.body = "Verplicht", "x", "y"
        row.changed_at = town.clock()
        db.session.add(row)
        db.session.commit()
    admin = Admin(town)
    assert "klopt niet, de standaardtekst gaat uit" in admin.see("/texts")
    assert "Jouw kit bij de scan ‘" in admin.see("/messages/kit")
    assert "Hier mag &#39;Verplicht&#39; niet staan" in admin.see("/texts/kit")
