"""The logo of an organisation: a picture and no program, and what an address of it gives away."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from lti_tool.models import Change, Logo, Organisation, db
from lti_tool.pictures import NotAPicture, Picture, picture_of
from lti_tool.services.hand import Hand
from lti_tool.services.logos import NoLogo, put_up
from tests.admin import Admin
from tests.pictures import jpeg, png, webp
from tests.test_costs import counted
from tests.town import Town, Walker

HERE, THERE = "/appearance", "/appearance/logo"
SRC = re.compile(r'class="header__logo" src="(/logo/[0-9a-f]{32}\.\w+)" alt="([^"]*)"')
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(), "png"),
        (jpeg(), "jpg"),
        (webp(b"VP8 "), "webp"),
        (webp(b"VP8L"), "webp"),
        (webp(b"VP8X"), "webp"),
    ],
)
def test_the_size_stands_in_the_first_bytes(content: bytes, kind: str) -> None:
    assert picture_of(content) == Picture(kind, 120, 40)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, "svg"),
        (b"GIF89a" + bytes(40), "kind"),
        (b"%PDF-1.7", "kind"),
        (b"", "kind"),
        (b"<html><script>", "kind"),
        (png()[:-1], "broken"),
        (png(0, 40), "broken"),
        (jpeg()[:-2], "broken"),
        (b"\xff\xd8\xff\xe0\x00\x00\xff\xd9", "broken"),
        (webp(b"VP8X")[:25], "broken"),
    ],
)
def test_anything_else_is_none(content: bytes, code: str) -> None:
    with pytest.raises(NotAPicture) as fault:
        picture_of(content)
    assert fault.value.code == code


def upload(admin: Admin, content: bytes, alt: str = "Logo van de stad", status: int = 303) -> str:
    admin.see(HERE)
    file = (BytesIO(content), "logo.png") if content else (BytesIO(), "")
    return admin.send(THERE, status, logo=file, alt=alt, go="logo")


def kept(town: Town) -> tuple[str, list[str]]:
    with town.app.app_context():
        return (
            db.session.get_one(Organisation, town.organisation_id).logo,
            list(db.session.scalars(select(Change.what).order_by(Change.id))),
        )


def test_a_logo_stands_on_every_page_until_it_is_taken_away(town: Town) -> None:
    admin = Admin(town)
    assert "header__logo" not in admin.see(HERE)
    page = upload(admin, png(), 'De "stad"')
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    for text in (page, walker.page.text):
        found = SRC.search(text)
        assert found
        assert found[2] == "De &#34;stad&#34;"
    first = kept(town)[0]
    upload(admin, b"", "Andere woorden")
    upload(admin, jpeg(), "Andere woorden")
    assert kept(town)[0] not in ("", first)
    assert town.app.test_client().get(f"/logo/{first}").status_code == 404
    with town.app.app_context():
        assert len(db.session.scalars(select(Logo)).all()) == 1
    assert "header__logo" not in admin.send(THERE, go="remove")
    assert kept(town) == ("", ["logo put up"] * 3 + ["logo taken away"])
    assert "Logo geplaatst." in admin.see("/log")


def test_its_address_tells_of_nobody_runs_nothing_and_may_be_kept(town: Town) -> None:
    upload(Admin(town), png())
    client = town.app.test_client()
    with counted(town) as statements:
        answer = client.get(f"/logo/{kept(town)[0]}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data == png()
    assert len([line for line in statements.statements if "FROM logo" in line]) == 1
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer.headers
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/logo/{kept(town)[0]}", headers=again).status_code == 304
    for name in ("x.png", "../secret", "0" * 32 + ".png", "0" * 32 + ".svg"):
        assert client.get(f"/logo/{name}").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, "Bewaar het logo als PNG"),
        (b"hallo", "geen PNG, JPEG of WebP"),
        (png()[:-4], "niet heel"),
        (png(10, 10), "minstens 24 pixels"),
        (jpeg(4001, 40), "hooguit 4000 pixels"),
        (png()[:-12] + bytes(201 * 1024) + png()[-12:], "Het bestand is te groot"),
        (png()[:-12] + bytes(300 * 1024) + png()[-12:], "Het bestand is te groot"),
        (b"", "Kies een bestand"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_beside_its_field(
    town: Town, content: bytes, words: str
) -> None:
    page = upload(Admin(town), content, "Wapen <b>", status=200)
    assert page.count(words) == 2
    assert 'aria-describedby="logo-error logo-hint" aria-invalid="true"' in page
    assert 'value="Wapen &lt;b&gt;"' in page
    assert kept(town) == ("", [])


def test_a_logo_needs_words_for_who_does_not_see_it(town: Town) -> None:
    admin = Admin(town)
    page = upload(admin, png(), "  ", status=200)
    assert 'href="#alt"' in page
    assert kept(town) == ("", [])
    with town.app.app_context():
        owner = db.session.get_one(Organisation, town.organisation_id)
        hand = Hand(owner.id, "command line", town.clock())
        with pytest.raises(ValueError, match="words"):
            put_up(db.session(), hand, owner, png(), " ")
        with pytest.raises(NoLogo):
            put_up(db.session(), hand, owner, SVG, "Logo")
