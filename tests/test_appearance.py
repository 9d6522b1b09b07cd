"""The colour of an organisation: always readable, seen before it is kept, the same for all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lti_tool import colours
from lti_tool.models import Change, Organisation, db
from lti_tool.services.appearance import CannotBeRead, set_colour
from lti_tool.services.hand import Hand
from tests.admin import Admin
from tests.test_costs import counted
from tests.town import Town, Walker

HERE = "/appearance"
ANY = st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("000000", "ffffff", 21.0), ("777777", "ffffff", 4.48), ("0b5a6f", "0b5a6f", 1.0)],
)
def test_the_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colours.contrast(one, other) == colours.contrast(other, one)


@given(ANY)
def test_a_proposal_always_passes_and_is_the_colour_itself_when_that_does(colour: str) -> None:
    proposal = colours.nearest(colour)
    assert colours.fits(proposal)
    assert (proposal == colour) == colours.fits(colour)


@given(ANY)
def test_each_step_of_the_scale_can_be_read_where_it_stands(colour: str) -> None:
    by_day, at_night = colours.scale(colours.nearest(colour))
    for steps, grounds in ((by_day, colours.BY_DAY), (at_night, colours.AT_NIGHT)):
        for name in ("brand", "brand-strong"):
            for ground in (*grounds, steps["brand-tint"], steps["on-brand"]):
                assert colours.contrast(steps[name], ground) >= colours.AA, (name, ground)
    assert colours.contrast("1a2326", by_day["brand-tint"]) >= colours.AA
    assert colours.contrast("eef3f4", at_night["brand-tint"]) >= colours.AA


@pytest.mark.parametrize(
    ("text", "colour"),
    [(" #0B5A6F ", "0b5a6f"), ("abc", "aabbcc"), ("", ""), ("#12345", ""), ("red;}", "")],
)
def test_a_colour_is_read_as_people_write_it(text: str, colour: str) -> None:
    assert colours.read(text) == colour


def kept(town: Town) -> tuple[str, list[str]]:
    with town.app.app_context():
        owner = db.session.get_one(Organisation, town.organisation_id)
        return owner.brand_colour, list(db.session.scalars(select(Change.what)))


def test_a_colour_is_seen_first_then_kept_for_everybody_and_taken_back(town: Town) -> None:
    admin = Admin(town)
    admin.see(HERE)
    page = admin.send(HERE, 200, colour="#8a1538", go="look")
    assert "/theme/8a1538.css" in page
    assert kept(town) == ("", [])
    admin.send(HERE, colour="#8a1538", go="next")
    assert kept(town) == ("8a1538", ["brand_colour set"])
    assert "kleur van de organisatie" in admin.see("/log")
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    assert "/theme/8a1538.css" in walker.client.get(f"{walker.base}/privacy").text
    admin.see(HERE)
    assert "/theme/" not in admin.send(HERE, go="reset")
    assert kept(town)[0] == ""


def test_what_cannot_be_read_is_refused_with_the_nearest_that_can(town: Town) -> None:
    admin = Admin(town)
    admin.see(HERE)
    page = admin.send(HERE, 200, colour="#ffcc00", go="next")
    proposal = colours.nearest("ffcc00")
    assert 'value="#ffcc00"' in page
    assert f'value="#{proposal}"' in page
    assert "4,5 is nodig" in page
    assert 'aria-invalid="true"' in page
    assert 'href="#colour"' in page
    assert kept(town) == ("", [])
    assert "zes cijfers" in admin.send(HERE, 200, colour="rood<b>", go="next")
    assert "rood&lt;b&gt;" in admin.text


def test_no_caller_can_set_what_fails(town: Town) -> None:
    with town.app.app_context():
        owner = db.session.get_one(Organisation, town.organisation_id)
        hand = Hand(owner.id, "command line", town.clock())
        with pytest.raises(CannotBeRead):
            set_colour(db.session(), hand, owner, "ffff00")


def test_the_stylesheet_comes_from_its_address_alone_and_may_be_kept(town: Town) -> None:
    client = town.app.test_client()
    with counted(town) as statements:
        answer = client.get("/theme/0b5a6f.css")
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert statements.statements == []
    assert "--themascan-brand:#0b5a6f;" in answer.text
    assert "prefers-color-scheme:dark" in answer.text
    assert "max-age" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    again = client.get("/theme/0b5a6f.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("colour", ["ffff00", "0B5A6F", "abc", "0b5a6f7", "zzzzzz"])
def test_an_address_that_is_no_readable_colour_has_no_stylesheet(town: Town, colour: str) -> None:
    assert town.app.test_client().get(f"/theme/{colour}.css").status_code == 404
