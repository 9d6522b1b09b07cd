"""The year plan by HTTP: at a glance, quarter by quarter, and as a calendar."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from babel.dates import format_date
from sqlalchemy import select

from lti_tool.models import (
    Change,
    Cycle,
    CycleMoment,
    Delivery,
    JobRun,
    Organisation,
    Platform,
    SkippedQuarter,
    db,
)
from questionnaires.quarters import default_dates
from tests.admin import Admin, coming, cycles, planned
from tests.jobs.conftest import Office
from tests.town import Town

REASON = "De wethouder opent het programma vandaag."


@pytest.fixture
def admin(town: Town) -> Admin:
    return Admin(town)


def test_the_plan_tells_what_runs_what_comes_and_what_needs_somebody(admin: Admin) -> None:
    page = admin.see("/year")
    assert 'data-page="year"' in page
    assert "Open tot en met" in page
    assert "Er staat nog geen ronde gepland." in page
    assert "er is nog niets gepland." in page
    planned(admin)
    page = admin.see("/year")
    assert "Gaat open op" in page
    assert page.count('class="year-line__quarter') >= 5


def test_planning_a_quarter_goes_by_its_dates(admin: Admin) -> None:
    cycle = planned(admin, scan_url="https://lms.example.nl/scan")
    assert (cycle.state, cycle.scan_url) == ("planned", "https://lms.example.nl/scan")
    assert "Dit is nog nodig" in admin.text
    assert "themascan" not in admin.text.split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"theme": "nope"}, "Kies een thema."),
        ({"opens": "morgen"}, "Vul bij de eerste dag een datum in."),
        ({"closes": ""}, "Vul bij de laatste dag een datum in."),
        ({"closes": "2020-01-01"}, "De laatste dag ligt vóór de eerste dag."),
        ({"opens": "2020-01-01", "closes": "2020-02-01"}, "De laatste dag is al voorbij."),
        ({"closes": "2039-01-01"}, "hooguit een jaar"),
        ({"scan_url": "lms/scan"}, "met https:// ervoor"),
    ],
)
def test_a_wrong_plan_is_shown_with_what_is_wrong(
    admin: Admin, fields: dict[str, str], says: str
) -> None:
    quarter = coming(admin.town)
    opens, closes = default_dates(quarter)
    form = {"theme": admin.town.pack.id, "opens": opens, "closes": closes, **fields}
    admin.see(f"/year/plan/{quarter}")
    page = admin.send(f"/year/plan/{quarter}", 200, **form)
    assert says in page
    assert "<title>Fout:" in page
    assert str(quarter) not in cycles(admin.town)


def test_dates_move_and_what_is_wrong_stays_in_the_form(admin: Admin) -> None:
    cycle = planned(admin)
    later = cycle.opens + timedelta(days=1)
    admin.send(f"/year/{cycle.id}/dates", opens=later, closes=cycle.closes, scan_url="")
    assert cycles(admin.town)[cycle.quarter].opens == later
    page = admin.send(f"/year/{cycle.id}/dates", 200, opens=later, closes="2030-13-01", scan_url="")
    assert 'value="2030-13-01"' in page
    assert 'id="closes-error"' in page


def test_of_an_open_cycle_only_the_last_day_moves(admin: Admin) -> None:
    cycle = next(iter(cycles(admin.town).values()))
    assert 'id="opens"' not in admin.see(f"/year/{cycle.id}")
    last = cycle.closes + timedelta(days=7)
    admin.send(f"/year/{cycle.id}/dates", opens="2020-01-01", closes=last, scan_url="")
    [moved] = cycles(admin.town).values()
    assert (moved.opens, moved.closes) == (cycle.opens, last)


def test_opening_takes_a_reason_and_a_tick_and_is_logged(admin: Admin, town: Town) -> None:
    with town.app.app_context():
        db.session.scalars(select(Cycle)).one().state = "closed"
        db.session.commit()
    cycle = planned(admin)
    page = admin.send(f"/year/{cycle.id}/open", 200, reason="nu")
    assert 'id="reason-error"' in page
    assert "Zet een vinkje" in page
    assert "Zet een vinkje" in admin.send(f"/year/{cycle.id}/open", 200, reason=REASON)
    admin.send(f"/year/{cycle.id}/open", reason=REASON, sure="yes")
    assert cycles(town)[cycle.quarter].state == "open"
    assert f"Geopend met deze reden: {REASON}" in admin.text
    with town.app.app_context():
        said = db.session.scalars(select(Change.what).order_by(Change.id)).all()
    assert any(REASON in line for line in said)


def test_no_reason_opens_a_second_scan(admin: Admin) -> None:
    cycle = planned(admin)
    page = admin.send(f"/year/{cycle.id}/open", 200, reason=REASON, sure="yes")
    assert "De scan kan niet open" in page
    assert cycles(admin.town)[cycle.quarter].state == "planned"


def test_what_needs_somebody_stands_at_the_top_with_the_page_where_one_can_act(
    admin: Admin, town: Town
) -> None:
    asks = needs(admin)
    assert "Zonder mailserver krijgt niemand bericht." in asks
    assert "/setup#step-messages" in asks
    assert "Het werk op de achtergrond draait niet" in asks
    assert "/setup/organisation" in asks
    assert "Inrichten: nog" in asks
    cycle = planned(admin, 1)
    assert f"/year/{cycle.id}" in needs(admin)
    with town.app.app_context():
        rows = {"kind": "mail", "topic": "invite"}, {"kind": "enrol", "topic": ""}
        for row in rows:
            row["dedup"] = row["kind"] * 8
            values = {"state": "refused", "code": "no_answer", "payload_sealed": b""}
            made = {"not_before": town.clock(), "created_at": town.clock()}
            where = {"organisation_id": town.organisation_id, "cycle_id": town.cycle_id}
            where["platform_id"] = db.session.scalars(select(Platform.id)).one()
            db.session.add(Delivery(**row, **values, **made, **where))
        db.session.add(JobRun(job="advance", slot="x", claimed_by="me", **ran(town)))
        organisation = db.session.get_one(Organisation, town.organisation_id)
        organisation.contact_email = "leren@voorbeeldstad.example"
        db.session.commit()
    asks = needs(admin)
    assert "/messages#stuck-title" in asks
    assert "Je coördinator ziet het bij Aanbod" in asks
    assert "achtergrond" not in asks
    assert "/setup/organisation" not in asks


def ran(town: Town) -> dict[str, datetime]:
    return {"claimed_at": town.clock(), "finished_at": town.clock()}


def needs(admin: Admin) -> str:
    page = unescape(admin.see("/year"))
    return page.split('id="year-alerts"')[1].split("</section>")[0]


def test_days_that_another_scan_takes_are_refused_beside_the_field(admin: Admin) -> None:
    cycle = next(iter(cycles(admin.town).values()))
    quarter = coming(admin.town)
    form = {"theme": admin.town.pack.id, "opens": cycle.closes}
    last = cycle.closes + timedelta(days=7)
    admin.see(f"/year/plan/{quarter}")
    page = admin.send(f"/year/plan/{quarter}", 200, closes=last, **form)
    assert 'id="opens-error"' in page
    last_day = format_date(cycle.closes, "EEEE d MMMM yyyy", locale="nl")
    assert f"tot en met {last_day}" in page
    assert f'value="{last}"' in page
    later = planned(admin)
    page = admin.send(f"/year/{later.id}/dates", 200, opens=cycle.closes, closes=later.closes)
    assert 'id="opens-error"' in page
    page = admin.send(f"/year/{cycle.id}/dates", 200, closes=later.opens)
    assert 'id="closes-error"' in page
    assert cycles(admin.town)[later.quarter].opens == later.opens


def test_what_was_saved_is_said_and_the_same_theme_twice_is_remarked(admin: Admin) -> None:
    cycle = planned(admin)
    assert 'role="status"' in admin.text
    assert "Dit thema staat ook in het" in admin.text
    admin.send(f"/year/{cycle.id}/dates", opens=cycle.opens, closes=cycle.closes)
    assert "Bewaard." in admin.text


def test_what_is_missing_is_a_line_for_a_training_and_says_who_does_it(admin: Admin) -> None:
    cycle = planned(admin)
    gate = unescape(admin.text).split('id="cycle-gate"')[1].split("</section>")[0]
    assert "Trainingen koppelen doet je coördinator, bij Aanbod." in gate
    assert "/offers" not in gate
    lines = re.sub(r"<details>.*?</details>", "", gate, flags=re.DOTALL)
    assert "Koppel ‘" in lines
    assert "Juridisch" not in lines
    assert f'href="{admin.base}/roster"' not in lines
    assert 'href="#scan_url"' in lines
    assert cycle.state == "planned"


def test_a_planned_quarter_is_skipped_after_a_question_and_comes_back_as_it_was(
    admin: Admin,
) -> None:
    cycle = planned(admin)
    page = admin.see("/year")
    assert "Weet je het zeker?" in page
    admin.send(f"/year/skip/{cycle.quarter}", go="skip")
    assert "slaan we over." in admin.text
    assert "Dit kwartaal sla je over." in admin.see(f"/year/{cycle.id}")
    assert 'id="cycle-gate"' not in admin.text
    admin.send(f"/year/skip/{cycle.quarter}", go="use")
    assert "staat weer gepland, met dezelfde data." in admin.text
    back = cycles(admin.town)[cycle.quarter]
    assert (back.state, back.opens, back.closes) == ("planned", cycle.opens, cycle.closes)


def test_a_proposal_says_one_thing(admin: Admin, town: Town) -> None:
    admin.see("/year")
    admin.send("/year/propose", go="next")
    assert "concept" not in admin.text
    [draft] = [row for row in cycles(town).values() if row.state == "draft"]
    page = admin.see(f"/year/{draft.id}")
    assert "Niets meer." not in page
    assert "Gaat open op" not in page
    assert "Als je het voorstel bevestigt" in page


def test_a_quarter_is_skipped_and_used_after_all(admin: Admin, town: Town) -> None:
    quarter = coming(town, 1)
    assert "er is nog niets gepland." in admin.see("/year")
    admin.send(f"/year/skip/{quarter}", go="skip")
    assert "overgeslagen" in admin.text
    assert "er is nog niets gepland." not in admin.text
    admin.send(f"/year/skip/{quarter}", go="use")
    with town.app.app_context():
        assert db.session.scalars(select(SkippedQuarter)).all() == []


def test_next_year_is_proposed_and_stays_a_draft_until_it_is_confirmed(
    admin: Admin, town: Town
) -> None:
    admin.see("/year")
    admin.send("/year/propose", go="next")
    admin.send("/year/propose", go="next")
    drafts = [row for row in cycles(town).values() if row.state == "draft"]
    assert len(drafts) == 1
    Office(town.app, town.clock).run(days=200)
    [draft] = [row for row in cycles(town).values() if row.id == drafts[0].id]
    assert draft.state == "draft"
    assert "Er gebeurt niets mee tot je het bevestigt" in admin.see(f"/year/{draft.id}")
    admin.send(f"/year/{draft.id}/confirm")
    assert cycles(town)[draft.quarter].state == "planned"
    admin.send(f"/year/{draft.id}/confirm", 409)


def test_moments_that_were_settled_are_shown_with_their_day(admin: Admin, town: Town) -> None:
    with town.app.app_context():
        now = town.clock()
        db.session.add(
            CycleMoment(
                cycle_id=town.cycle_id, kind="invite", due=now.date(), done_at=now, made=364
            )
        )
        db.session.commit()
    page = admin.see(f"/year/{town.cycle_id}")
    assert "gedaan, 364 verstuurd" in page
    assert "komt nog" in page


def test_somebody_elses_cycle_is_not_there(admin: Admin, town: Town) -> None:
    with town.app.app_context():
        other = Organisation(name="Elders", created_at=town.clock())
        db.session.add(other)
        db.session.flush()
        mine = db.session.scalars(select(Cycle)).one()
        theirs = Cycle(
            organisation_id=other.id,
            theme_pack_id=mine.theme_pack_id,
            quarter="2030-Q1",
            opens=date(2030, 1, 14),
            closes=date(2030, 2, 10),
            planned_at=town.clock(),
        )
        db.session.add(theirs)
        db.session.commit()
        number = theirs.id
    admin.see("/year")
    token = admin.text
    admin.see(f"/year/{number}", 404)
    admin.text = token
    for path in ("dates", "open", "confirm"):
        admin.send(f"/year/{number}/{path}", 404)
        admin.text = token
