"""Where everybody lands, and the overviews of coordinators and admins that name nobody."""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import Cycle, ThemePackRow, db
from lti_tool.services.cycles import cycle_status
from lti_tool.services.desk_tasks import desk_tasks
from lti_tool.services.gate import gate_words
from lti_tool.services.gate_warnings import Reader, cycle_warnings
from lti_tool.services.stuck_desk import Asking, asking
from lti_tool.toolbox import toolbox
from lti_tool.views.admin_setup_words import missing, standing_here
from lti_tool.views.employee import employee_home
from lti_tool.views.frame import desk, page_info, show, visit
from lti_tool.views.placing import picker
from lti_tool.views.stuck_words import asking_words
from lti_tool.views.team import manager
from lti_tool.views.themes import Title, theme_title
from lti_tool.views.wording import quarter_name, state_look, state_name
from questionnaires.calendar import local_date

CARDS = 4
FIRST = (("open",), ("closed", "published"), ("ready", "planned", "draft"), ("archived",))
ORDER = ("picker", "admin", "coordinator", "manager")


@allow("employee", "manager", "coordinator", "admin", "picker")
def home() -> str | Response:
    """The page of the visitor's role; somebody without another role is an employee."""
    pages = {"admin": admin, "coordinator": coordinator, "manager": manager, "picker": picker}
    for role in ORDER:
        if role in visit().roles:
            return pages[role]()
    return employee_home()


def _cycles(reader: Reader) -> list[dict[str, object]]:
    found = select(Cycle, ThemePackRow).join(ThemePackRow, ThemePackRow.id == Cycle.theme_pack_id)
    wanted = _in_view()
    rows = db.session.execute(
        found.where(Cycle.id.in_(wanted)).options(undefer(ThemePackRow.document))
    ).all()
    stuck = asking(db.session(), visit().organisation)
    return [
        _card(cycle, theme_title(pack), stuck.get(cycle.id, Asking()), reader)
        for cycle, pack in sorted(rows, key=lambda row: wanted.index(row[0].id))
    ]


def _in_view() -> list[int]:
    """What runs first, then what is not over, then what comes; of each what is nearest."""
    known = select(Cycle.id, Cycle.state, Cycle.opens)
    today = local_date(desk().now)
    rows = db.session.execute(known.where(Cycle.organisation_id == visit().organisation.id)).all()
    rank = {state: number for number, states in enumerate(FIRST) for state in states}
    rows = sorted(rows, key=lambda row: (rank[row.state], abs((row.opens - today).days), row.id))
    return [row.id for row in rows[:CARDS]]


def _card(cycle: Cycle, theme: Title, stuck: Asking, reader: Reader) -> dict[str, object]:
    status = cycle_status(db.session(), cycle.id, desk().now)
    missing = gate_words(db.session(), cycle, desk().now) if status["gate"] else []
    mails = toolbox().settings.smtp_url is not None
    return {
        **status,
        "number": cycle.id,
        "gate": missing,
        "warnings": cycle_warnings(db.session(), cycle, len(missing), mails, desk().now, reader),
        "stuck": asking_words(stuck),
        "all_counted": not stuck.hides,
        "theme": theme.text,
        "theme_lang": theme.language,
        "first_day": cycle.opens,
        "last_day": cycle.closes,
        "quarter_name": quarter_name(cycle.quarter),
        "state_name": state_name(cycle.state),
        "look": state_look(cycle.state),
    }


@allow("admin")
def admin() -> str:
    """What runs, what comes and what is missing."""
    page = page_info("admin", _("Beheer"), role="admin")
    steps = missing(standing_here())
    return show("admin.html", page, cycles=_cycles(Reader.ADMIN), setup_missing=steps)


@allow("coordinator")
def coordinator() -> str:
    """What waits, and participation of the running cycle: as numbers."""
    page = page_info("coordinator", _("Coördinatie"), role="coordinator")
    tasks = desk_tasks(db.session(), visit().organisation.id, desk().now)
    return show("coordinator.html", page, cycles=_cycles(Reader.COORDINATOR), tasks=tasks)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/", "home", home)
    pages.add_url_rule("/admin", "admin", admin)
    pages.add_url_rule("/coordination", "coordinator", coordinator)
