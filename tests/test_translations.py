"""Every text that people read has its English, and none escapes translation."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog

from lti_tool.i18n import CATALOGS, NAMES, languages
from lti_tool.translating import extracted, read_catalog, refresh, untranslated

ROOT = Path(__file__).parent.parent / "lti_tool"
TEMPLATES = sorted((ROOT / "templates").glob("**/*.html"))
FILES = sorted(CATALOGS.glob("*/LC_MESSAGES/messages.po"))
PLACE = re.compile(r"%\((\w+)\)s")
# Words that stand in nearly every Dutch sentence, and in no English one.
DUTCH = re.compile(r"\b(de|het|een|je|jij|jouw|van|niet|voor|naar|nog|kun|deze|geen|ook|kies)\b")
# A pattern for dates, in the letters that Babel knows.
DATE = re.compile(r"[EdMyHm:, ]+")
# Written the same in both languages.
SAME = {"Helpdesk", "Intranet", "Menu", "Moment", "Teams", "Tips", "open", "team", "tip"}
SAME |= {"Scan: %(theme)s", "code %(code)s", "workshop", "Computer", "Tip", "Workshop", "Logo"}
SAME |= {"link", "status"}


@pytest.fixture(params=FILES, ids=lambda file: file.parts[-3])
def file(request: pytest.FixtureRequest) -> Path:
    """The catalog of a language, one after another."""
    found: Path = request.param
    return found


def pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """(text, its translation), plural forms one by one."""
    for message in catalog:
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else message.id
            said = [message.string] if isinstance(message.string, str) else message.string
            yield from zip(ids, said, strict=True)


def test_every_text_is_in_the_catalog(file: Path) -> None:
    ids = {message.id for message in read_catalog(file)}
    new = {message.id for message in extracted()} - ids
    assert new == set(), "run `python -m lti_tool.translating` and translate what it names"


def test_every_text_has_a_translation(file: Path) -> None:
    assert list(untranslated(read_catalog(file))) == []
    assert not [message.id for message in read_catalog(file) if message.id and message.fuzzy]


def test_placeholders_and_edges_are_kept(file: Path) -> None:
    for text, said in pairs(read_catalog(file)):
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(said)), text
        # A text with values is filled in: a loose percent sign would break it.
        assert "%" not in PLACE.sub("", said), text
        assert (text[:1].isspace(), text[-1:].isspace()) == (
            said[:1].isspace(),
            said[-1:].isspace(),
        )
        if text[-1] in ".?!:" or said[-1] in ".?!:":
            assert text[-1] == said[-1], text


def test_what_is_read_at_run_time_is_what_was_written(file: Path) -> None:
    with file.with_suffix(".mo").open("rb") as compiled:
        made = gettext.GNUTranslations(compiled)
    for message in read_catalog(file):
        if isinstance(message.id, str):
            assert not message.id or made.gettext(message.id) == message.string
            continue
        one, more = message.id
        assert (made.ngettext(one, more, 1), made.ngettext(one, more, 2)) == tuple(message.string)


def test_nothing_was_left_in_dutch(file: Path) -> None:
    for text, said in pairs(read_catalog(file)):
        assert text != said or text in SAME
        assert not DUTCH.search(said.lower()), said


def test_the_language_can_be_chosen_by_its_own_name(file: Path) -> None:
    assert file.parts[-3] in languages()
    assert file.parts[-3] in NAMES


def test_a_new_text_is_asked_for_and_one_that_is_gone_is_gone(file: Path, tmp_path: Path) -> None:
    catalogs = tmp_path / "translations"
    copy = catalogs / file.relative_to(CATALOGS)
    copy.parent.mkdir(parents=True)
    po = file.read_text(encoding="utf-8")
    gone = po.replace('msgid "Volgende"', 'msgid "Oud"').replace('msgid "Terug"', 'msgid "Later"')
    copy.write_text(gone, encoding="utf-8")
    language = file.parts[-3]
    assert {f"{language}: Terug", f"{language}: Volgende"} <= set(refresh(catalogs))
    assert 'msgid "Oud"' not in copy.read_text(encoding="utf-8")
    assert len(copy.with_suffix(".mo").read_bytes()) < len(file.with_suffix(".mo").read_bytes())


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every `_(...)` and `ngettext(...)` of the package that people translate."""
    for path in sorted(ROOT.glob("**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "ngettext"):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_call_hides_its_text(file: Path) -> None:
    known = {text for text, _said in pairs(read_catalog(file))}
    found = 0
    for where, call in calls():
        found += 1
        text = call.args[0]
        assert isinstance(text, ast.Constant), f"{where}: a text that is made cannot be found"
        # Inside an f-string a call is not found on Python 3.11.
        assert text.value in known, where
    assert found > 100


class Loose(HTMLParser):
    """The words of a template that no `_()` stands around."""

    SPOKEN = ("aria-label", "alt", "title", "placeholder", "summary", "label")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S))

    def handle_data(self, data: str) -> None:
        self._look(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in self.SPOKEN:
                self._look(value or "")

    def _look(self, text: str) -> None:
        # An attribute that a macro adds to a tag stands between tags where it is written.
        words = re.sub(r'\blang=" *"', " ", text)
        if re.search(r"[^\W\d_]", words):
            self.found.append(words.strip())


def test_no_template_has_words_outside_a_translation() -> None:
    assert len(TEMPLATES) > 20
    loose = {path.name: found for path in TEMPLATES if (found := Loose(path.read_text()).found)}
    assert loose == {}


@pytest.mark.parametrize(
    "text",
    ["<p>Hallo</p>", '<p aria-label="Hallo {{ x }}">', "{% if a %}Ja{% endif %}", "<b>é</b>"],
)
def test_words_outside_a_translation_are_found(text: str) -> None:
    assert Loose(text).found
    assert not Loose('{{ _("Hallo") }} <p title="{{ _("Hallo") }}">: 1 –</p> {# Hallo #}').found


def test_no_string_in_an_expression_of_a_template_is_shown_as_it_is() -> None:
    # `{{ "Hallo" }}` and `{% set x = "Hallo daar" %}` escape the parser of the page.
    for path in TEMPLATES:
        source = re.sub(r"\{#.*?#\}", " ", path.read_text(), flags=re.S)
        source = re.sub(r"\b(_|ngettext)\((\"[^\"]*\"(, )?)+", " ", source)
        inside = " ".join(re.findall(r"\{[{%].*?[%}]\}", source, flags=re.S))
        sentences = [text for text in re.findall(r'"([^"]*)"', inside) if " " in text.strip()]
        assert [text for text in sentences if not DATE.fullmatch(text.strip())] == [], path.name
