"""Published results by HTTP: who reads them, what they say, what they cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from lti_tool.models import Cycle, FunctionGroup, Organisation, Snapshot, db
from questionnaires.disclosure import organisation_only, participation_only
from tests.platform import SYSTEM_ADMIN
from tests.services.report_town import audited, publish, weak_items
from tests.test_access import launched
from tests.test_costs import counted
from tests.town import Town, Walker

Less = Callable[[dict[str, Any]], dict[str, Any]]
PATHS = ("", "/csv", "/xlsx", "/feedback", "/certificate")


def admin(town: Town) -> Walker:
    town.add_person("1")
    walker = Walker(town, town.app.test_client())
    walker.launch("1", roles=[SYSTEM_ADMIN])
    return walker


def published(town: Town, **change: object) -> Walker:
    found = audited()
    found.snapshot["items"] = weak_items()
    found.snapshot.update(change)
    publish(town.app, town.cycle_id, town.clock(), found)
    return admin(town)


@pytest.mark.parametrize("role", ["coordinator", "admin"])
def test_coordinators_and_admins_read_everything(town: Town, role: str) -> None:
    publish(town.app, town.cycle_id, town.clock(), audited())
    walker = launched(town, role)
    for path in PATHS:
        answer = walker.client.get(f"{walker.base}/reports/{town.cycle_id}{path}")
        assert answer.status_code == 200, path


@pytest.mark.parametrize("role", ["employee", "manager"])
def test_nobody_else_reads_anything(town: Town, role: str) -> None:
    publish(town.app, town.cycle_id, town.clock(), audited())
    walker = launched(town, role)
    assert walker.client.get(f"{walker.base}/reports").status_code == 403
    for path in PATHS:
        answer = walker.client.get(f"{walker.base}/reports/{town.cycle_id}{path}")
        assert answer.status_code == 403, path


def test_a_candidate_is_for_nobody(town: Town) -> None:
    publish(town.app, town.cycle_id, town.clock(), audited(), state="closed")
    with town.app.app_context():
        db.session.execute(update(Snapshot).values(published_at=None, certificate=None))
        db.session.commit()
    walker = admin(town)
    for path in PATHS:
        answer = walker.client.get(f"{walker.base}/reports/{town.cycle_id}{path}")
        assert answer.status_code == 303
    page = walker.get(f"/reports/{town.cycle_id}")
    assert "Nog niet gepubliceerd." in page.text
    assert "deden mee" not in page.text


def test_figures_of_another_organisation_are_not_there(town: Town) -> None:
    with town.app.app_context():
        mine = db.session.scalars(select(Cycle)).one()
        other = Organisation(name="Elders", created_at=town.clock())
        db.session.add(other)
        db.session.flush()
        theirs = Cycle(
            organisation_id=other.id,
            theme_pack_id=mine.theme_pack_id,
            quarter="2026-Q4",
            opens=date(2026, 10, 12),
            closes=date(2026, 11, 8),
            document=mine.document,
            k=8,
            planned_at=town.clock(),
            opened_at=town.clock(),
        )
        db.session.add(theirs)
        db.session.commit()
        number = theirs.id
    publish(town.app, number, town.clock(), audited())
    walker = admin(town)
    for path in PATHS:
        assert walker.client.get(f"{walker.base}/reports/{number}{path}").status_code == 404
    assert "deden mee" not in walker.get("/reports").text


def test_the_page_says_what_was_published(town: Town) -> None:
    text = published(town).get(f"/reports/{town.cycle_id}").text
    assert "156 van de 192 collega's deden mee." in text
    assert "Wat gaat goed: Mensen en berichten vinden (hooguit 10" in text
    assert "Publiekszaken" in text
    # Each picture has a title, a description and a table with the same name.
    pictures = re.findall(r'<svg[^>]*role="img"[^>]*aria-labelledby="([^"]+)"', text)
    assert len(pictures) == 12
    for picture in pictures:
        title, words = picture.split()
        assert f'<title id="{title}">' in text
        assert f'<desc id="{words}">' in text
        assert f'data-table="{title.removesuffix("-chart-title")}"' in text
    assert "style=" not in text


def test_weak_questions_come_with_what_to_do(town: Town) -> None:
    text = published(town).get(f"/reports/{town.cycle_id}").text
    for words in (
        "bijna iedereen goed",
        "bijna niemand goed",
        "vaak &#39;weet ik niet&#39;",
        "past slecht bij de rest",
        "Schrijf het woord uit of geef een voorbeeld",
        "Vaak is de vraag onduidelijk",
    ):
        assert words in text


def test_times_are_shown_only_where_they_were_measured(town: Town) -> None:
    walker = published(town)
    assert '<th scope="col">Tijd</th>' not in walker.get(f"/reports/{town.cycle_id}").text
    with town.app.app_context():
        row = db.session.scalars(select(Snapshot)).one()
        row.document = {**row.document, "items": weak_items(timed=True)}
        db.session.commit()
    text = walker.get(f"/reports/{town.cycle_id}").text
    assert '<th scope="col">Tijd</th>' in text
    assert "<td>20\xa0s</td>" in text


def test_without_statistics_and_uptake_the_page_says_why(town: Town) -> None:
    text = published(town, items=None, uptake=None).get(f"/reports/{town.cycle_id}").text
    assert "minstens 50 collega&#39;s meedoen" in text
    assert "Hoeveel collega&#39;s een training afmaakten, staat hier niet." in text
    assert 'data-table="items"' not in text
    assert 'data-table="uptake"' not in text


@pytest.mark.parametrize(
    ("less", "says"),
    [
        (organisation_only, "alleen cijfers van de hele organisatie"),
        (participation_only, "alleen wie"),
    ],
)
def test_what_the_audit_held_back_is_not_on_the_page(town: Town, less: Less, says: str) -> None:
    found = audited()
    found.snapshot.update(less(found.snapshot))
    publish(town.app, town.cycle_id, town.clock(), found)
    text = admin(town).get(f"/reports/{town.cycle_id}").text
    assert says in text
    places = re.findall(r"<tr><th scope=\"row\"[^>]*>Publiekszaken</th>.*?</tr>", text)
    # Taking part is a number; all else that names a department says that there is no figure.
    assert all("geen cijfer" in row for row in places[1:])


def test_the_text_for_everybody_is_ready_to_copy(town: Town) -> None:
    text = published(town).get(f"/reports/{town.cycle_id}/feedback").text
    found = re.search(r'<textarea[^>]* id="body"[^>]*>(.*?)</textarea>', text, re.S)
    assert found
    assert found[1].startswith("Bedankt! 156 van de 192")
    assert found[1].count("[vul in]") == 3


@pytest.mark.parametrize("groups", [8, 200])
def test_a_page_costs_the_same_for_any_size(town: Town, groups: int) -> None:
    walker = published(town)
    with town.app.app_context():
        db.session.add_all(
            FunctionGroup(organisation_id=town.organisation_id, code=f"g{n}", name=f"Groep {n}")
            for n in range(groups)
        )
        db.session.commit()
    most = {"/reports": 4, **{f"/reports/{town.cycle_id}{path}": 5 for path in PATHS}}
    most[f"/reports/{town.cycle_id}/feedback"] = 8
    for path, allowed in most.items():
        address = walker.base + path
        walker.client.get(address)
        with counted(town) as count:
            assert walker.client.get(address).status_code == 200
        assert len(count.statements) <= allowed, (path, count.statements)
