"""A quarter with known results: nothing that leaves somebody's own pages holds one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from config.logs import configure_logs
from lti_tool.models import Person, db
from lti_tool.vault import packed
from questionnaires.grading import outcome_document
from tests import dump, leaks
from tests.databases import databases, drop_databases
from tests.lived import COLLEAGUES, Lived, lived_through
from tests.quarter import PEOPLE

pytestmark = pytest.mark.usefixtures("a_database")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    before = databases()
    with lived_through(tmp_path_factory.mktemp("dump")) as found:
        yield found
    drop_databases(before)


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """Another one, in which tests leave leaks; in what order tests run is by chance."""
    before = databases()
    with lived_through(tmp_path_factory.mktemp("leaky")) as found:
        yield found
    drop_databases(before)


CHANNELS = ("rows", "log", "metrics", "lms", "mails")


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_that_others_can_look_at_holds_a_result(lived: Lived, channel: str) -> None:
    assert lived.found(channel) == []


def test_there_was_something_to_look_at(lived: Lived) -> None:
    """Every channel was used, and the results that are looked for are of all kinds."""
    text = lived.channels()
    assert text["rows"].count("\nscan ") == len(PEOPLE) + len(COLLEAGUES)
    assert text["lms"].count("enrol_manual_enrol_users") > 0
    assert text["lms"].count("scoreGiven") == len(PEOPLE) + len(COLLEAGUES)
    assert len(lived.postbus.mails) > len(PEOPLE)
    assert "published" in text["log"]
    assert "themascan_deliveries" in text["metrics"]
    statuses = {skill.status for outcome in lived.known.outcomes for skill in outcome.skills}
    assert {"onder", "op", "boven", "grens"} <= statuses
    assert len(lived.known.scores) >= 3
    assert len(lived.known.pairs) > 30


def test_the_search_finds_a_result_where_there_is_one(lived: Lived) -> None:
    """What is looked for is how the tool itself writes it: sealed, and in one's own download."""
    known = lived.known
    sealed = [packed({"answers": given, "redo": {}}) for given in known.answers]
    sealed += [packed({"outcome": outcome_document(outcome)}) for outcome in known.outcomes]
    for document in sealed:
        assert dump.findings(document.decode(), known.patterns(loose=False)), document
    kinds = {line.partition(":")[0] for line in dump.findings(lived.own, known.patterns())}
    assert kinds >= {"words", "score", "status", "name"}


@pytest.mark.sqlite
def test_the_bytes_of_the_database_hold_no_result(lived: Lived) -> None:
    assert lived.found("raw") == []


def test_what_is_published_is_about_nobody(lived: Lived) -> None:
    text = dump.published(lived.q.town.app)
    assert '"step"' in text, "something was published"
    assert lived.found("published") == []
    with lived.q.town.app.app_context():
        people = db.session.scalars(select(Person)).all()
        names = [name for p in people for name in (p.opaque_id, p.lti_sub, p.lms_user_id) if name]
        db.session.rollback()
    assert not [name for name in names if f'"{name}"' in text]
    assert "Voornaam" not in text


LEAKS: list[tuple[str, Callable[[Lived], None]]] = [
    ("rows", leaks.in_rows),
    pytest.param("raw", leaks.in_bytes, marks=pytest.mark.sqlite),
    ("log", leaks.in_log),
    ("log", leaks.in_log_by_name),
    ("metrics", leaks.in_metrics),
    ("lms", leaks.in_a_call),
    ("lms", leaks.in_a_mark),
    ("mails", leaks.in_a_mail),
    ("published", leaks.in_what_is_published),
]


@pytest.mark.parametrize(("channel", "leak"), LEAKS)
def test_a_leak_is_found(leaky: Lived, channel: str, leak: Callable[[Lived], None]) -> None:
    configure_logs("INFO", leaky.lines)
    before = leaky.found(channel)
    leak(leaky)
    assert len(leaky.found(channel)) > len(before)
