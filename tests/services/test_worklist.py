"""The list of enrolments that L&D makes by hand: what stands on it, and what it does not say."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.build import lms_api
from adapters.http import HttpDoor
from adapters.lms import LmsApi
from lti_tool.models import Coordinator, Person, Platform, WorklistEntry, db
from lti_tool.services.deliveries import Taken
from lti_tool.services.enrolling import enrol
from lti_tool.services.platforms import ApiAccess, lms_of, set_api
from lti_tool.services.postroom import Post
from lti_tool.services.worklist import (
    PlatformWorklist,
    forget_processed,
    on_the_list,
    open_entries,
    tick,
)
from lti_tool.services.worklist_files import as_csv, read_ticks
from tests.town import Town, Walker

SUBS = ("zoe", "anna", "mo")


@pytest.fixture
def people(town: Town) -> list[int]:
    return [town.add_person(sub) for sub in SUBS]


def by_hand(town: Town) -> LmsApi:
    """The adapter, with the list of the town's own database."""
    platform = db.session.get_one(Platform, town.platform_id)
    store = PlatformWorklist(db.engine, town.tools.vault, platform, town.clock())
    db.session.rollback()
    url, door = "https://lms.example", HttpDoor()
    return lms_api("worklist", door, url, "", {}, lambda: None, store)


def put(town: Town, course: str, *users: str) -> list[str]:
    with town.app.app_context():
        return [row.state for row in by_hand(town).enrol(course, users)]


def entries(town: Town) -> list[tuple[str, str]]:
    with town.app.app_context():
        found = open_entries(db.session(), town.tools.vault, town.organisation_id)
        return [(entry.course, entry.number) for entry in found]


def handles(town: Town) -> dict[str, str]:
    with town.app.app_context():
        found = open_entries(db.session(), town.tools.vault, town.organisation_id)
        return {entry.number: entry.handle for entry in found}


def test_an_enrolment_stands_on_the_list_once(town: Town, people: list[int]) -> None:
    assert put(town, "TEAMS", "zoe", "anna") == ["enrolled", "enrolled"]
    assert put(town, "TEAMS", "anna", "mo") == ["present", "enrolled"]
    assert put(town, "TEAMS") == []
    assert entries(town) == [("TEAMS", "anna"), ("TEAMS", "mo"), ("TEAMS", "zoe")]


def test_the_order_tells_nothing_of_who_was_first(town: Town, people: list[int]) -> None:
    for user in ("zoe", "mo", "anna"):
        put(town, "Vinden", user)
        put(town, "bestanden", user)
    order = [(course, user) for course in ("bestanden", "Vinden") for user in ("anna", "mo", "zoe")]
    assert entries(town) == order
    # The name of a line is a digest, not a number that counts up.
    with town.app.app_context():
        rows = db.session.execute(select(WorklistEntry.id, WorklistEntry.digest)).all()
    assert all(len(digest) == 64 for _, digest in rows)


def test_the_course_is_not_readable_in_the_database(town: Town, people: list[int]) -> None:
    put(town, "TEAMS", "zoe")
    with town.app.app_context():
        assert b"TEAMS" not in db.session.scalars(select(WorklistEntry.course_sealed)).one()


def test_what_is_ticked_off_leaves_the_list_and_does_not_come_back(
    town: Town, people: list[int]
) -> None:
    put(town, "TEAMS", "zoe", "anna")
    with town.app.app_context():
        done = [handles(town)["zoe"], "nonsense"]
        assert tick(db.session(), town.organisation_id, done, town.clock()) == 1
        assert tick(db.session(), town.organisation_id, done, town.clock()) == 0
        assert (
            tick(db.session(), town.organisation_id + 1, handles(town).values(), town.clock()) == 0
        )
    assert put(town, "TEAMS", "zoe") == ["present"]
    assert entries(town) == [("TEAMS", "anna")]


def test_processed_lines_go_after_thirty_days_and_open_ones_stay(
    town: Town, people: list[int]
) -> None:
    put(town, "TEAMS", "zoe", "anna")
    with town.app.app_context():
        tick(db.session(), town.organisation_id, [handles(town)["zoe"]], town.clock())
        assert forget_processed(db.session(), town.clock() + timedelta(days=29)) == 0
        assert forget_processed(db.session(), town.clock() + timedelta(days=31)) == 1
        db.session.commit()
    assert entries(town) == [("TEAMS", "anna")]


