"""An admin behind the page of the roster, in a browser without a screen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, update

from lti_tool.models import FunctionGroup, Person, db
from questionnaires.groups import template_groups
from tests.admin import TOKEN, Admin
from tests.town import Town

EDGE = "edge"
HEAD = "lms_user_id;department;team;function_group;manages_team;excused;first_name;email"
FIRST = f"""{HEAD}
5;Stad;Groen;beleid;Groen;;Anna;anna@stad.example
6;Stad;Groen;beleid;;;Bo;
7;Stad;Grijs;buitendienst;;ja;;
"""
SECOND = f"""{HEAD}
5;Stad;Grijs;beleid;Grijs;;Anna;a@stad.example
7;Stad;Grijs;buitendienst;;;;
8;Stad;Rood;Beleid;;;Cor;
"""


def multipart(token: str, raw: bytes) -> bytes:
    """A form with a file, as a browser sends it; the test client would write it to a disk."""
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    file = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="hr.csv"\r\n\r\n'
    return head.encode() + file.encode() + raw + f"\r\n--{EDGE}--\r\n".encode()


class RosterAdmin(Admin):
    """Sends files; ``text`` is the page in view."""

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        # The admin is no employee, so that the roster holds who is in the file and nobody else.
        with town.app.app_context():
            db.session.execute(update(Person).values(on_roster=False))
            for group in template_groups():
                named = {"name": group.name, "examples": ", ".join(group.examples)}
                db.session.execute(
                    update(FunctionGroup).where(FunctionGroup.code == group.id).values(named)
                )
            db.session.commit()
        self.see("/roster")

    def upload(self, content: str | bytes, status: int = 303) -> str:
        """Choose a file and look; the page that follows."""
        raw = content.encode() if isinstance(content, str) else content
        token = TOKEN.search(self.text)
        assert token
        answer = self.client.post(
            self.base + "/roster",
            data=multipart(token[1], raw),
            content_type=f"multipart/form-data; boundary={EDGE}",
        )
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        self.text = answer.get_data(as_text=True)
        return self.see("/roster/preview") if status == 303 else self.text

    def take(self, status: int = 303, **fields: str) -> str:
        """Take over what is in view."""
        return self.send("/roster/preview", status, seen=self.seen(), go="take", **fields)

    def seen(self) -> str:
        """Which preview is in view."""
        return self.text.split('name="seen" value="')[1].split('"')[0]

    def load(self, content: str | bytes, **fields: str) -> str:
        """A file from choosing to taking over."""
        self.upload(content)
        return self.take(**fields)

    def people(self) -> dict[str, Person]:
        """Who is on the roster, by id in the LMS."""
        with self.town.app.app_context():
            rows = db.session.scalars(select(Person).where(Person.on_roster))
            return {str(row.lms_user_id): row for row in rows}

    def counts(self) -> dict[str, int]:
        """The numbers at the top of a preview or of the roster."""
        rows = self.text.split('<dl class="roster-now">')[1].split("</dl>")[0].split("<dt>")[1:]
        pairs = [row.split("</dt><dd>") for row in rows]
        return {name: int(rest.split("<")[0]) for name, rest in pairs}


def scalar(admin: RosterAdmin, statement: Select[Any]) -> Any:
    with admin.town.app.app_context():
        return db.session.scalar(statement)
