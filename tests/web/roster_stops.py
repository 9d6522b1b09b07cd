"""The roster and its pages, in the states that they have."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from sqlalchemy import update

from lti_tool.models import CourseContext, FunctionMapping, Platform, db
from lti_tool.services.roster import Office, import_roster, read_roster
from lti_tool.services.roster.drafting import Place
from lti_tool.services.roster.runs import note_run, setting_of
from tests.platform import SYSTEM_ADMIN
from tests.web.steps import inside
from tests.web.tour import Tour

HEAD = "lms_user_id;department;team;function_group;manages_team;excused;first_name;email"
TEAMS = ("Burgerzaken", "Belastingen", "Groen en wegen", "Wijkbeheer")
FIRST = 5000


def rows(last: int, shift: int = 0, moved: int = 0) -> list[str]:
    """People of four teams in two departments; the first ``moved`` are in another team."""
    made = []
    for number in range(FIRST, last):
        away = shift + (number < FIRST + moved)
        team = TEAMS[(number + away) % len(TEAMS)]
        department = "Stad" if team in TEAMS[2:] else "Publiek"
        leads = team if number < FIRST + len(TEAMS) else ""
        made.append(f"{number};{department};{team};beleid;{leads};;Sam;s{number}@stad.example")
    return made


def file_of(*lines: str) -> str:
    return "\n".join([HEAD, *lines])


def roster(tour: Tour) -> None:
    """Sixty people on the list, put there twice, so that there is a way back."""
    town = tour.town
    with town.app.app_context():
        office = Office(db.session(), town.tools.vault, None, town.clock())
        for shift in (0, 1):
            file = read_roster(file_of(*rows(FIRST + 60, shift)).encode(), "hr.csv")
            import_roster(office, town.platform_id, file, anyway=True)


def opened(tour: Tour) -> Page:
    return inside(tour.launch(roles=[SYSTEM_ADMIN]), "/roster")


def full(tour: Tour) -> Page:
    roster(tour)
    page = opened(tour)
    page.evaluate("document.querySelectorAll('details').forEach(row => { row.open = true })")
    return page


def guarded(tour: Tour) -> Page:
    """Two sources, of which the leading one stopped last night."""
    roster(tour)
    town = tour.town
    with town.app.app_context():
        session = db.session()
        session.execute(update(Platform).values(api_adapter="moodle"))
        url = f"{tour.lms.url}/memberships"
        session.add(
            CourseContext(platform_id=town.platform_id, context_id="24", memberships_url=url)
        )
        setting = setting_of(session, town.platform_id)
        setting.source, setting.cohorts = "moodle", "MEDEWERKERS|INHUUR"
        place = Place(town.platform_id, town.organisation_id)
        counts = {"left": 41, "people": 60}
        note_run(session, place, "moodle", "guarded", town.clock(), counts)
        session.commit()
    return opened(tour)


def sent(tour: Tour, text: str | bytes) -> Page:
    """A file was chosen and sent."""
    page = opened(tour)
    raw = text.encode() if isinstance(text, str) else text
    file = {"name": "medewerkers.csv", "mimeType": "text/csv", "buffer": raw}
    page.locator("#file").set_input_files(file)
    page.locator('button[value="upload"]').click()
    return page


def preview(tour: Tour, text: str | bytes) -> Page:
    page = sent(tour, text)
    page.locator('html[data-page="roster-preview"]').wait_for()
    return page


def changes(tour: Tour) -> Page:
    """People come, move and leave, and HR has words of its own."""
    roster(tour)
    words = ["Medewerker burgerzaken", "Medewerker burgerzaken", "Coördinator dataplatform"]
    new = [f"{6000 + n};Stad;Nieuw team;{word};;;Jo;" for n, word in enumerate(words)]
    return preview(tour, file_of(*rows(FIRST + 52, 1, moved=6), *new))


def many_leave(tour: Tour) -> Page:
    """The file of an older Excel, of which most is missing."""
    roster(tour)
    text = file_of(*rows(FIRST + 20, 1), "7000;;Café;;;;;")
    return preview(tour, text.encode("cp1252"))


def not_sure(tour: Tour) -> Page:
    page = many_leave(tour)
    page.locator('button[value="take"]').click()
    page.locator("#missing").wait_for()
    return page


def faulty(tour: Tour) -> Page:
    lines = ["1;;A;;;soms;;", "2;;A;;Nergens;;;", ";;A;;;;;", "4;;A;;;;;adres"]
    page = sent(tour, file_of(*lines))
    page.locator("#missing").wait_for()
    return page


def functions(tour: Tour) -> Page:
    town = tour.town
    with town.app.app_context():
        meant = {"Medewerker burgerzaken": None, "Stagiair": "", "Adviseur groen": "beleid"}
        for words, group in meant.items():
            row = {"key": words.casefold(), "words": words, "function_group": group}
            db.session.add(
                FunctionMapping(organisation_id=town.organisation_id, seen_at=town.clock(), **row)
            )
        db.session.commit()
    return no_functions(tour)


def no_functions(tour: Tour) -> Page:
    return inside(tour.launch(roles=[SYSTEM_ADMIN]), "/roster/functions")


ROSTER_STOPS: dict[str, Callable[[Tour], Page]] = {
    "roster": full,
    "roster-empty": opened,
    "roster-guarded": guarded,
    "roster-error": faulty,
    "roster-preview": changes,
    "roster-preview-many-leave": many_leave,
    "roster-preview-error": not_sure,
    "roster-functions": functions,
    "roster-functions-empty": no_functions,
}
