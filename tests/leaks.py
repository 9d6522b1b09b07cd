"""Ways in which a result could get out, one for each channel: a search must find them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from sqlalchemy import select

from adapters.mail import Letter, mailer_of
from config.logs import log
from lti_tool.models import Change, Delivery, Snapshot, db
from tests.lived import Lived


def in_rows(lived: Lived) -> None:
    q = lived.q
    row = {"organisation_id": q.town.organisation_id, "at": q.town.clock(), "actor": "x"}
    lived.change(Change(**row, what="Voornaam700201 zit onder het minimum"))


def in_bytes(lived: Lived) -> None:
    """Written and deleted by somebody who does not wipe."""
    with closing(sqlite3.connect(lived.file)) as file, file:
        file.execute("PRAGMA secure_delete=OFF")
        file.execute("CREATE TABLE scratch (text)")
        file.execute("INSERT INTO scratch VALUES (?)", ('{"uitslag": "grens"}',))
        file.execute("DELETE FROM scratch")


def in_log(lived: Lived) -> None:
    score = lived.known.scores[0]
    log("lti_tool.somewhere").info("request", route="/v/<path_id>/result", reason=f"{score}")


def in_log_by_name(lived: Lived) -> None:
    log("lti_tool.somewhere").info("request", status="op")


def in_metrics(lived: Lived) -> None:
    town = lived.q.town
    where = {"organisation_id": town.organisation_id, "platform_id": town.platform_id}
    sealed = town.tools.vault.seal_payload({})
    when = {"not_before": town.clock(), "created_at": town.clock(), "state": "delivered"}
    lived.change(Delivery(**where, **when, kind="boven", dedup="x", payload_sealed=sealed))


def in_a_call(lived: Lived) -> None:
    item, option = lived.known.pairs[0]
    fields = {"wsfunction": "core_user_get_users", "note": f"{item}={option}"}
    lived.ear.request("POST", lived.q.moodle.url, data=fields)


def in_a_mark(lived: Lived) -> None:
    score = f"{float(lived.known.scores[0]):.2f}"
    body = f'{{"userId": "100", "scoreGiven": {score}, "scoreMaximum": 100}}'
    lived.ear.request("POST", lived.q.grades.url + "/scores", data=body.encode())


def in_a_mail(lived: Lived) -> None:
    skill = lived.known.pack.skills[0].id
    content = f"Subject: Je scan\r\n\r\n{skill}: grens\r\n".encode()
    mailer = mailer_of(replace(lived.q.town.tools.settings, smtp_url=lived.postbus.url))
    assert mailer is not None
    mailer.send(Letter("a@stad.example", "b@stad.example", content))
    mailer.close()


def in_what_is_published(lived: Lived) -> None:
    with lived.q.town.app.app_context():
        row = db.session.scalars(select(Snapshot).order_by(Snapshot.id)).first()
        assert row is not None
        row.document = {**row.document, "people": {"700201": "onder"}}
        db.session.commit()
