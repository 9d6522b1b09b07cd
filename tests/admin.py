"""An admin with the year plan in front, for tests."""

from __future__ import annotations

import re

from sqlalchemy import select

from lti_tool.models import Coordinator, Cycle, db
from questionnaires.calendar import local_date
from questionnaires.quarters import Quarter, default_dates
from tests.platform import SYSTEM_ADMIN
from tests.town import Town, Walker

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Admin:
    """An admin of the town with a browser."""

    def __init__(self, town: Town) -> None:
        self.town, self.client = town, town.app.test_client()
        self.client.get("/healthz")
        town.add_person("1")
        reply = town.lms.launch(self.client, sub="1", roles=[SYSTEM_ADMIN])
        found = re.search(r"/v/[^/\"]+", reply.text)
        assert found
        self.base, self.text = found[0], reply.text

    def see(self, path: str, status: int = 200) -> str:
        answer = self.client.get(self.base + path)
        assert answer.status_code == status
        self.text = answer.get_data(as_text=True)
        return self.text

    def send(self, path: str, status: int = 303, **fields: object) -> str:
        token = TOKEN.search(self.text)
        assert token
        answer = self.client.post(self.base + path, data={"csrf_token": token[1], **fields})
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        self.text = answer.get_data(as_text=True)
        if status == 303:
            self.see(answer.headers["Location"].split(self.base)[1])
        return self.text


class Coordinating(Admin):
    """A coordinator of the town, with the same way of clicking."""

    def __init__(self, town: Town) -> None:
        self.town, self.client = town, town.app.test_client()
        person = town.add_person("77")
        with town.app.app_context():
            row = Coordinator(person_id=person, confirmed_at=town.clock(), confirmed_by="test")
            db.session.add(row)
            db.session.commit()
        walker = Walker(town, self.client)
        walker.launch("77")
        self.base, self.text = walker.base, walker.page.text


def coming(town: Town, ahead: int = 2) -> Quarter:
    """A quarter in which nothing is planned."""
    return Quarter.of(local_date(town.clock())).later(ahead)


def cycles(town: Town) -> dict[str, Cycle]:
    with town.app.app_context():
        return {row.quarter: row for row in db.session.scalars(select(Cycle))}


def planned(admin: Admin, ahead: int = 2, **fields: object) -> Cycle:
    quarter = coming(admin.town, ahead)
    opens, closes = default_dates(quarter)
    form = {"theme": admin.town.pack.id, "opens": opens, "closes": closes, **fields}
    admin.see(f"/year/plan/{quarter}")
    admin.send(f"/year/plan/{quarter}", **form)
    return cycles(admin.town)[str(quarter)]
