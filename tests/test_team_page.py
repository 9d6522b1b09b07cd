"""The pages of who leads a team: the own places only, the snapshot only, nobody by name."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from lti_tool.models import (
    Cycle,
    Organisation,
    Person,
    Snapshot,
    Team,
    TeamManager,
    ThemePackRow,
    db,
)
from lti_tool.services.report_words import percent
from lti_tool.services.team_kit import talk_minutes
from questionnaires.disclosure import organisation_only, participation_only
from questionnaires.disclosure_bands import band_from_document
from questionnaires.packs import shipped_packs
from tests.services.report_town import audited, publish
from tests.services.team_town import found_teams, invite, leads
from tests.test_costs import counted
from tests.test_pages import check
from tests.town import Town, Walker, shipped

SENTENCE = (
    "Dit is een grove schatting van een groep. Je kunt er niemand in herkennen. "
    "Vraag niet naar uitslagen; vraag waar tijd voor nodig is."
)
TOO_FEW = (
    "Te weinig collega's deden mee voor een beeld; dat heeft niets met hun antwoorden te maken"
)
TEAM, OTHER, SMALL, DEPARTMENT = 21, 11, 51, 2


@pytest.fixture
def leader(town: Town) -> Walker:
    """Somebody who leads one team of the municipality."""
    found_teams(town)
    leads(town, town.add_person("5", first_name_sealed=None), TEAM)
    return Walker(town, town.app.test_client())


def told(walker: Walker, found: Any = None) -> str:
    """The page after publishing, in words."""
    town = walker.town
    publish(town.app, town.cycle_id, town.clock(), found or audited())
    walker.launch("5")
    check(walker.get("/team"))
    return words(walker)


def words(walker: Walker) -> str:
    """What stands on the page, without its frame."""
    main = walker.main.split(">", 1)[-1].split("</main>")[0]
    text = unescape(re.sub(r"<[^>]+>", " ", main)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text).replace(" ,", ",")


def test_the_page_says_the_sentence_and_the_bands(leader: Walker) -> None:
    page = told(leader)
    assert leader.page.page == "manager"
    assert SENTENCE in page
    for figures in audited().snapshot["skills"].values():
        [mine] = [row for row in figures["places"] if row["path"] == ["2", str(TEAM)]]
        band = band_from_document(mine["band"])
        assert f"Buitendienst Noord, {mine['n']} collega's" in page
        assert percent(band.high).replace("\N{NO-BREAK SPACE}", " ") in page


def expected(document: dict[str, Any], *paths: list[str]) -> set[int]:
    """Every number that the snapshot has for these places, in people, percents and quarters."""
    found = {int(number) for number in re.findall(r"\d+", document["quarter"])}
    for row in document["participation"]:
        if row["path"] in paths:
            found |= {row[key] for key in ("invited", "completed", "open", "excused")}
    shares = [row for f in document["skills"].values() for row in f["places"]]
    for row in [*shares, *document["uptake"]["places"]]:
        if row["path"] in paths:
            found |= {row["n"], *_percents(row["band"])}
    for row in document["trends"]:
        if row.get("path") in paths:
            found |= {int(n) for n in re.findall(r"\d+", row["quarter"])} | _percents(row["then"])
    return found


def _percents(document: dict[str, Any]) -> set[int]:
    band = band_from_document(document)
    return {int(100 * band.low), int(100 * band.high)}


@pytest.mark.parametrize("team", [TEAM, OTHER, SMALL, DEPARTMENT])
def test_every_number_is_one_of_the_snapshot(town: Town, team: int) -> None:
    found_teams(town)
    leads(town, town.add_person("5"), team)
    leader = Walker(town, town.app.test_client())
    found = audited()
    found.snapshot["quarter"] = "2026-Q4"
    page = told(leader, found)
    path = next(
        row["path"] for row in found.snapshot["participation"] if row["path"][-1:] == [str(team)]
    )
    below = [
        row["path"]
        for row in found.snapshot["participation"]
        if row["path"][:-1] == path and team == DEPARTMENT
    ]
    numbers = {int(number) for number in re.findall(r"\d+", page)}
    assert numbers <= expected(found.snapshot, [], path[:1], path, *below)
    assert len(numbers) > 5


def test_the_figures_of_other_teams_change_nothing(leader: Walker) -> None:
    """Not even the size of the page tells anything of somebody else's team."""
    first = told(leader)
    found = deepcopy(audited())
    changed = 0
    for figures in (*found.snapshot["skills"].values(), found.snapshot["uptake"]):
        for row in figures["places"]:
            if row["path"] and row["path"][0] != "2":
                row["n"] += 100
                row["band"]["step"] ^= 1
                changed += 1
    assert changed > 5
    with leader.town.app.app_context():
        db.session.execute(update(Snapshot).values(document=found.snapshot))
        db.session.commit()
    leader.get("/team")
    assert words(leader) == first


