"""Making the whole demo in an empty folder: tool, practice LMS, and a year under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from random import Random

from sqlalchemy import delete

from config.settings import Settings
from lti_tool import migrating
from lti_tool.app import create_app
from lti_tool.demo import lms
from lti_tool.demo.accounts import add_accounts
from lti_tool.demo.dates import Calendar, calendar
from lti_tool.demo.gatherings import plan_gatherings
from lti_tool.demo.home import Home, database, new_note, remove, write_note
from lti_tool.demo.people import everybody
from lti_tool.demo.rounds import Stage
from lti_tool.demo.themes import THEMES
from lti_tool.demo.town import Hall, MadeTown, confirm_coordinator, make_town
from lti_tool.demo.wires import Hands, Wires
from lti_tool.demo.year import Year, coming_round, last_round, running_round
from lti_tool.models import POLICIES, db
from lti_tool.practice.app import create_practice
from lti_tool.practice.site import make_site, open_site
from lti_tool.practice.tables import Happening
from lti_tool.services.drafts import begin_from
from lti_tool.services.hand import Hand
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.calendar import local_date
from questionnaires.packs import shipped_packs

Tell = Callable[[str], None]


def make(home: Home, now: datetime, tell: Tell) -> None:
    """Make the demo of a port; it appears complete, or not at all when this is interrupted."""
    remove(home.making)
    home.making.mkdir(parents=True, mode=0o700)
    dates = calendar(local_date(now))
    note = new_note(dates.running.closes)
    make_site(database(home.making), home.practice_url)
    with _hall(home, home.settings(home.making, note), now) as hall:
        for number, policy in enumerate(POLICIES, start=1):
            tell(f"making Gemeente Voorbeeldstad, 364 people, enrolling: {policy}")
            _make_copy(hall, home, number, policy, dates, now)
        with hall.site.session() as session:
            session.execute(delete(Happening))
    write_note(home.making, note)
    remove(home.folder)
    home.making.rename(home.folder)


@contextmanager
def _hall(home: Home, settings: Settings, now: datetime) -> Iterator[Hall]:
    app, wires, hands = create_app(settings), Wires(), Hands(now)
    tools: Toolbox = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(tools, door=wires)
    with app.app_context(), open_site(database(home.making), wires, hands) as site:
        migrating.upgrade(app)
        wires.join(home.tool_url, app)
        wires.join(home.practice_url, create_practice(site))
        yield Hall(db.session(), app.extensions[EXTENSION], site, hands)
        db.session.remove()
        db.engine.dispose()


def _make_copy(
    hall: Hall, home: Home, number: int, policy: str, dates: Calendar, now: datetime
) -> None:
    people = everybody()
    with hall.site.session() as session:
        if number == 1:
            add_accounts(session, people)
        lms.add_town(session, number, policy, dates.running)
        tool = lms.add_tool(session, number, home.tool_url)
        course = lms.add_scan_course(session, tool, people, hall.hands.now)
    # The other copies are there to compare how people are enrolled: they have no past and no plans.
    themes = shipped_packs() if number == 1 else [THEMES["running"]]
    town = make_town(hall, tool, policy, themes, now)
    year = Year(Stage(hall, town, tool, course, Random(number)), people, dates, now)
    if number == 1:
        last_round(year)
        coming_round(year)
        _begin_draft(hall, town, now)
    running_round(year)
    if number == 1:
        plan_gatherings(year)
    confirm_coordinator(hall, town, now)


def _begin_draft(hall: Hall, town: MadeTown, now: datetime) -> None:
    """An own theme in the making, for who wants to see how one is written."""
    hand = Hand(town.organisation_id, "admin demo", now)
    begin_from(hall.session, hand, THEMES["last"], "Veilig onderweg")
