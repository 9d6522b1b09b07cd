"""Themes as files: a shelf, two versions side by side, and a file of another organisation."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

from sqlalchemy import select

from lti_tool.models import Change, ThemeDraft, ThemePackRow, db
from lti_tool.services.drafts import read_draft
from questionnaires.drafting import Document, standing
from questionnaires.pack_writing import write_pack
from questionnaires.packs import shipped_packs
from questionnaires.yaml_marks import read_marked
from tests.admin import Admin
from tests.town import Town


def document(name: str) -> Document:
    return dict(read_marked(shipped_packs()[name]).document)


def changed(town: Town, version: str, **fields: object) -> Document:
    return {**document(town.pack.id), "versie": version, **fields}


def upload(admin: Admin, source: Document | str, status: int = 200) -> str:
    text = source if isinstance(source, str) else write_pack(source)
    admin.see("/themes")
    return admin.send("/themes", status, file=(BytesIO(text.encode()), "thema.yaml"), go="upload")


def choose(admin: Admin, status: int = 303, **fields: object) -> str:
    """What the page of choices sends, with other choices."""
    source = re.search(r'<textarea name="source"[^>]*>\n(.*?)</textarea>', admin.text, re.DOTALL)
    assert source
    return admin.send("/themes/choose", status, source=unescape(source[1]), **fields)


def versions(town: Town) -> list[str]:
    with town.app.app_context():
        return list(db.session.scalars(select(ThemePackRow.version).order_by(ThemePackRow.id)))


def log(town: Town) -> list[str]:
    with town.app.app_context():
        return list(db.session.scalars(select(Change.what).order_by(Change.id)))


def draft(town: Town) -> Document:
    with town.app.app_context():
        number = db.session.scalars(select(ThemeDraft.id)).one()
        return read_draft(db.session(), town.organisation_id, number).document


def test_the_shelf_says_which_quarter_uses_a_version(town: Town) -> None:
    text = Admin(town).see("/themes")
    assert town.pack.title in text
    assert f"Versie {town.pack.version}" in text
    assert "Gebruikt in:" in text
    assert "CC-BY-4.0" in text


def test_a_theme_goes_along_as_the_very_file_that_came(town: Town) -> None:
    admin = Admin(town)
    answer = admin.client.get(f"{admin.base}/themes/{town.pack.id}/{town.pack.version}/yaml")
    assert answer.get_data(as_text=True) == shipped_packs()[town.pack.id]
    name = f"thema-{town.pack.id}-{town.pack.version}.yaml"
    assert name in answer.headers["Content-Disposition"]


def test_the_questions_go_along_to_moodle(town: Town) -> None:
    admin = Admin(town)
    answer = admin.client.get(f"{admin.base}/themes/{town.pack.id}/{town.pack.version}/moodle")
    assert answer.mimetype == "application/xml"
    assert answer.get_data(as_text=True).count('type="multichoice"') == len(town.pack.items)


def test_what_is_not_here_is_said_so(town: Town) -> None:
    admin = Admin(town)
    for path in ("x/compare", "x/1.0.0/yaml", f"{town.pack.id}/9.9.9/moodle"):
        assert "Dit thema is er niet" in admin.see(f"/themes/{path}", 404)


def test_a_theme_that_is_new_here_is_kept(town: Town) -> None:
    admin = Admin(town)
    text = upload(admin, shipped_packs()["veilig-digitaal"], 303)
    assert "Het thema is bewaard" in text
    assert any(line.startswith("theme veilig-digitaal") for line in log(town))
    assert "Precies deze versie had je al" in upload(admin, shipped_packs()["veilig-digitaal"], 303)


def test_every_fault_stands_in_a_list_with_its_line(town: Town) -> None:
    admin = Admin(town)
    source = shipped_packs()["veilig-digitaal"]
    lines = source.replace("taal: nl", "taaal: nl").replace("niveau: 1", "niveau: 7", 1)
    text = upload(admin, lines)
    wrong = lines.splitlines().index("taaal: nl") + 1
    assert f"Regel {wrong}: taaal: Dit kent een thema niet." in text.replace("&#39;", "'")
    assert "Schrijf een getal van 0 tot 3." in text
    assert "taal: Dit mist. Voeg het toe." in text
    assert versions(town) == [town.pack.version]


def test_a_file_that_is_no_theme_is_said_so(town: Town) -> None:
    admin = Admin(town)
    assert "Dit is geen themabestand" in upload(admin, "hallo")
    assert "Kies een bestand" in upload(admin, "")
    assert "Haal het uitroepteken weg" in upload(admin, "a: !x b")


def test_a_new_version_is_taken_over_part_by_part(town: Town) -> None:
    admin = Admin(town)
    theirs = changed(town, "9.0.0", titel="Hun titel", waarom="Hun reden.")
    text = upload(admin, theirs)
    assert "Alleen in het bestand veranderd" in text
    assert "Hun titel" in text
    choose(admin, chosen=["thema/titel"], base=town.pack.version, go="take")
    made = draft(town)
    assert made["titel"] == "Hun titel"
    assert made["waarom"] == document(town.pack.id)["waarom"]
    assert made["versie"] == "9.1.0"
    assert not standing(made).errors
    assert f"parts of theme {town.pack.id} 9.0.0 taken over" in log(town)
    assert versions(town) == [town.pack.version]


def test_own_changes_are_told_from_theirs(town: Town) -> None:
    admin = Admin(town)
    upload(admin, changed(town, "9.0.0", titel="Hun titel"))
    choose(admin, chosen=["thema/titel"], base=town.pack.version, go="take")
    text = upload(admin, changed(town, "9.2.0", waarom="Hun reden."))
    assert "naast wat je in de maak hebt" in text
    theirs, _head, ours = text.partition("Alleen door jou veranderd")
    assert "Hun titel" in ours
    assert "Hun reden." in theirs


def test_a_higher_version_can_be_kept_as_it_is(town: Town) -> None:
    admin = Admin(town)
    upload(admin, changed(town, "9.0.0", titel="Hun titel"))
    assert "Het thema is bewaard" in choose(admin, go="keep")
    assert versions(town) == [town.pack.version, "9.0.0"]
    text = admin.see(f"/themes/{town.pack.id}/compare")
    assert "Hun titel" in text
    assert town.pack.title in text


def test_a_lower_version_of_others_can_be_taken_from_but_not_kept(town: Town) -> None:
    admin = Admin(town)
    text = upload(admin, changed(town, "0.0.1", titel="Hun titel"))
    assert "zoals hij is" not in text
    assert "Een hogere versie is er al" in choose(admin, 200, go="keep")


def test_nothing_ticked_is_asked_again_and_keeps_the_file(town: Town) -> None:
    admin = Admin(town)
    upload(admin, changed(town, "9.0.0", titel="Hun titel"))
    text = choose(admin, 200, base="", go="take")
    assert "Vink aan wat je wilt overnemen." in text
    assert "Hun titel" in text


def test_another_common_version_tells_another_story(town: Town) -> None:
    admin = Admin(town)
    upload(admin, changed(town, "9.0.0", titel="Hun titel"))
    text = choose(admin, 200, base="", go="again")
    assert "Anders dan bij jou" in text
    assert "Alleen in het bestand veranderd" not in text


def test_a_draft_that_was_never_published_is_not_passed_over(town: Town) -> None:
    admin = Admin(town)
    admin.see("/themes/drafts")
    admin.send("/themes/drafts", title="Bellen", theme=town.pack.id, go="new")
    text = upload(admin, changed(town, "1.0.0", id="bellen", waarom="Hun reden."))
    assert "naast wat je in de maak hebt" in text
    assert "zoals hij is" not in text
    choose(admin, chosen=["thema/waarom"], base="", go="take")
    assert (draft(town)["waarom"], draft(town)["versie"]) == ("Hun reden.", "1.1.0")


def test_another_order_is_told_with_what_stands_where(town: Town) -> None:
    admin, theirs = Admin(town), changed(town, "9.0.0")
    theirs["vaardigheden"].insert(0, theirs["vaardigheden"].pop())
    text = upload(admin, theirs)
    assert f"1. {theirs['vaardigheden'][0]['titel']}" in text
    choose(admin, chosen=["volgorde/vaardigheden"], base="", go="take")
    assert draft(town)["vaardigheden"] == theirs["vaardigheden"]
