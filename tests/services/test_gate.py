"""The gate speaks in titles and names, with the command for who has a shell."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from lti_tool.models import Cycle, FunctionGroup, OfferLink, Organisation
from lti_tool.services.cycles import open_cycle
from lti_tool.services.gate import gate_findings, gate_gaps, gate_words
from lti_tool.services.gate_gaps import Place
from lti_tool.services.gate_warnings import Reader, cycle_warnings
from questionnaires.calendar import AMSTERDAM
from tests.hall import NOW, Hall, Statements

OPENING = datetime(2026, 10, 12, tzinfo=AMSTERDAM)


def cycle(hall: Hall, scan_url: str = "") -> Cycle:
    return hall.session.get_one(Cycle, hall.plan(scan_url=scan_url))


def test_a_page_names_no_ids_and_no_commands(hall: Hall) -> None:
    gaps = gate_gaps(hall.session, cycle(hall), NOW)
    lines, details = [gap.words for gap in gaps], [d for gap in gaps for d in gap.details]
    text = "\n".join([*lines, *details])
    assert "themascan" not in text
    for offer in hall.pack.offers:
        assert offer.id not in text
    groups = hall.session.execute(select(FunctionGroup.code, FunctionGroup.name)).all()
    assert any(name in "\n".join(details) for _, name in groups)
    assert not any(code in text for code, name in groups if code.lower() != name.lower())
    assert any(skill.title in text for skill in hall.pack.skills)


def test_a_training_is_one_line_with_its_levels_and_groups_beside_it(hall: Hall) -> None:
    gaps = [g for g in gate_gaps(hall.session, cycle(hall), NOW) if g.place == Place.OFFERS]
    lines = [gap.words for gap in gaps]
    assert len(lines) == len(set(lines)) < sum(len(gap.details) for gap in gaps)
    names = hall.session.scalars(select(FunctionGroup.name)).all()
    assert not any(name in line for name in names for line in lines)
    found = hall.session.scalars(select(Cycle)).one()
    hall.link_all(found.id, healthy=False)
    for number in range(len(gaps)):
        offer = next(o.id for o in hall.pack.offers if f"‘{o.title}’" in lines[number])
        hall.session.execute(
            update(OfferLink).where(OfferLink.offer_id == offer).values(healthy=True)
        )
        left = [g for g in gate_gaps(hall.session, found, NOW) if g.place == Place.OFFERS]
        # Whoever does what a line says is rid of it, and of nothing else.
        assert len(left) == len(gaps) - number - 1


def test_a_shell_is_told_the_command(hall: Hall) -> None:
    lines = gate_findings(hall.session, cycle(hall), NOW)
    assert any("`themascan offer link`: tm-ml-vinden" in line for line in lines)
    assert any("roster import" in line for line in lines)
    assert any("scan_url" in line for line in lines)


def test_a_course_that_cannot_be_used_is_named_by_the_title_of_its_offer(hall: Hall) -> None:
    found = cycle(hall)
    hall.link_all(found.id, healthy=False, fault="course 11 is hidden")
    titles = [offer.title for offer in hall.pack.offers if offer.kind == "microlearning"]
    lines = [line for line in gate_words(hall.session, found, NOW) if "hidden" in line]
    assert lines
    assert all(any(title in line for title in titles) for line in lines)


def test_the_gate_costs_a_fixed_number_of_statements(hall: Hall) -> None:
    found = cycle(hall)
    hall.add_people(200)
    hall.link_all(found.id)
    hall.session.refresh(found)
    with Statements(hall.session) as counted:
        gate_words(hall.session, found, NOW)
    assert counted.count <= 5


@pytest.mark.parametrize(
    ("days", "missing", "says"),
    [
        (22, 2, ""),
        (21, 0, ""),
        (21, 2, "over 21 dagen"),
        (1, 2, "gaat morgen open"),
        (0, 2, "had al open moeten zijn"),
    ],
)
def test_from_three_weeks_before_what_is_missing_is_a_warning(
    hall: Hall, days: int, missing: int, says: str
) -> None:
    found = cycle(hall)
    now = OPENING - timedelta(days=days) + timedelta(hours=9)
    lines = [
        line for line in cycle_warnings(hall.session, found, missing, True, now) if "scan" in line
    ]
    assert len(lines) == bool(says)
    assert says in "".join(lines)


def test_without_a_mail_server_or_a_contact_there_is_a_warning_until_it_opens(hall: Hall) -> None:
    found = cycle(hall)
    said = cycle_warnings(hall.session, found, 0, False, NOW)
    assert len(said) == 2
    # A coordinator can do nothing with the name of a setting.
    assert said[0].startswith("Er gaat geen mail uit. Vraag je beheerder.")
    admin, shell = (
        cycle_warnings(hall.session, found, 0, False, NOW, reader)[0]
        for reader in (Reader.ADMIN, Reader.SHELL)
    )
    assert "SMTP_URL" not in said[0] + admin
    assert shell == f"{admin} (SMTP_URL)"
    hall.session.execute(update(Organisation).values(contact_email="leren@example.nl"))
    hall.session.commit()
    assert cycle_warnings(hall.session, found, 0, True, NOW) == []
    open_cycle(hall.session, found.id, NOW)
    assert cycle_warnings(hall.session, found, 0, False, NOW) == []
