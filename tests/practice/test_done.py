"""Somebody says to be done with a training: the tool may ask for it at once."""

from __future__ import annotations

from dataclasses import replace

from lti_tool.practice.app import create_practice
from lti_tool.practice.site import Hands
from lti_tool.practice.tables import Enrolment
from tests.practice.visitor import Visitor
from tests.practice.world import PracticeMoodle


def test_who_is_done_is_asked_for_at_once_and_only_after_it_is_written_down(
    lms: PracticeMoodle,
) -> None:
    found: list[bool] = []

    def ask() -> None:
        with lms.practice.session() as session:
            found.append(session.get_one(Enrolment, (2, 6)).finished_at is not None)

    site = replace(lms.practice, hands=Hands(forward=lambda _: None, ask=ask))
    browser = create_practice(site).test_client()
    browser.post("/who", data={"account": "6"})
    assert browser.post("/course/finish", data={"id": "2"}).status_code == 303
    assert found == [True]


def test_without_the_tool_at_hand_it_is_written_down_all_the_same(
    lms: PracticeMoodle, visitor: Visitor
) -> None:
    visitor.be("6")
    assert visitor.post("/course/finish", id="2").status_code == 303
    assert "Je hebt deze training gedaan" in visitor.get("/course/view.php?id=2").text
