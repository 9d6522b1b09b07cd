"""A trainer places a link: choose, sign, back to the LMS."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.models import Cycle, OfferLink, Visit, db
from tests.conftest import PUBLIC_URL
from tests.lti.trainer import BACK, CAPTURE, DL, Trainer
from tests.platform import (
    CONTENT_DEVELOPER,
    INSTITUTION_ADMIN,
    INSTRUCTOR,
    LEARNER,
    LTI,
    SYSTEM_ADMIN,
    TestPlatform,
)
from tests.town import Town


@pytest.fixture
def lms() -> Iterator[TestPlatform]:
    with TestPlatform(tool_url=PUBLIC_URL) as platform:
        yield platform


@pytest.fixture
def trainer(town: Town, client: FlaskClient) -> Trainer:
    return Trainer(town, client)


@pytest.mark.parametrize(
    "role", [INSTRUCTOR, CONTENT_DEVELOPER, SYSTEM_ADMIN, INSTITUTION_ADMIN, "Instructor"]
)
def test_who_makes_courses_gets_the_picker(trainer: Trainer, role: str) -> None:
    page = trainer.asks(role)
    assert (page.status, page.page, page.role) == (200, "picker", "picker")
    assert trainer.choices[0] == "scan"


MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
ELSEWHERE = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"


@pytest.mark.parametrize("role", [LEARNER, "Learner", MENTOR, ELSEWHERE, ""])
def test_others_are_kindly_refused_and_get_no_visit(trainer: Trainer, role: str) -> None:
    page = trainer.asks(role)
    assert (page.status, page.page) == (403, "error")
    assert "docenten" in page.text
    with trainer.town.app.app_context():
        assert db.session.scalars(select(Visit)).all() == []


def test_a_teaching_sub_role_may_place(trainer: Trainer) -> None:
    sub_role = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#PrimaryInstructor"
    assert trainer.asks(sub_role).page == "picker"


def test_the_scan_of_the_running_cycle_comes_back_signed(trainer: Trainer) -> None:
    trainer.asks(settings={"data": 'op%aque "data" ë'})
    page = trainer.places("scan")
    where, claims = trainer.sent
    assert (page.status, page.role, where) == (200, "picker", BACK)
    assert claims[LTI + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[LTI + "version"] == "1.3.0"
    assert claims[LTI + "deployment_id"] == trainer.town.lms.deployment_id
    assert claims[DL + "data"] == 'op%aque "data" ë'
    assert claims["iat"] <= time.time() - 9
    assert len(claims["nonce"]) > 20
    (item,) = claims[DL + "content_items"]
    assert (item["type"], item["url"]) == ("ltiResourceLink", f"{PUBLIC_URL}/lti/launch")
    assert item["custom"] == {"page": "scan"}
    assert item["title"]
    assert "lineItem" not in item


def test_without_data_none_comes_back(trainer: Trainer) -> None:
    trainer.asks()
    trainer.places("scan")
    assert DL + "data" not in trainer.sent[1]


def test_a_link_for_one_cycle_brings_its_column(trainer: Trainer) -> None:
    trainer.asks()
    cycle = trainer.town.cycle_id
    trainer.places(f"cycle-{cycle}")
    (item,) = trainer.items
    column = {"scoreMaximum": 1, "label": "Deelname", "resourceId": f"themascan:cycle:{cycle}"}
    assert item["lineItem"] == column
    assert item["custom"] == {"page": "scan", "cycle": str(cycle)}


def test_an_lms_that_takes_no_columns_gets_none(trainer: Trainer) -> None:
    trainer.asks(settings={"accept_lineitem": False})
    trainer.places(f"cycle-{trainer.town.cycle_id}")
    assert "lineItem" not in trainer.items[0]


def test_learning_page_and_offers_can_be_placed(trainer: Trainer) -> None:
    trainer.asks()
    offer = next(o.id for o in trainer.town.pack.offers if o.kind == "microlearning")
    chosen = f"offer-{trainer.town.cycle_id}-{offer}"
    assert {chosen, f"learning-{trainer.town.cycle_id}"} <= set(trainer.choices)
    trainer.places(chosen)
    assert trainer.items[0]["custom"] == {"page": "offer", "offer": offer}


def test_what_is_past_or_not_linked_is_not_offered(trainer: Trainer) -> None:
    with trainer.town.app.app_context():
        db.session.execute(update(Cycle).values(state="closed"))
        db.session.commit()
    trainer.asks()
    assert trainer.choices == ["scan"]
    with trainer.town.app.app_context():
        db.session.execute(update(Cycle).values(state="planned"))
        db.session.query(OfferLink).delete()
        db.session.commit()
    trainer.asks()
    assert [choice.split("-")[0] for choice in trainer.choices] == ["scan", "cycle", "learning"]


def test_changing_ones_mind_brings_an_empty_list(trainer: Trainer) -> None:
    trainer.asks(settings={"data": "kept"})
    trainer.places("scan", go="cancel")
    assert trainer.items == []
    assert trainer.sent[1][DL + "data"] == "kept"


def test_a_course_gets_the_scan_once_and_again_only_when_it_is_asked_for(trainer: Trainer) -> None:
    trainer.asks()
    trainer.places("scan")
    page = trainer.asks()
    assert "Staat al in deze cursus: Scan digitale vaardigheden" in page.text
    assert "scan" not in trainer.choices
    assert trainer.places("scan").page == "picker"
    trainer.post("/place", again="scan")
    assert trainer.items[0]["custom"] == {"page": "scan"}


def test_another_course_does_not_have_it_yet(trainer: Trainer) -> None:
    trainer.asks()
    trainer.places("scan")
    trainer.asks(context={"id": "4", "title": "Elders"})
    assert trainer.choices[0] == "scan"
    trainer.asks(drop=["resource_link", "context"])
    trainer.places("scan")
    trainer.asks(drop=["resource_link", "context"])
    assert trainer.choices[0] == "scan"


def test_what_may_stand_twice_and_what_was_not_placed_stay_a_choice(trainer: Trainer) -> None:
    learning = f"learning-{trainer.town.cycle_id}"
    for choice, go in ((learning, "place"), ("scan", "cancel")):
        trainer.asks()
        trainer.places(choice, go=go)
    trainer.asks()
    assert {"scan", learning} <= set(trainer.choices)
    assert trainer.post("/place", again="scan").page == "picker"


def test_a_course_that_has_every_scan_can_still_change_its_mind(trainer: Trainer) -> None:
    with trainer.town.app.app_context():
        db.session.execute(update(Cycle).values(state="closed"))
        db.session.commit()
    for _ in range(2):
        trainer.asks()
        trainer.places("scan")
    assert trainer.page.page == "picker"
    trainer.places(go="cancel")
    assert trainer.items == []


@pytest.mark.parametrize("choice", ["", "cycle-99", "nonsense"])
def test_without_a_choice_the_page_says_what_is_missing(trainer: Trainer, choice: str) -> None:
    trainer.asks()
    page = trainer.places(choice)
    assert page.page == "picker"
    assert "Fout:" in page.text
    assert 'href="#choice-scan"' in page.text


def test_the_form_may_go_to_the_lms_and_only_that_page_runs_a_script(trainer: Trainer) -> None:
    policy = trainer.asks().headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "https://lms.example" not in policy
    policy = trainer.places("scan").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert re.search(r"form-action [^;]*https://lms\.example", policy)
    assert re.findall(r"<script[^>]*>(.*?)</script>", trainer.page.text) == [""]
    with trainer.client.get("/static/lti-submit.js") as script:
        assert script.mimetype == "text/javascript"


def test_the_picker_sees_no_page_of_an_employee_or_admin(trainer: Trainer) -> None:
    trainer.asks(SYSTEM_ADMIN)
    for path in ("/scan", "/result", "/admin", "/team"):
        assert trainer.client.get(trainer.base + path).status_code == 403


def test_a_visit_of_a_launch_places_nothing(trainer: Trainer) -> None:
    trainer.launch("42", roles=[INSTRUCTOR])
    assert trainer.client.post(trainer.base + "/place").status_code == 403


REFUSED: dict[str, dict[str, Any]] = {
    "no settings": {"deep_linking_settings": None},
    "settings are a list": {"deep_linking_settings": ["x"]},
    "no way back": {"settings": {"deep_link_return_url": None}},
    "way back is a script": {"settings": {"deep_link_return_url": "javascript:alert(1)"}},
    "way back that ends a header": {"settings": {"deep_link_return_url": "https://a;b/"}},
    "takes no links": {"settings": {"accept_types": ["file"]}},
    "types are a text": {"settings": {"accept_types": "ltiResourceLink"}},
    "no place to show it": {"settings": {"accept_presentation_document_targets": []}},
    "data is a list": {"settings": {"data": ["x"]}},
    "data without end": {"settings": {"data": "x" * 20_000}},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_a_request_that_cannot_be_answered(trainer: Trainer, changed: dict[str, Any]) -> None:
    page = trainer.asks(**changed)
    assert (page.status, page.page) == (400, "error")


def test_as_moodle_asks_and_as_moodle_took_it(trainer: Trainer) -> None:
    short = {name.rpartition("/")[2]: value for name, value in CAPTURE["claims"].items()}
    full = {name: short[name] for name in ("sub", "roles", "context", "custom", "lis", "ext")}
    full["deep_linking_settings"] = short["deep_linking_settings"]
    page = trainer.launch(
        full.pop("sub"), message_type="LtiDeepLinkingRequest", drop=["azp", "resource_link"], **full
    )
    assert page.page == "picker"
    trainer.places(f"cycle-{trainer.town.cycle_id}")
    where, claims = trainer.sent
    assert where == short["deep_linking_settings"]["deep_link_return_url"]
    assert set(claims) == set(CAPTURE["resp_claims"])
    taken = CAPTURE["resp_claims"][DL + "content_items"][0]
    assert set(claims[DL + "content_items"][0]) <= set(taken)
    assert set(claims[DL + "content_items"][0]["lineItem"]) <= set(taken["lineItem"])
    assert CAPTURE["moodle_js"]["lineitemresourceid"] == taken["lineItem"]["resourceId"]
