"""What a reader of the log, or of a copy of the database, does not get to know."""

from __future__ import annotations

import base64
import io
import json
import logging
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select, text

from config.logs import configure_logs, log
from lti_tool.access_log import coarse
from lti_tool.models import Base, Scan, db
from lti_tool.vault import Vault
from tests.town import Town, Walker, pick

PATHS = ("/v/Zm9vYmFyYmF6cXV4/result", "Zm9vYmFyYmF6cXV4")


@pytest.fixture
def stream() -> io.StringIO:
    target = io.StringIO()
    configure_logs("INFO", target)
    return target


def test_lines_follow_standard_error_wherever_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", before)
    configure_logs()
    monkeypatch.setattr("sys.stderr", after)
    before.close()
    log("somewhere").info("request")
    assert json.loads(after.getvalue())["event"] == "request"


def test_a_library_logs_no_values(stream: io.StringIO) -> None:
    logger = logging.getLogger("somebody.else")
    logger.warning("Task queue depth is %d", 7)
    logger.error(f"Exception on {PATHS[0]} [GET]")  # as Flask words it
    try:
        raise ValueError(PATHS[1])
    except ValueError:
        logger.exception("while serving %s", PATHS[0])
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert not any(path in stream.getvalue() for path in PATHS)
    assert [line["level"] for line in lines] == ["warning", "error", "error"]
    assert lines[0]["reason"] == "Task queue depth is %d"
    assert lines[2]["exception"] == "ValueError"
    assert lines[2]["where"].startswith("test_a_library_logs_no_values:")


def test_the_address_of_a_visit_stays_out_of_the_log_when_all_goes_wrong(
    app: Flask, town: Town, stream: io.StringIO
) -> None:
    town.add_person("5")
    walker = Walker(town, app.test_client())
    walker.launch("5")
    path_id = walker.base.split("/")[2]
    with app.app_context():
        db.session.execute(text("ALTER TABLE platform RENAME TO gone"))
        db.session.commit()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # An origin makes the last step, the headers, ask the database too.
    answer = app.test_client().get(f"/v/{path_id}/result", headers={"Origin": "https://a.example"})
    assert answer.status_code == 500
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert any(line["event"] == "library" for line in lines)
    assert path_id not in stream.getvalue()
    assert "SELECT" not in stream.getvalue()
    # What broke has its page, since somebody must mend it.
    routes = {line["event"]: line["route"] for line in lines if "route" in line}
    assert routes["defect"] == "/v/<path_id>/result"


def lines_of(walker: Walker, sub: str, stream: io.StringIO, more: bool) -> list[dict[str, Any]]:
    """What the log says of somebody who takes the scan, and perhaps goes on after it."""
    before = len(stream.getvalue())
    walker.launch(sub)
    walker.scan(best=False)
    if more:
        first, second, *_ = walker.town.pack.skills
        walker.get("/again")
        walker.post("/again", skill=first.id, go="redo")
        for _ in range(2):
            walker.next(**{item.id: pick(item, True) for item in walker.shown()})
        walker.get("/again")
        walker.post("/again", skill=second.id, go="explain")
        assert walker.page.page == "explanations"
    lines = [json.loads(line) for line in stream.getvalue()[before:].splitlines()]
    return [{key: line.get(key) for key in ("event", "route", "method")} for line in lines]


def test_the_log_is_the_same_of_who_did_more_after_the_result(
    app: Flask, town: Town, stream: io.StringIO
) -> None:
    seen = []
    for sub, more in (("5", True), ("6", False)):
        town.add_person(sub)
        seen.append(lines_of(Walker(town, app.test_client()), sub, stream, more))
    assert seen[0] == seen[1]
    assert seen[0][-1]["route"] == "/lti/launch"


@pytest.mark.parametrize("page", ["again/closing", "questions/1", "not-there"])
def test_what_was_refused_in_a_visit_is_told_without_its_page(
    app: Flask, stream: io.StringIO, page: str
) -> None:
    answer = app.test_client().post(f"/v/{PATHS[1]}/{page}")
    assert 400 <= answer.status_code < 500
    [line] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (line["event"], line["route"], line["status"]) == (
        "problem",
        "/v/...",
        answer.status_code,
    )
    assert line["reference"] in answer.get_data(as_text=True)
    assert "method" not in line


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, 25), (0.0031, 25), (0.0249, 25), (0.0251, 50), (1.2, 1200)]
)
def test_durations_are_told_in_steps(seconds: float, shown: int) -> None:
    assert coarse(seconds) == shown


def second_of(sealed: bytes) -> int:
    """The moment that a Fernet token shows to everybody."""
    return int.from_bytes(base64.urlsafe_b64decode(sealed[:12])[1:9], "big")


def test_no_sealed_column_shows_when_it_was_written(app: Flask, town: Town) -> None:
    town.add_person("5", first_name_sealed=town.tools.vault.seal_text("Sam"))
    walker = Walker(town, app.test_client())
    walker.launch("5")
    walker.scan(best=False)
    seen = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    rows = db.session.scalars(select(column).where(column.is_not(None)))
                    seen |= {f"{column}.{number}": row for number, row in enumerate(rows)}
    assert {"scan.answers_sealed.0", "delivery.payload_sealed.0"} <= set(seen)
    assert {name: second_of(row) for name, row in seen.items()} == dict.fromkeys(seen, 0)


def test_rotation_adds_no_moment(town: Town) -> None:
    vault: Vault = town.tools.vault
    assert second_of(vault.rewrap(vault.new_person_key())) == 0


def test_a_scan_is_sealed_at_one_length_from_start_to_end(app: Flask, town: Town) -> None:
    town.add_person("5")
    walker = Walker(town, app.test_client())
    walker.launch("5")
    walker.next()
    sizes = set()
    for _ in range(2):
        with app.app_context():
            scan = db.session.scalars(select(Scan)).one()
            sizes.add((len(scan.answers_sealed), len(scan.outcome_sealed)))
        if walker.page.page == "questions":
            walker.next()
            walker.get("/")
            walker.scan(best=True)
    assert len(sizes) == 1
