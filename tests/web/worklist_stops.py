"""The list of enrolments to be made by hand, with lines and without."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import select

from lti_tool.models import Person, Platform, db
from lti_tool.services.worklist import PlatformWorklist
from tests.web.steps import inside
from tests.web.tour import Tour


def _open(tour: Tour) -> Page:
    return inside(tour.launch(tour.with_role("coordinator")), "/worklist")


def place_lines(tour: Tour) -> None:
    """Four people to be enrolled in one course, two of them in another too."""
    town, subs = tour.town, [tour.person() for _ in range(4)]
    with town.app.app_context():
        platform = db.session.get_one(Platform, town.platform_id)
        known = select(Person.lms_user_id).where(Person.lms_user_id.in_(subs))
        users = [str(user) for user in db.session.scalars(known.order_by(Person.id))]
        store = PlatformWorklist(db.engine, town.tools.vault, platform, town.clock())
        db.session.rollback()
        store.put("Snel vinden in Teams", users)
        store.put("Prettig online overleg", users[:2])


def with_lines(tour: Tour) -> Page:
    place_lines(tour)
    return _open(tour)


def wrong_file(tour: Tour) -> Page:
    page = with_lines(tour)
    file = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": b"naam;functie\n"}
    page.locator("#file").set_input_files(file)
    page.locator('button[value="file"]').click()
    page.locator('[role="alert"]').wait_for()
    return page


WORKLIST_STOPS: dict[str, Callable[[Tour], Page]] = {
    "worklist": with_lines,
    "worklist-wrong-file": wrong_file,
    "worklist-none": _open,
}
