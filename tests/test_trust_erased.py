"""Who had everything erased is in no byte of the database when the night is over."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from lti_tool.models import Base, db
from tests.dump import raw
from tests.quarter import Quarter, quarter
from tests.town import Walker

pytestmark = [pytest.mark.usefixtures("a_database"), pytest.mark.sqlite]

ERASED, STAYS = "700100200", "700100201"


def arrives(q: Quarter, sub: str) -> Walker:
    """Somebody with a name and an address takes the scan and asks for a talk."""
    seal = q.town.tools.vault.seal_text
    sealed = {"first_name_sealed": seal(f"Naam{sub}"), "email_sealed": seal(f"{sub}@stad.example")}
    q.town.add_person(sub, **sealed)
    q.moodle.add_user(sub)
    q.grades.add_member(sub)
    walker = Walker(q.town, q.town.app.test_client())
    walker.launch(sub, **q.grades.claims())
    assert walker.scan(best=False).page == "result"
    walker.get("/ask")
    walker.post("/ask", go="next", words="Ik wil er graag over praten.")
    return walker


def of(q: Quarter, number: int) -> set[str]:
    """Every sealed value in rows about a person."""
    found: set[str] = set()
    with q.town.app.app_context():
        for table in Base.metadata.sorted_tables:
            owner = "id" if table.name == "person" else "person_id"
            sealed = [c for c in table.columns if isinstance(c.type, LargeBinary)]
            if sealed and owner in table.columns:
                rows = db.session.execute(select(*sealed).where(table.columns[owner] == number))
                found |= {value.decode("latin-1") for row in rows for value in row if value}
        db.session.rollback()
    return found


def bytes_of(q: Quarter) -> str:
    with q.town.app.app_context():
        return raw(Path(str(db.engine.url.database)))


def test_after_the_sweep_nothing_of_the_erased_is_in_the_file(tmp_path: Path) -> None:
    with quarter(tmp_path / "q") as q:
        walker, other = arrives(q, ERASED), arrives(q, STAYS)
        theirs, others = of(q, _id(q, ERASED)), of(q, _id(q, STAYS))
        assert len(theirs) == len(others) >= 5, "key, name, address, answers, outcome"
        before = bytes_of(q)
        assert ERASED in before
        assert all(value[:60] in before for value in theirs)
        q.office.run()
        walker.get("/erase")
        walker.post("/erase", erase="1")
        assert walker.page.page == "erased"
        q.deliver()
        after = bytes_of(q)
        assert ERASED not in after
        # A long value lies in pieces over pages: no piece of it is left.
        pieces = {value[at : at + 60] for value in theirs for at in range(20, len(value) - 60, 60)}
        assert not [piece for piece in pieces if piece in after]
        assert STAYS in after, "the search sees what is there"
        # In other bytes than before: the nights seal everybody's scan anew.
        kept = of(q, _id(q, STAYS))
        assert sum(value[:60] in after for value in kept) > len(kept) / 2
        assert other.get("/result").page == "result"


def _id(q: Quarter, sub: str) -> int:
    people = Base.metadata.tables["person"].columns
    with q.town.app.app_context():
        found = db.session.scalars(select(people.id).where(people.lms_user_id == sub)).one()
        db.session.rollback()
    return int(found)