def test_a_file_goes_out_and_comes_back(town: Town, people: list[int]) -> None:
    put(town, "=SUM(1)", "zoe", "anna")
    with town.app.app_context():
        content = as_csv(open_entries(db.session(), town.tools.vault, town.organisation_id))
    assert content.startswith(b"\xef\xbb\xbfid;cursus;nummer;voornaam;klaar\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["cursus"] for row in rows] == ["'=SUM(1)", "'=SUM(1)"]
    rows[0]["klaar"] = "X"
    back = "\n".join(["id,klaar", *(f"{row['id']},{row['klaar']}" for row in rows)])
    ticked = read_ticks(back.encode())
    assert ticked is not None
    assert (list(ticked.handles), ticked.unclear) == ([handles(town)["anna"]], 0)


@pytest.mark.parametrize(
    "content", [b"", b"naam;functie\r\nx;y\r\n", b"\xff\xfe\x00", b"PK\x03\x04zip"]
)
def test_another_file_is_recognised(content: bytes) -> None:
    assert read_ticks(content) is None


def test_a_line_that_is_not_clear_is_counted() -> None:
    ticked = read_ticks(b"id;klaar\r\na;misschien\r\nb;ja\r\nc;nee\r\nd;\r\n")
    assert ticked is not None
    assert (list(ticked.handles), ticked.unclear) == (["b"], 1)


def test_decoys_and_real_rows_are_settled_alike(town: Town, people: list[int]) -> None:
    with town.app.app_context():
        access = ApiAccess("worklist", "https://lms.example", "", {})
        set_api(db.session(), town.tools.vault, town.platform_id, access)
        platform = db.session.get_one(Platform, town.platform_id)
        assert lms_of(platform, town.tools.vault, town.tools.door) is not None
        post = Post(db.session(), town.tools.vault, town.tools.door, town.clock, lambda _: None)
        real = Taken(1, 1, {"person": people[0], "course": "TEAMS"})
        decoy = Taken(2, 1, {"person": people[1], "course": "TEAMS", "decoy": True})
        settled = [
            row for part in enrol(post, platform, [real, decoy], town.clock()) for row in part
        ]
    assert {row.id: row.state for row in settled} == {1: "delivered", 2: "delivered"}
    assert entries(town) == [("TEAMS", "zoe")]


def test_it_is_in_the_own_data_of_the_person(town: Town, people: list[int]) -> None:
    put(town, "TEAMS", "zoe")
    with town.app.app_context():
        session, vault = db.session(), town.tools.vault
        mine = on_the_list(session, vault, session.get_one(Person, people[0]))
        assert [course for course, _ in mine] == ["TEAMS"]
        assert on_the_list(session, vault, session.get_one(Person, people[1])) == []


def test_the_page_ticks_off_and_takes_a_file_back(town: Town, people: list[int]) -> None:
    put(town, "TEAMS", *SUBS)
    names = handles(town)
    boss = coordinator(town)
    page = boss.get("/worklist").text
    assert [page.index(f">{user}<") for user in ("anna", "mo", "zoe")] == sorted(
        page.index(f">{user}<") for user in SUBS
    )
    assert str(town.clock().year) not in page.partition("<tbody")[2].partition("</tbody")[0]
    boss.post("/worklist", go="tick", done=names["zoe"])
    assert entries(town) == [("TEAMS", "anna"), ("TEAMS", "mo")]
    with town.app.app_context():
        left = (
            select(func.count()).select_from(WorklistEntry).where(WorklistEntry.done_at.is_(None))
        )
        assert db.session.scalar(left) == 2


def coordinator(town: Town) -> Walker:
    person = town.add_person("boss")
    with town.app.app_context():
        now = town.clock()
        db.session.add(Coordinator(person_id=person, confirmed_at=now, confirmed_by="x"))
        db.session.commit()
    walker = Walker(town, town.app.test_client())
    walker.launch("boss")
    return walker