def test_a_candidate_is_for_nobody(leader: Walker) -> None:
    told(leader)
    with leader.town.app.app_context():
        db.session.execute(update(Snapshot).values(published_at=None))
        db.session.execute(update(Cycle).values(state="closed"))
        db.session.commit()
    leader.get("/team")
    assert SENTENCE not in words(leader)
    assert "derde" not in words(leader)
    assert "%" not in words(leader)


def test_a_small_team_hears_kindly_why_and_sees_the_group_around_it(town: Town) -> None:
    found_teams(town)
    leads(town, town.add_person("5"), SMALL)
    leader = Walker(town, town.app.test_client())
    page = told(leader)
    assert page.count(TOO_FEW) == 1
    assert "Voorbeeldstad, 156 collega's" in page
    assert not re.search(r"Griffie, \d+ collega's", page)


def test_less_was_published_and_the_page_says_so(leader: Walker) -> None:
    found = audited()
    whole = replace(found, snapshot=organisation_only(found.snapshot))
    page = told(leader, whole)
    assert "alleen cijfers van de hele organisatie" in page
    assert TOO_FEW not in page
    with leader.town.app.app_context():
        least = participation_only(found.snapshot)
        db.session.execute(update(Snapshot).values(document=least))
        db.session.commit()
    leader.get("/team")
    assert "alleen zien hoeveel collega's meededen" in words(leader)
    assert "31 van de 35 collega's deden mee." in words(leader)


@pytest.mark.parametrize("path", ["", "/2026-Q4"])
@pytest.mark.parametrize("team", [OTHER, DEPARTMENT, 22, 4711])
def test_another_team_is_refused_whether_it_exists_or_not(
    leader: Walker, team: int, path: str
) -> None:
    told(leader)
    answer = leader.get(f"/team/{team}{path}")
    assert (answer.status, answer.page) == (403, "error")
    assert "Balie" not in answer.text
    assert "alleen teams waar jij leiding aan geeft" in answer.text
    assert leader.get(f"/team/{TEAM}{path}").status == 200


def test_a_head_of_department_opens_each_team_below(town: Town) -> None:
    found_teams(town)
    leads(town, town.add_person("5"), DEPARTMENT)
    leader = Walker(town, town.app.test_client())
    told(leader)
    assert "Jouw afdeling" in words(leader)
    links = {int(n) for n in re.findall(r'href="/v/[^/"]+/team/(\d+)"', leader.main)}
    assert links == {DEPARTMENT, 21, 22}
    for team in (21, 22):
        check(leader.get(f"/team/{team}"))
    assert leader.get("/team/11").status == 403


def test_who_leads_no_longer_sees_no_longer(leader: Walker) -> None:
    told(leader)
    with leader.town.app.app_context():
        db.session.execute(delete(TeamManager))
        db.session.commit()
    check(leader.get("/team"))
    assert "geen team op jouw naam" in words(leader)
    assert leader.get(f"/team/{TEAM}").status == 403


