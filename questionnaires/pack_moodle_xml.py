"""The questions of a pack as a question bank in Moodle XML, to practise with in Moodle.

Facts about the format come from Moodle's own importer of 4.5 (``question/format.php``,
``question/format/xml/format.php`` and ``question/engine/bank.php``): a slash in the name of a
category is doubled, a fraction must be one of Moodle's list or the file is refused, and a
question's ID number is unique within its category.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from html import escape

from questionnaires.model import DONT_KNOW, NOT_APPLICABLE, Item, Option, Skill, ThemePack

# What Moodle knows as a share of the mark, in percents as it writes them.
SHARES = (
    *("100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333"),
    *("30", "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0"),
)
LONGEST_NAME = 80
# XML 1.0 holds no control characters, not even escaped.
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def moodle_xml(pack: ThemePack) -> str:
    """A question bank: a category per skill, a multiple-choice question per item.

    The best answer is worth 100 percent, the others their points as near as Moodle can give them;
    the explanation is the general feedback. Answers without points ("nvt") are left out: in
    Moodle every answer counts.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    lines += _category([pack.title], _about(pack))
    for skill in pack.skills:
        lines += _category([pack.title, skill.title], skill.description)
        for item in pack.items:
            if item.skill == skill.id:
                lines += _question(pack, skill, item)
    return "\n".join([*lines, "</quiz>", ""])


def share(points: Fraction) -> str:
    """The percents in Moodle's list that are nearest to points from 0 to 1."""
    return min(SHARES, key=lambda percents: abs(Fraction(percents) - 100 * points))


def _about(pack: ThemePack) -> str:
    source = f"{pack.title} ({pack.id} {pack.version}), {pack.license}"
    return "\n".join([pack.summary, ", ".join([source, *pack.authors])])


def _category(names: list[str], about: str) -> Iterator[str]:
    path = "/".join(["$course$", "top", *map(_category_name, names)])
    yield '<question type="category">'
    yield f"<category><text>{_plain(path)}</text></category>"
    yield f'<info format="html">{_html(about)}</info>'
    yield "</question>"


def _category_name(name: str) -> str:
    """With slashes that part nothing; one at an end would, but for a space."""
    doubled = " ".join(name.split()).replace("/", "//")
    before = " " if doubled.startswith("/") else ""
    return f"{before}{doubled}{' ' if doubled.endswith('/') else ''}"


def _question(pack: ThemePack, skill: Skill, item: Item) -> Iterator[str]:
    yield '<question type="multichoice">'
    yield f"<name><text>{_plain(_name(item))}</text></name>"
    yield f'<questiontext format="html">{_html(item.text)}</questiontext>'
    yield f'<generalfeedback format="html">{_html(item.explanation)}</generalfeedback>'
    yield "<defaultgrade>1</defaultgrade>"
    yield "<penalty>0.3333333</penalty>"
    yield "<hidden>0</hidden>"
    yield f"<idnumber>{_plain(item.id)}</idnumber>"
    yield "<single>true</single>"
    yield "<shuffleanswers>true</shuffleanswers>"
    yield "<answernumbering>none</answernumbering>"
    yield "<showstandardinstruction>0</showstandardinstruction>"
    for option in item.options:
        if option.id != NOT_APPLICABLE and option.points is not None:
            yield _answer(option, option.points)
    tags = (pack.id, skill.id, f"niveau {item.level}", item.kind, item.role)
    yield "<tags>" + "".join(f"<tag><text>{_plain(tag)}</text></tag>" for tag in tags) + "</tags>"
    yield "</question>"


def _answer(option: Option, points: Fraction) -> str:
    worth = "0" if option.id == DONT_KNOW else share(points)
    return f'<answer fraction="{worth}" format="html">{_html(option.text)}</answer>'


def _name(item: Item) -> str:
    """For people in a list of questions; Moodle itself tells them apart by number."""
    text = f"{item.id}: {' '.join(item.text.split())}"
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def _plain(text: str) -> str:
    return escape(NO_XML.sub("", text))


def _html(text: str) -> str:
    """A text as HTML of its own; nothing in it can end the CDATA, since ``>`` is escaped."""
    lines = "<br>".join(_plain(line) for line in text.strip().splitlines())
    return f"<text><![CDATA[<p>{lines}</p>]]></text>"
