"""A question bank for Moodle, read back as its importer does."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from xml.etree import ElementTree

import pytest

from questionnaires.model import ThemePack
from questionnaires.pack_moodle_xml import SHARES, moodle_xml, share
from questionnaires.packs import load_pack, shipped_packs

# Typed over from Moodle's list of shares of a mark, which has seven decimals.
MOODLE = (
    *(1, 0.9, 0.8333333, 0.8, 0.75, 0.7, 0.6666667, 0.6, 0.5, 0.4, 0.3333333, 0.3),
    *(0.25, 0.2, 0.1666667, 0.1428571, 0.125, 0.1111111, 0.1, 0.05, 0),
)


def bank(pack: ThemePack) -> list[ElementTree.Element]:
    parser = ElementTree.XMLPullParser(["end"])
    parser.feed(moodle_xml(pack))
    parser.close()
    *_parts, (_event, root) = parser.read_events()
    assert isinstance(root, ElementTree.Element)
    return root.findall("question")


def text(element: ElementTree.Element, path: str) -> str:
    return (element.findtext(f"{path}/text" if path else "text") or "").strip()


def html(element: ElementTree.Element, path: str = "") -> str:
    """The words of a text in HTML, as somebody would read them."""
    words = text(element, path).removeprefix("<p>").removesuffix("</p>")
    assert not re.search(r"<(?!br>)", words)
    return unescape(words.replace("<br>", "\n"))


def names(category: str) -> list[str]:
    """As the importer cuts a path: at a slash that has no other beside it."""
    return [one.replace("//", "/").strip() for one in re.split(r"(?<!/)/(?!/)", category)]


@pytest.mark.parametrize("source", shipped_packs().values(), ids=shipped_packs())
def test_every_question_of_a_shipped_pack_comes_back(source: str) -> None:
    pack = load_pack(source)
    rows = bank(pack)
    where, found = [""], {}
    for row in rows:
        if row.get("type") == "category":
            where = names(text(row, "category"))
        else:
            found[row.findtext("idnumber") or ""] = (where, row)
    assert set(found) == {item.id for item in pack.items}
    for item in pack.items:
        place, row = found[item.id]
        assert place == ["$course$", "top", pack.title, pack.skill(item.skill).title]
        assert html(row, "questiontext") == item.text.strip()
        assert html(row, "generalfeedback") == item.explanation.strip()
        assert row.findtext("single") == "true"
        answers = row.findall("answer")
        counted = [option for option in item.options if option.points is not None]
        assert [html(one) for one in answers] == [option.text.strip() for option in counted]
        assert [one.get("fraction") for one in answers].count("100") == 1
        tags = [text(tag, "") for tag in row.findall("tags/tag")]
        assert {item.skill, f"niveau {item.level}"} <= set(tags)


def test_moodle_knows_every_share_that_is_written() -> None:
    for percents in SHARES:
        assert min(abs(float(percents) / 100 - known) for known in MOODLE) < 0.00001


@pytest.mark.parametrize(
    ("points", "percents"),
    [("1", "100"), ("0.67", "66.66667"), ("0.33", "33.33333"), ("0.5", "50"), ("0", "0")],
)
def test_points_become_the_nearest_share(points: str, percents: str) -> None:
    assert share(Fraction(points)) == percents


def test_what_looks_like_markup_stays_text() -> None:
    pack = load_pack(shipped_packs()["veilig-digitaal"])
    hostile = "Klik op <b>]]></b> & lees\nde regel \x00 hierna"
    item = replace(pack.items[0], text=hostile, explanation=hostile)
    skill = replace(pack.skills[0], title="/Mail/chat/")
    changed = replace(pack, items=(item, *pack.items[1:]), skills=(skill, *pack.skills[1:]))
    rows = bank(changed)
    question = next(row for row in rows if row.findtext("idnumber") == item.id)
    assert html(question, "questiontext") == hostile.replace("\x00", "")
    assert names(text(rows[1], "category"))[3] == "/Mail/chat/"


def test_who_made_it_and_the_licence_stand_with_the_bank() -> None:
    pack = replace(load_pack(shipped_packs()["veilig-digitaal"]), authors=("Gemeente Dorp",))
    about = html(bank(pack)[0], "info")
    assert pack.license in about
    assert "Gemeente Dorp" in about
    assert pack.version in about