def test_while_the_scan_runs_there_are_numbers_and_no_names(leader: Walker) -> None:
    town = leader.town
    invite(town, f"2/{TEAM}", 8, done=3, excused=1)
    with town.app.app_context():
        sealed = town.tools.vault.seal_text("Zebedeus")
        db.session.execute(update(Person).values(first_name_sealed=sealed))
        others = list(db.session.scalars(select(Person.opaque_id).where(Person.lti_sub.is_(None))))
        db.session.commit()
    leader.launch("5")
    check(leader.get("/team"))
    page = words(leader)
    assert "3 van de 8 collega's zijn klaar." in page
    assert "Nog te doen: 4. Hoeft niet mee te doen: 1." in page
    assert "%" not in page
    assert "Zebedeus" not in leader.page.text
    assert not [name for name in others if name in leader.main]


def test_below_five_invited_the_page_says_why_there_is_no_number(leader: Walker) -> None:
    invite(leader.town, f"2/{TEAM}", 4, done=3)
    leader.launch("5")
    leader.get("/team")
    assert "minder dan 5 collega's uitgenodigd" in words(leader)
    assert not re.search(r"3 van de 4", words(leader))


@pytest.fixture
def crowd(town: Town) -> Town:
    found_teams(town)
    for team in (21, 22, 11, 31):
        invite(town, f"{str(team)[0]}/{team}", 40, done=20)
    return town


@pytest.mark.parametrize("teams", [(TEAM,), (2, 1, 3, 4, 5)])
@pytest.mark.parametrize(("state", "most"), [("open", 4), ("published", 5)])
def test_the_page_costs_a_fixed_number_of_statements(
    crowd: Town, teams: tuple[int, ...], state: str, most: int
) -> None:
    leads(crowd, crowd.add_person("5"), *teams)
    leader = Walker(crowd, crowd.app.test_client())
    if state == "published":
        publish(crowd.app, crowd.cycle_id, crowd.clock(), audited())
    leader.launch("5")
    leader.get("/team")
    with counted(crowd) as count:
        leader.get("/team")
    assert leader.page.status == 200
    assert len(count.statements) == most, "\n".join(count.statements)
    leader.get("/team/kit/1")
    with counted(crowd) as count:
        leader.get("/team/kit/1")
    assert len(count.statements) <= 3, "\n".join(count.statements)


def another_quarter(town: Town, quarter: str, **values: Any) -> int:
    with town.app.app_context():
        row = db.session.scalars(select(ThemePackRow)).one()
        cycle = Cycle(
            organisation_id=values.pop("organisation_id", town.organisation_id),
            theme_pack_id=row.id,
            quarter=quarter,
            planned_at=town.clock(),
            **values,
        )
        db.session.add(cycle)
        db.session.commit()
        return cycle.id


def test_a_quarter_is_chosen_from_those_that_were_published(leader: Walker) -> None:
    town, opens = leader.town, leader.town.clock().date() - timedelta(days=400)
    with town.app.app_context():
        now = db.session.get_one(Cycle, town.cycle_id)
        frozen = {"document": now.document, "policy": now.policy, "k": 8}
        db.session.rollback()
    old = another_quarter(
        town,
        "2025-Q3",
        state="archived",
        opens=opens,
        closes=opens + timedelta(days=20),
        opened_at=town.clock(),
        **frozen,
    )
    before = audited()
    before.snapshot["quarter"] = "2025-Q3"
    publish(town.app, old, town.clock(), before, state="archived")
    told(leader)
    chosen = set(re.findall(rf'/team/{TEAM}/([\w-]+)"', leader.main))
    assert chosen == {"2026-Q4", "2025-Q3"}
    assert "Het beeld van het vierde kwartaal van 2026" in words(leader)
    check(leader.get(f"/team/{TEAM}/2025-Q3"))
    assert "Het beeld van het derde kwartaal van 2025" in words(leader)
    for unknown in ("2024-Q1", "x"):
        assert leader.get(f"/team/{TEAM}/{unknown}").url.endswith(f"/team/{TEAM}")


