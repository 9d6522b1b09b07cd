"""Every answer about tokens, members and line items of a real Moodle has a named outcome."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from tests.adapters.advantage_replay import (
    ITEMS,
    MEMBERS,
    Replay,
    captured,
    outcome,
)

FIRST = captured("ags-nrps-1")
MORE = captured("ags-2-and-timings")
CLOCK = captured("pylti1p3-and-clock")

TOKENS = {
    "token_ok": "done",
    "token_aud_wrong": "done",
    "token_mixed_scope": "done",
    "token_expired": "clock",
    "token_unknown_client": "unknown_client",
    "token_unknown_scope": "no_scope",
    "token_unknown_kid": "wrong_key",
    "token_bad_sig": "wrong_key",
}
MEMBER_LISTS = {
    "nrps_scan": "done",
    "nrps_scan_noaccept": "done",
    "nrps_scan_rlid1": "done",
    "nrps_role_learner": "done",
    "nrps_role_instructor": "done",
    "nrps_course_without_link": "done",
    "nrps_notoken": "unauthorized",
    "nrps_badtoken": "unauthorized",
    "nrps_wrong_scope_token": "unauthorized",
    "nrps_course_unknown": "no_course",
}
MEMBER_PAGES = {"nrps_limit3", "nrps_limit3_from3", "nrps_role_learner_full_limit3"}
# Item 13 is the first with the resource id r-1; the other lists hold none, and it is made.
LISTS = {
    "li_list": "made",
    "li_list_no_typeid": "made",
    "li_list2": "found",
    "li_list_resource_id": "found",
    "li_list_tag": "found",
    "li_list_rlid": "found",
}
CREATIONS = {
    "li_create": "done",
    "li_create_dup": "done",
    "li_create_max0": "done",
    "li_create_nolabel": "not_taken",
    "li_create_json_ct": "not_taken",
    "li_create_bad_rlid": "forbidden",
}
# Answers to what the tool never asks: to read, change or remove one line item.
NEVER_ASKED = {"li_get_main", "li_get_new", "li_put_label", "li_put_main_rename"}
NEVER_ASKED |= {"li_put_main_back", "li_delete_main"}


@pytest.mark.parametrize(("name", "expected"), TOKENS.items(), ids=TOKENS)
def test_a_token_answer(httpserver: HTTPServer, name: str, expected: str) -> None:
    lms = Replay(httpserver, FIRST[name])
    lms.play("GET", MEMBERS, FIRST["nrps_scan"])
    assert outcome(lambda: lms.service().members(lms.site + MEMBERS)) == expected


CLOCKS = sorted(name for name in CLOCK if name.startswith("token_"))


@pytest.mark.parametrize("name", CLOCKS)
def test_a_clock_that_differs(httpserver: HTTPServer, name: str) -> None:
    lms = Replay(httpserver, CLOCK[name])
    assert outcome(lambda: lms.service().members(lms.site + MEMBERS)) == "clock"


@pytest.mark.parametrize(("name", "expected"), MEMBER_LISTS.items(), ids=MEMBER_LISTS)
def test_a_list_of_members(httpserver: HTTPServer, name: str, expected: str) -> None:
    lms = Replay(httpserver)
    lms.play("GET", MEMBERS, FIRST[name])
    assert outcome(lambda: lms.service().members(lms.site + MEMBERS)) == expected


def test_pages_of_members(httpserver: HTTPServer) -> None:
    lms = Replay(httpserver)
    last = FIRST["nrps_role_instructor"]
    lms.play("GET", MEMBERS, FIRST["nrps_limit3"], FIRST["nrps_limit3_from3"], last)
    members = lms.service().members(f"{lms.site}{MEMBERS}?limit=3")
    assert [member.user_id for member in members] == ["15", "12", "13", "14", "3", "8"]
    pages = [path.partition("?")[2] for _, path, _ in lms.asked[1:]]
    assert pages == ["limit=3", "limit=3&from=3", "limit=3&from=6"]


def test_the_members_as_moodle_has_them(httpserver: HTTPServer) -> None:
    lms = Replay(httpserver)
    lms.play("GET", MEMBERS, FIRST["nrps_scan"])
    members = {member.user_id: member for member in lms.service().members(lms.site + MEMBERS)}
    assert len(members) == 13
    assert members["11"].name == "Anna & Bo Vet"
    assert members["9"].name == "Łukasz Żółć"
    assert (members["6"].idnumber, members["6"].username) == ("P0001", "stud01")
    assert {member.status for member in members.values()} == {"Active"}
    assert members["3"].roles[0].endswith("membership#Instructor")


def test_whoever_is_not_enrolled_any_more_is_not_listed(httpserver: HTTPServer) -> None:
    lms = Replay(httpserver)
    lms.play("GET", MEMBERS, {"status": 200, "body": captured("nrps-enrol-states")["body"]})
    members = lms.service().members(lms.site + MEMBERS)
    assert {member.user_id for member in members} == {"16", "19", "3", "26"}


def ensured(lms: Replay) -> str:
    url = f"{lms.site}{ITEMS}?type_id=1"
    return lms.service().ensure_line_item(url, "r-1", "Deelname")


@pytest.mark.parametrize(("name", "expected"), LISTS.items(), ids=LISTS)
def test_a_list_of_line_items(httpserver: HTTPServer, name: str, expected: str) -> None:
    lms = Replay(httpserver)
    lms.play("GET", ITEMS, FIRST[name], FIRST["li_list_resource_id"])
    lms.play("POST", ITEMS, FIRST["li_create"])
    assert ensured(lms) == f"{lms.site}{ITEMS}/13/lineitem?type_id=1"
    posts = [path for method, path, _ in lms.asked if method == "POST" and path.startswith(ITEMS)]
    assert len(posts) == (expected == "made")


def test_a_list_whose_link_header_is_broken(httpserver: HTTPServer) -> None:
    lms = Replay(httpserver)
    lms.play("GET", ITEMS, FIRST["li_list_limit1"], FIRST["li_list_resource_id"])
    assert ensured(lms) == f"{lms.site}{ITEMS}/13/lineitem?type_id=1"


@pytest.mark.parametrize(("name", "expected"), CREATIONS.items(), ids=CREATIONS)
def test_a_line_item_that_is_made(httpserver: HTTPServer, name: str, expected: str) -> None:
    lms = Replay(httpserver)
    lms.play("GET", ITEMS, FIRST["li_list"])
    lms.play("POST", ITEMS, FIRST[name])
    assert outcome(lambda: ensured(lms)) == expected


def test_a_course_of_another_tool(httpserver: HTTPServer) -> None:
    lms = Replay(httpserver)
    lms.play("GET", ITEMS, MORE["other_tool_list_typeid1"])
    assert outcome(lambda: ensured(lms)) == "unauthorized"


def test_every_captured_answer_is_played_here() -> None:
    answers = {name for name, row in FIRST.items() if isinstance(row, dict) and "status" in row}
    played = {*TOKENS, *MEMBER_LISTS, *MEMBER_PAGES, *LISTS, *CREATIONS, "li_list_limit1"}
    assert answers == played | NEVER_ASKED
