"""In which language mails come: of the first launch, as chosen since, or the organisation's."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Organisation, Person, db
from lti_tool.services.faults import Faults
from lti_tool.services.message_letters import reader_of
from lti_tool.services.organisations import set_value
from tests.hall import NOW, Hall, vault
from tests.town import Town, Walker


def language(town: Town) -> str | None:
    with town.app.app_context():
        return db.session.scalars(select(Person.language)).one()


def test_a_launch_tells_it_and_a_choice_changes_it_for_good(town: Town) -> None:
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    english = {"launch_presentation": {"locale": "en"}}
    walker.launch("5", **english)
    assert language(town) == "en"
    walker.post("/language", language="nl", back="")
    assert language(town) == "nl"
    walker.launch("5", **english)
    assert language(town) == "nl"


def test_erasing_takes_it_along_and_the_download_has_it(town: Town) -> None:
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    assert '"language_of_mails": "nl"' in walker.get("/data/download").text
    walker.get("/erase")
    walker.post("/erase", erase="1")
    assert language(town) is None


@pytest.mark.parametrize(
    ("own", "organisation", "read"),
    [("en", "nl", "en"), (None, "en", "en"), (None, "nl", "nl"), ("fr", "en", "nl")],
)
def test_the_organisation_decides_for_who_never_came(
    hall: Hall, own: str | None, organisation: str, read: str
) -> None:
    row = hall.session.get_one(Organisation, hall.organisation_id)
    row.language = organisation
    reader = reader_of(vault(), Person(language=own), row)
    assert (reader.language, reader.first_name, reader.email) == (read, "", "")


def test_an_organisation_speaks_a_language_that_there_is(session: Session, hall: Hall) -> None:
    set_value(session, hall.organisation_id, "language", "en", NOW)
    with pytest.raises(Faults, match="choose one of nl, en"):
        set_value(session, hall.organisation_id, "language", "fr", NOW)
