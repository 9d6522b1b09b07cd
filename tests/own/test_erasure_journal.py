"""The journal outside the backup: after a restore, who was erased is erased again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select, update

from lti_tool.models import Person, Visit, db
from lti_tool.services.erasing import Eraser, erase_again
from lti_tool.services.erasure_journal import ErasureJournal
from lti_tool.services.faults import Faults
from tests.own.conftest import Done
from tests.own.test_erasing import erase, rows
from tests.town import Town, Walker


def journal(town: Town) -> Path:
    return town.tools.settings.erasure_journal_file


def test_the_journal_holds_digests_alone_and_only_grows(town: Town, done: Done) -> None:
    assert not journal(town).exists()
    erase(done("5"))
    first = journal(town).read_text()
    erase(done("6"))
    assert journal(town).read_text().startswith(first)
    lines = journal(town).read_text().splitlines()
    assert len(set(lines)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{64}", line) for line in lines)
    assert journal(town).stat().st_mode & 0o077 == 0


def test_without_a_journal_nothing_is_erased(town: Town, done: Done) -> None:
    walker = done()
    before = rows(town)
    journal(town).mkdir()
    walker.get("/erase")
    walker.post("/erase", erase="1")
    assert (walker.page.status, rows(town)) == (503, before)
    assert walker.get("/result").page == "result"
    journal(town).rmdir()
    assert erase(walker).page.page == "erased"


def test_a_broken_line_hides_no_other(town: Town, done: Done) -> None:
    erase(done("5"))
    with journal(town).open("a") as file:
        file.write("half a li")
    erase(done("6"))
    assert len(ErasureJournal(journal(town), town.tools.vault).lines()) == 2


def restore(town: Town, **values: object) -> None:
    """As a backup from before the erasure has it, for everybody who was erased."""
    with town.app.app_context():
        back = update(Person).where(Person.erased_at.is_not(None))
        key = town.tools.vault.new_person_key()
        db.session.execute(back.values(erased_at=None, wrapped_key=key, **values))
        db.session.commit()


def erased_again(town: Town) -> int:
    with town.app.app_context():
        papers = ErasureJournal(journal(town), town.tools.vault)
        return erase_again(Eraser(db.session(), town.tools.vault, papers, town.clock()))


def test_after_a_restore_the_erased_go_again_and_nobody_else(town: Town, done: Done) -> None:
    walker = done("5")
    with town.app.app_context():
        opaque_id = db.session.scalars(select(Person.opaque_id)).one()
    erase(walker)
    other = done("6")
    restore(town, lms_user_id="5", opaque_id=opaque_id)
    assert erased_again(town) == 1
    assert erased_again(town) == 0
    with town.app.app_context():
        living = db.session.scalars(select(Person).where(Person.wrapped_key.is_not(None))).all()
        assert [person.lti_sub for person in living] == ["6"]
        assert db.session.scalars(select(Visit)).all() == []
    assert other.client.get(other.base + "/scan").status_code == 403, "restored sessions end"


def test_somebody_who_came_back_is_not_erased_by_the_old_line(town: Town, done: Done) -> None:
    erase(done("5"))
    again = Walker(town, town.app.test_client())
    again.launch("5")
    assert erased_again(town) == 0


def test_a_journal_that_is_not_there_or_not_ours_is_refused(town: Town, done: Done) -> None:
    with pytest.raises(Faults, match="is not there"):
        erased_again(town)
    journal(town).write_text("0" * 64 + "\n")
    with pytest.raises(Faults, match="another THEMASCAN_SECRET_KEY"):
        erased_again(town)
    journal(town).write_text("")
    assert erased_again(town) == 0
