"""What admins and HR do: plan a year, confirm the next, send a list of people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import Cycle, Platform, ThemePackRow, db
from lti_tool.services.deciding import confirm_cycle
from lti_tool.services.offers import Wish, link_offer
from lti_tool.services.planning import plan_cycle
from lti_tool.services.platforms import lms_of
from lti_tool.services.proposing import propose_next_year
from lti_tool.services.roster import Imported, Office, import_roster, read_roster
from questionnaires.packs import load_pack, shipped_packs
from questionnaires.quarters import Quarter
from tests.simulation.lms import add_courses
from tests.simulation.world import Town, World

FIRST = Quarter(2027, 1)
THEMES = ("teams-samenwerken", "veilig-digitaal", "ai-geletterdheid", "datagedreven-werken")


def index(quarter: str) -> int:
    """The number of a quarter, counted from the first that is lived."""
    found = Quarter.parse(quarter)
    return (found.year - FIRST.year) * 4 + found.number - FIRST.number


def plan_year(there: World, town: Town, now: datetime) -> None:
    """The four themes of the first year, once."""
    session = db.session()
    for number, theme in enumerate(THEMES):
        quarter = str(FIRST.later(number))
        url = f"{there.site.url}/mod/lti/view.php?id={town.activity}"
        cycle = plan_cycle(session, town.organisation, theme, quarter, None, None, url, now)
        _link(there, town, session, cycle, theme, quarter, now)


def plan_next_year(there: World, town: Town, now: datetime) -> None:
    """The same themes again, as the tool proposes them."""
    session = db.session()
    propose_next_year(session, town.organisation, FIRST.year, now)
    drafts = session.execute(
        select(Cycle.id, Cycle.quarter, ThemePackRow.pack_id)
        .join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
        .where(Cycle.organisation_id == town.organisation, Cycle.state == "draft")
        .order_by(Cycle.quarter)
    ).all()
    for cycle, quarter, theme in drafts:
        confirm_cycle(session, cycle, now)
        _link(there, town, session, cycle, theme, quarter, now)


def _link(
    there: World,
    town: Town,
    session: Session,
    cycle: int,
    theme: str,
    quarter: str,
    now: datetime,
) -> None:
    pack = load_pack(shipped_packs()[theme])
    courses = add_courses(there.site, town.place, pack, quarter)
    platform = session.get_one(Platform, town.platform)
    api = lms_of(platform, there.tools.vault, there.tools.door)
    assert api is not None
    for offer, course in courses.items():
        assert not link_offer(session, api, Wish(cycle, offer, course), now).fault


def import_people(there: World, town: Town, quarter: int, halfway: bool, now: datetime) -> Imported:
    """HR's list of a moment, as from a file."""
    text = town.staff.csv(quarter, halfway)
    office = Office(db.session(), there.tools.vault, None, now)
    return import_roster(office, town.platform, read_roster(text.encode(), "personeel.csv"))
