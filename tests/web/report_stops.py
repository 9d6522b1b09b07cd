"""Published results, the certificate and the privacy settings, in the states that they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from lti_tool.models import Cycle, Organisation, Person, db
from lti_tool.services.cycles import archive_cycle
from lti_tool.services.evaluating import give
from questionnaires.audit import Audited
from questionnaires.disclosure import organisation_only, participation_only
from questionnaires.evaluation import QUESTIONS, Given
from tests.platform import SYSTEM_ADMIN
from tests.services.report_town import audited, publish, weak_items
from tests.web.steps import inside
from tests.web.tour import Tour


def full() -> Audited:
    found = audited()
    found.snapshot["items"] = weak_items()
    return found


def failed(
    less: Callable[[dict[str, Any]], dict[str, Any]], checked: bool = True
) -> Callable[[], Audited]:
    def make() -> Audited:
        found = audited()
        snapshot = less(found.snapshot)
        places = found.certificate["places"]
        shown = [[]] if checked else []
        hidden = [path for path in (*places["shown"], *places["hidden"]) if path not in shown]
        groups = found.certificate["groups"]
        paper = {
            **found.certificate,
            "verdict": "failed",
            "level": snapshot["level"],
            "places": {"shown": shown, "hidden": hidden},
            "groups": {"shown": [], "hidden": [*groups["shown"], *groups["hidden"]]},
            "checked": found.certificate["checked"] if checked else [],
        }
        return replace(found, passed=False, snapshot=snapshot, certificate=paper)

    return make


organisation = failed(organisation_only)
participation = failed(participation_only, checked=False)


def of(
    path: str, make: Callable[[], Audited] = full, coordinator: bool = False
) -> Callable[[Tour], Page]:
    """A page of the town's cycle, published a day ago."""

    def way(tour: Tour) -> Page:
        town = tour.town
        publish(town.app, town.cycle_id, town.clock(), make())
        if coordinator:
            page = tour.launch(tour.with_role("coordinator"))
        else:
            page = tour.launch(roles=[SYSTEM_ADMIN])
        return inside(page, path.format(cycle=town.cycle_id))

    return way


def settings(state: str, **values: object) -> Callable[[Tour], Page]:
    def way(tour: Tour) -> Page:
        tour.change(Cycle, state=state)
        if values:
            tour.change(Organisation, **values)
        return inside(tour.launch(roles=[SYSTEM_ADMIN]), "/privacy-settings")

    return way


def refused(tour: Tour) -> Page:
    page = settings("archived")(tour)
    page.locator('label[for="enrolment_policy-targeted"]').click()
    page.locator('form[action$="/policy"] button').click()
    page.locator("#missing").wait_for()
    return page


def records(tour: Tour) -> Page:
    decided = {
        "enrolment_policy": "targeted",
        "dpia_date": date(2026, 5, 12),
        "works_council_decision": "Ingestemd op 12 mei 2026, kenmerk OR-26-14",
        "decided_by": "N. Bakker, gemeentesecretaris",
    }
    return inside(settings("archived", **decided)(tour), "/privacy-settings/records")


def looked_back(tour: Tour) -> Page:
    """The quarter is over, and nine people said what they thought."""
    page = of("/reports/{cycle}")(tour)
    people = [tour.town.add_person(f"back{number}") for number in range(9)]
    with tour.town.app.app_context():
        cycle, vault = db.session.scalars(select(Cycle)).one(), tour.town.tools.vault
        for number, key in enumerate(people):
            person = db.session.get_one(Person, key)
            answers = dict.fromkeys(QUESTIONS["employee"], 1 + number % 5)
            words = f"Meer tijd om te oefenen, graag ({number})."
            give(db.session(), vault, person, (cycle, "employee"), Given(answers, words))
        archive_cycle(db.session(), vault, cycle.id, tour.town.clock())
    return inside(page, f"/reports/{tour.town.cycle_id}/evaluation")


REPORT_STOPS: dict[str, Callable[[Tour], Page]] = {
    "reports": of("/reports", coordinator=True),
    "reports-none": lambda tour: inside(tour.launch(roles=[SYSTEM_ADMIN]), "/reports"),
    "report-full": of("/reports/{cycle}", coordinator=True),
    "report-organisation": of("/reports/{cycle}", organisation),
    "report-participation": of("/reports/{cycle}", participation),
    "report-feedback": of("/reports/{cycle}/feedback", coordinator=True),
    "report-evaluation": looked_back,
    "report-evaluation-none": of("/reports/{cycle}/evaluation"),
    "certificate": of("/reports/{cycle}/certificate"),
    "certificate-failed": of("/reports/{cycle}/certificate", organisation),
    "privacy-settings": settings("archived"),
    "privacy-settings-open": settings("open"),
    "privacy-settings-error": refused,
    "privacy-records": records,
    "privacy-records-everyone": lambda tour: inside(
        tour.launch(roles=[SYSTEM_ADMIN]), "/privacy-settings/records"
    ),
}
