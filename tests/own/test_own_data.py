"""What somebody sees of what is kept: all of it, the same on the page and in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from lti_tool.models import (
    Base,
    Coordinator,
    DataLink,
    Person,
    RosterEntry,
    Scan,
    TalkRequest,
    Team,
    TeamManager,
    db,
)
from tests.own.conftest import Done, answered_of, outcome_of
from tests.own.test_again import redo
from tests.test_costs import counted
from tests.town import Town, Walker


def download(walker: Walker) -> dict[str, Any]:
    answer = walker.client.get(walker.base + "/data/download")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert answer.headers["Cache-Control"] == "no-store, no-transform"
    found: dict[str, Any] = json.loads(answer.get_data())
    return found


def leaves(value: Any) -> Iterator[Any]:
    """Every value of a document that is not empty."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for row in value:
            yield from leaves(row)
    elif value not in (None, "", True, False):
        yield value


def give_a_place(town: Town, number: int) -> None:
    """A team, a department to lead, the role of coordinator, and a request on paper."""
    with town.app.app_context():
        parent = Team(organisation_id=town.organisation_id, name="Dienstverlening")
        db.session.add(parent)
        db.session.flush()
        team = Team(organisation_id=town.organisation_id, name="Balie", parent_id=parent.id)
        db.session.add(team)
        db.session.flush()
        db.session.execute(update(Person).values(team_id=team.id))
        db.session.execute(update(RosterEntry).values(team_id=team.id))
        now = town.clock()
        db.session.add_all(
            [
                TeamManager(team_id=parent.id, person_id=number),
                Coordinator(person_id=number, confirmed_at=now, confirmed_by="x"),
                DataLink(person_id=number, kind="erase", code_hash="h", expires_at=now),
            ]
        )
        db.session.commit()


@pytest.fixture
def rich(town: Town) -> Walker:
    """Somebody about whom something is kept in every table."""
    seal = town.tools.vault.seal_text
    kept = {"first_name_sealed": seal("Anna"), "email_sealed": seal("anna@x.example")}
    give_a_place(town, town.add_person("5", match_kind="email", match_value="digest", **kept))
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    walker.get("/scan")
    walker.scan(best=False)
    redo(walker, town.pack.skills[0].id, best=True)
    walker.get("/ask")
    walker.post("/ask", go="next", words="Na twee uur ben ik er.")
    return walker


def test_the_download_holds_everything_in_words(town: Town, rich: Walker) -> None:
    found = download(rich)
    me, [scan] = found["person"], found["scans"]
    assert (me["first_name"], me["email"]) == ("Anna", "anna@x.example")
    assert me["team"] == "Dienstverlening / Balie"
    assert (me["manages"], me["coordinator"]) == (["Dienstverlening"], True)
    items = {item.text: item for item in town.pack.items}
    given = {items[row["question"]].id: row["answer"] for row in scan["answers"]}
    stored = answered_of(town)
    texts = {key: town.pack.item(key).option(value).text for key, value in stored.answers.items()}
    assert given == texts
    [again] = scan["second_attempts"]
    assert (again["state"], len(again["answers"])) == ("used", len(stored.redo[again_id(town)]))
    assert [row["status"] for row in scan["result"]] == [s.status for s in outcome_of(town).skills]
    assert [row["kind"] for row in found["sent_to_lms"]] == ["enrol", "enrol", "enrol", "mark"]
    assert found["request_for_a_talk"]["words"] == "Na twee uur ben ik er."
    assert [row["kind"] for row in found["requests_on_paper"]] == ["erase"]
    assert len(found["visits"]) == 1
    assert found["invitations"][0]["team"] == "Dienstverlening / Balie"


def again_id(town: Town) -> str:
    return town.pack.skills[0].id


def test_the_page_shows_what_the_file_holds(rich: Walker) -> None:
    text = unescape(re.sub(r"\s+", " ", rich.get("/data").text))
    found = download(rich)
    found.pop("made_at")
    machine = re.compile(r"\d{4}-\d\d-\d\dT")
    words = {"onder", "boven", "op", "used", "waiting", "enrol", "mark", "erase", "nl", "employee"}
    words |= {"grens", "manager", "coordinator"}
    missing = [
        leaf
        for leaf in leaves(found)
        if not machine.match(str(leaf)) and leaf not in words and str(leaf) not in text
    ]
    # Scores are whole on the page.
    assert [leaf for leaf in missing if not isinstance(leaf, float)] == []
    assert "Opnieuw gedaan:" in text
    assert "onderweg" in text
    assert "Een verzoek op papier om alles te wissen" in text


def test_nobody_elses_data_is_in_it(town: Town, rich: Walker, done: Done) -> None:
    other = done("6", best=True)
    found = json.dumps(download(other))
    assert "Anna" not in found
    assert "onder" not in [row["status"] for row in download(other)["scans"][0]["result"]]
    assert len(download(rich)["sent_to_lms"]) == 4


def test_what_has_had_its_time_is_said_to_be_gone(town: Town, rich: Walker) -> None:
    with town.app.app_context():
        db.session.execute(update(Scan).values(answers_sealed=b"", outcome_sealed=b""))
        db.session.commit()
    [scan] = download(rich)["scans"]
    assert (scan["answers"], scan["result"]) == (None, None)
    assert "want de bewaartijd is om" in rich.get("/data").text
    assert "want de bewaartijd is om" in rich.get("/progress").text
    assert rich.get("/result").page == "forgotten"
    assert rich.get("/explanations").page == "explanations"


def test_a_page_of_own_data_costs_the_same_in_an_organisation_of_any_size(
    town: Town, rich: Walker
) -> None:
    with counted(town) as few:
        rich.get("/data")
    for number in range(100, 160):
        town.add_person(str(number))
    with counted(town) as many:
        rich.get("/data")
    assert len(many.statements) == len(few.statements)
    assert len(few.statements) <= 23, "\n".join(few.statements)


def test_on_a_shared_computer_the_page_warns(town: Town) -> None:
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    assert "Download daar liever niets" not in walker.get("/data").text
    walker.get("/scan")
    walker.next(shared_device="1")
    assert "Download daar liever niets" in walker.get("/data").text


@pytest.mark.parametrize("page", ["/data", "/progress"])
def test_before_the_first_scan_there_is_a_page_too(town: Town, page: str) -> None:
    town.add_person("5")
    walker = Walker(town, town.app.test_client())
    walker.launch("5")
    assert walker.get(page).page == page[1:]
    assert download(walker)["scans"] == []


def test_nothing_is_stored_for_looking(town: Town, done: Done) -> None:
    walker = done()
    before = snapshot(town)
    for page in ("/progress", "/data", "/data/download", "/explanations", "/again", "/ask"):
        assert walker.client.get(walker.base + page).status_code == 200
    assert snapshot(town) == before


def snapshot(town: Town) -> dict[str, list[Any]]:
    with town.app.app_context():
        tables = [table for table in Base.metadata.sorted_tables if table.name != "visit"]
        return {t.name: list(map(tuple, db.session.execute(select(t)))) for t in tables}


def test_a_request_for_a_talk_of_another_is_not_shown(town: Town, rich: Walker, done: Done) -> None:
    other = done("6")
    assert "Na twee uur" not in other.get("/data").text + other.get("/ask").text
    with town.app.app_context():
        assert len(db.session.scalars(select(TalkRequest)).all()) == 1