def test_in_the_last_month_the_manager_is_asked_how_it_went(leader: Walker) -> None:
    assert "hoe het ging in je team" not in told(leader)
    with leader.town.app.app_context():
        closes = leader.town.clock().date() - timedelta(days=75)
        opens = closes - timedelta(days=27)
        quarter = f"{opens.year}-Q{(opens.month + 2) // 3}"
        db.session.execute(update(Cycle).values(opens=opens, closes=closes, quarter=quarter))
        db.session.commit()
    leader.get("/team")
    assert "hoe het ging in je team" in words(leader)
    assert "/evaluation" in leader.main


def test_the_kit_is_there_before_the_scan_opens(leader: Walker) -> None:
    town, opens = leader.town, leader.town.clock().date() + timedelta(days=60)
    with town.app.app_context():
        values = {"state": "planned", "opened_at": None, "document": None}
        closes = opens + timedelta(days=27)
        db.session.execute(update(Cycle).values(opens=opens, closes=closes, **values))
        db.session.commit()
    leader.launch("5")
    leader.get("/team")
    assert "De scan gaat open op" in words(leader)
    assert f"/team/kit/{town.cycle_id}" in leader.main
    check(leader.get("/team/kit"))
    assert leader.page.page == "kit"
    page = words(leader)
    kit = town.pack.team_kit
    for part in (kit.goal, kit.example, *kit.questions, "Zeg wel", "Zeg niet", "Vooraf"):
        assert part in page
    assert "Luister en bedank. Schrijf het niet op" in page
    minutes = [int(number) for number in re.findall(r"(\d+) minu(?:ut|ten) ", page)]
    assert minutes[0] == sum(minutes[1:]) == 15


@pytest.mark.parametrize("theme", sorted(shipped_packs()))
def test_the_programme_takes_as_long_as_the_theme_says(theme: str) -> None:
    kit = shipped(theme).team_kit
    assert sum(talk_minutes(kit)) == kit.minutes
    assert sum(talk_minutes(replace(kit, minutes=30))) == 30
    assert sum(talk_minutes(replace(kit, minutes=1))) == 12


def test_the_kit_of_a_proposal_or_of_somebody_else_is_not_there(leader: Walker) -> None:
    town, day = leader.town, leader.town.clock().date()
    dates = {"opens": day, "closes": day + timedelta(days=20)}
    draft = another_quarter(town, "2027-Q1", state="draft", **dates)
    with town.app.app_context():
        other = Organisation(name="Anderstad", created_at=town.clock())
        db.session.add(other)
        db.session.commit()
        elsewhere = other.id
    strange = another_quarter(town, "2027-Q1", state="planned", organisation_id=elsewhere, **dates)
    leader.launch("5")
    for number in (draft, strange, 4711):
        assert leader.get(f"/team/kit/{number}").status == 404
    assert leader.get("/team/kit").url.endswith(f"/kit/{town.cycle_id}")


def test_without_a_quarter_the_kit_leads_back_to_the_team(leader: Walker) -> None:
    with leader.town.app.app_context():
        db.session.execute(update(Cycle).values(state="draft"))
        db.session.commit()
    leader.launch("5")
    assert leader.get("/team/kit").page == "manager"
    assert "Dit kun je nu doen" not in words(leader)


def test_a_team_of_another_organisation_is_refused(leader: Walker) -> None:
    town = leader.town
    with town.app.app_context():
        other = Organisation(name="Anderstad", created_at=town.clock())
        db.session.add(other)
        db.session.flush()
        team = Team(organisation_id=other.id, name="Elders", id=900)
        db.session.add(team)
        db.session.commit()
    leader.launch("5")
    assert leader.get("/team/900").status == 403
