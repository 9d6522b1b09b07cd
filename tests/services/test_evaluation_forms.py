"""Forms of the evaluation tell nothing to whoever reads the database, and little with its keys."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from lti_tool.models import Cycle, EvaluationAnswer, Person, db
from lti_tool.services.evaluating import give
from lti_tool.services.evaluation_forms import forms_of, mix_forms
from lti_tool.vault import Vault
from questionnaires.evaluation import EMPLOYEE, LONGEST, QUESTIONS, Given
from tests.jobs.conftest import Office
from tests.town import Town

WORDS = ("", "Meer tijd, graag.", "🙂" * LONGEST, "\x01" * LONGEST, '"' * (LONGEST + 9))


@pytest.fixture
def filled_in(town: Town) -> Town:
    """A form of each kind of words, given one after the other."""
    people = [town.add_person(str(number)) for number in range(len(WORDS))]
    with town.app.app_context():
        cycle = db.session.get_one(Cycle, town.cycle_id)
        for number, (key, words) in enumerate(zip(people, WORDS, strict=True)):
            given = Given(dict.fromkeys(QUESTIONS[EMPLOYEE], number), words)
            person = db.session.get_one(Person, key)
            assert give(db.session(), town.tools.vault, person, (cycle, EMPLOYEE), given)
    return town


def kept(town: Town, vault: Vault | None = None) -> list[tuple[int, str]]:
    """(first answer, words) of each form, by answer."""
    found = forms_of(db.session(), vault or town.tools.vault, town.cycle_id)
    return sorted((given.answers["ev-1"], given.words) for _audience, given in found)


def stored() -> dict[int, bytes]:
    rows = db.session.scalars(select(EvaluationAnswer))
    return {row.id: row.form_sealed for row in rows}


def test_all_forms_have_one_length_and_come_back_as_given(filled_in: Town) -> None:
    with filled_in.app.app_context():
        assert len({len(sealed) for sealed in stored().values()}) == 1
        assert kept(filled_in) == [(n, words[:LONGEST].strip()) for n, words in enumerate(WORDS)]


def test_a_night_changes_every_row_and_no_form(filled_in: Town) -> None:
    with filled_in.app.app_context():
        before, forms = stored(), kept(filled_in)
        db.session.rollback()
        db.session.expunge_all()
        assert mix_forms(db.session(), filled_in.tools.vault) == len(WORDS)
        after = stored()
        assert not {*before} & {*after}
        assert not {*before.values()} & {*after.values()}
        assert kept(filled_in) == forms
        assert mix_forms(db.session(), filled_in.tools.vault) == len(WORDS)


def test_the_job_of_the_night_does_it(filled_in: Town) -> None:
    with filled_in.app.app_context():
        before, forms = stored(), kept(filled_in)
        db.session.rollback()
        Office(filled_in.app, filled_in.clock).run()
        assert not {*before} & {*stored()}
        assert kept(filled_in) == forms


@pytest.mark.postgresql
def test_after_a_night_no_transaction_links_a_form_to_whoever_gave_it(filled_in: Town) -> None:
    linked = text(
        "SELECT count(*) FROM evaluation_answer a JOIN evaluation_done d ON a.xmin = d.xmin"
    )
    with filled_in.app.app_context():
        assert db.session.scalar(linked) == len(WORDS), "as it is until the night"
        db.session.rollback()
        mix_forms(db.session(), filled_in.tools.vault)
        assert db.session.scalar(linked) == 0
        assert (
            db.session.scalar(text("SELECT count(DISTINCT xmin::text) FROM evaluation_answer")) == 1
        )


def test_a_form_under_a_key_that_was_put_away_stays_and_is_passed_over(filled_in: Town) -> None:
    other = Vault([Fernet.generate_key().decode()], "another")
    with filled_in.app.app_context():
        forms = kept(filled_in)
        assert kept(filled_in, other) == []
        db.session.rollback()
        assert mix_forms(db.session(), other) == len(WORDS)
        assert kept(filled_in) == forms
