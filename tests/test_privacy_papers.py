"""The papers say what the program does: their files are there, and their terms are its terms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lti_tool.models.organisations import (
    ANSWERS_DAYS,
    CHANGES_MONTHS,
    K_DEFAULT,
    K_FLOOR,
    OUTCOMES_MONTHS,
    POLICIES,
)
from lti_tool.services.bookings import LISTS_STAY
from lti_tool.services.own_links import LINK_LASTS
from lti_tool.services.retention import SNAPSHOTS_MONTHS, TALKS_STAY
from lti_tool.services.sweeping import LOGINS_STAY, VISITS_STAY
from lti_tool.services.worklist import PROCESSED_STAY

ROOT = Path(__file__).parent.parent
PAPERS = sorted((ROOT / "docs/privacy").glob("*.md"))
DUTCH = [paper for paper in PAPERS if paper.name != "disclosure.md"]
CITED = re.compile(r"`((?:tests|lti_tool|questionnaires|config|jobs|adapters)/[\w/.]+)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def text_of(name: str) -> str:
    return (ROOT / "docs/privacy" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_what_a_paper_points_at_is_there(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    missing = [name for name in CITED.findall(text) if not (ROOT / name).exists()]
    missing += [name for name in LINK.findall(text) if not (paper.parent / name).exists()]
    assert missing == []


@pytest.mark.parametrize("paper", DUTCH, ids=lambda paper: paper.name)
def test_a_dutch_paper_says_in_english_what_it_is(paper: Path) -> None:
    title, empty, summary, *_ = paper.read_text(encoding="utf-8").splitlines()
    assert title.startswith("# ")
    assert (empty, summary.startswith("> In English: ")) == ("", True)


def test_every_paper_is_in_the_index() -> None:
    linked = set(LINK.findall(text_of("README.md")))
    assert {paper.name for paper in PAPERS if paper.name != "README.md"} <= linked


def row(words: str) -> str:
    """The line of the register that begins with these words."""
    [found] = [
        line
        for line in text_of("verwerkingsregister.md").splitlines()
        if line.startswith(f"| {words}")
    ]
    return found


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("antwoorden", f"{ANSWERS_DAYS} dagen na het sluiten"),
        ("uitslag:", f"{OUTCOMES_MONTHS} maanden na het sluiten"),
        ("welke training", f"{OUTCOMES_MONTHS} maanden"),
        ("of en wanneer iemand begon", f"hooguit {SNAPSHOTS_MONTHS // 12} jaar"),
        ("gepubliceerde groepscijfers", f"{SNAPSHOTS_MONTHS // 12} jaar"),
        ("logboek van wijzigingen", f"{CHANGES_MONTHS} maanden"),
        ("boekingen", f"{LISTS_STAY.days} dagen"),
        ("vraag om mee te kijken", f"hooguit {TALKS_STAY.days} dagen"),
        ("met de hand", f"{PROCESSED_STAY.days} dagen"),
        ("bezoek", f"{VISITS_STAY.days} dag "),
        ("aanmelding", f"{LOGINS_STAY.seconds // 3600} uur"),
    ],
)
def test_the_terms_are_those_of_the_program(words: str, term: str) -> None:
    assert term in row(words)


def test_the_choices_of_the_works_council_are_those_of_the_program() -> None:
    text = text_of("ondernemingsraad.md")
    assert [policy for policy in POLICIES if f"`{policy}`" not in text] == []
    assert f"| {K_DEFAULT} | hoger; nooit lager dan {K_FLOOR};" in text
    assert f"[{LINK_LASTS.days} dagen] geldig" in text_of("modelteksten.md")
