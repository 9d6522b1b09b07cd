"""The number that Canvas has for somebody, brought along by a launch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.models import Person, Platform, db
from tests.conftest import PUBLIC_URL
from tests.platform import TestPlatform
from tests.town import Town, Walker


@pytest.fixture
def lms() -> Iterator[TestPlatform]:
    with TestPlatform(tool_url=PUBLIC_URL) as platform:
        yield platform


@pytest.fixture
def canvas(town: Town) -> Town:
    with town.app.app_context():
        db.session.execute(update(Platform).values(api_adapter="canvas"))
        db.session.commit()
    return town


def arrives(town: Town, client: FlaskClient, sub: str, number: Any, family: str = "canvas") -> None:
    said = {
        "custom": {"canvas_user_id": number},
        "tool_platform": {"guid": "c", "name": "LMS", "product_family_code": family},
    }
    assert Walker(town, client).launch(sub, **said).status == 200


def number_of(town: Town, sub: str) -> str | None:
    with town.app.app_context():
        return db.session.scalar(select(Person.lms_user_id).where(Person.lti_sub == sub))


def test_a_newcomer_and_who_was_known_get_the_number(canvas: Town, client: FlaskClient) -> None:
    arrives(canvas, client, "opaque-1", "$Canvas.user.id")
    assert number_of(canvas, "opaque-1") is None
    for sub, number in {"opaque-1": "4021", "opaque-2": "4022"}.items():
        arrives(canvas, client, sub, number)
        assert number_of(canvas, sub) == number


@pytest.mark.parametrize("odd", ["", "12a", "٣", "-1", "9" * 21, 4021, ["4021"]])
def test_what_is_no_number_of_canvas_counts_as_missing(
    canvas: Town, client: FlaskClient, odd: Any
) -> None:
    arrives(canvas, client, "opaque-1", odd)
    assert number_of(canvas, "opaque-1") is None


def test_a_number_takes_nobodys_place(canvas: Town, client: FlaskClient) -> None:
    colleague = canvas.add_person("4021")
    arrives(canvas, client, "opaque-1", "4021")
    assert number_of(canvas, "opaque-1") is None
    with canvas.app.app_context():
        assert db.session.get_one(Person, colleague).lti_sub is None


def test_a_number_that_is_known_stays(canvas: Town, client: FlaskClient) -> None:
    arrives(canvas, client, "opaque-1", "4021")
    arrives(canvas, client, "opaque-1", "4023")
    assert number_of(canvas, "opaque-1") == "4021"


def test_an_lms_that_is_no_canvas_does_not_say_it(town: Town, client: FlaskClient) -> None:
    arrives(town, client, "77", "4021", family="moodle")
    assert number_of(town, "77") == "77"
