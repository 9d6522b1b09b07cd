"""People who take the scan: most by the services that the pages call, some over HTTP."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from lti_tool.demo.answers import ability, answers
from lti_tool.models import Organisation, Person, Platform, db
from lti_tool.services.evaluating import give, open_forms
from lti_tool.services.people import Identity, person_at_launch
from lti_tool.services.scanning import Desk, Sheet, find_sheet, save_answers, start
from lti_tool.services.writeback import Place, submit
from questionnaires.answering import core_items
from questionnaires.evaluation import QUESTIONS, Given
from tests.demo.running import Visitor
from tests.simulation.world import Town, World


class Chair:
    """Where one person sits down after another, inside the application's context."""

    def __init__(self, there: World, town: Town, now: datetime) -> None:
        self._town, self.now = town, now
        self.session: Session = db.session()
        self.desk = Desk(self.session, there.tools.vault, there.tools.shelf, now)
        self._platform = self.session.get_one(Platform, town.platform)
        self._organisation = self.session.get_one(Organisation, town.organisation)

    def person(self, number: int) -> Person:
        """Somebody who comes in from the LMS."""
        account = str(self._town.staff.account(number))
        identity = Identity(sub=account, lms_user_id=account)
        found = person_at_launch(
            self.session, self.desk.vault, self._platform, identity, self.now
        ).person
        self.session.commit()
        return found

    def scan(self, number: int, quarter: int, halfway: bool) -> bool:
        """Take the scan, or half of it; False when none is open."""
        sheet = find_sheet(self.desk, self.person(number))
        if sheet is None or sheet.submitted:
            self.session.rollback()
            return False
        staff, chance = self._town.staff, Random(f"{self._town.place} {number} {quarter}")
        group = staff.group(number)
        sheet = start(self.desk, sheet, None if sheet.group else group)
        self._answer(sheet, ability(group, chance), chance, halfway)
        return True

    def _answer(self, sheet: Sheet, level: float, chance: Random, halfway: bool) -> None:
        items = core_items(sheet.pack, str(sheet.group))
        items = items[: len(items) // 4 * 2] if halfway else items
        sheet = save_answers(self.desk, sheet, answers(items, level, chance))
        if halfway:
            self.session.commit()
            return
        extras = sheet.extras()
        if extras:
            sheet = save_answers(self.desk, sheet, answers(extras, level, chance))
        assert submit(self.desk, sheet, self._organisation, Place(None))

    def look_back(self, number: int) -> int:
        """Fill in every form that is open; how many there were."""
        person, chance = self.person(number), Random(number)
        forms = open_forms(self.session, person, self.now)
        for form in forms:
            marks = {key: chance.randint(0, 5) for key in QUESTIONS[form[1]]}
            assert give(self.session, self.desk.vault, person, form, Given(marks))
        self.session.rollback()
        return len(forms)


def scan_over_http(there: World, town: Town, number: int) -> None:
    """From the course in the LMS to the result, as a browser without scripts."""
    browser = Visitor(Sites(there.site.url))
    form = {"account": str(town.staff.account(number))}
    answer = browser.session.post(f"{there.site.url}/who", data=form, timeout=20)
    assert answer.status_code == 200, answer.text
    browser.get(f"/mod/lti/launch.php?id={town.activity}&frame=1")
    browser.send()
    browser.scan()
    assert browser.attribute("data-page") == "result", browser.attribute("data-page")


class Sites:
    """Where the LMS is."""

    def __init__(self, url: str) -> None:
        self.practice_url = url
