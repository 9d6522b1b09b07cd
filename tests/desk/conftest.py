"""A coordinator at work, in a municipality whose LMS is a Moodle that answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from adapters.fakes.moodle import FakeMoodle
from lti_tool.models import Coordinator, Platform, db
from tests.town import Town, Walker


@pytest.fixture
def moodle(town: Town) -> Iterator[FakeMoodle]:
    """The LMS of the town, with the courses of its theme."""
    with FakeMoodle() as site:
        for course in ("11", "12", "13"):
            site.add_course(course, f"ID-{course}", f"Cursus {course}")
        values = {
            "api_adapter": "moodle",
            "api_url": site.url,
            "api_token_sealed": town.tools.vault.seal_text(site.token),
        }
        with town.app.app_context():
            db.session.execute(update(Platform).values(values))
            db.session.commit()
        yield site


@pytest.fixture
def office(town: Town, client: FlaskClient) -> Walker:
    """A coordinator, in front of the overview."""
    number = town.add_person("boss")
    with town.app.app_context():
        row = Coordinator(person_id=number, confirmed_at=town.clock(), confirmed_by="x")
        db.session.add(row)
        db.session.commit()
    walker = Walker(town, client)
    walker.launch("boss")
    return walker
