"""Processes with other data keys on one database: nobody notices that a key takes over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from lti_tool.app import create_app
from lti_tool.migrating import newest
from lti_tool.models import db
from lti_tool.vault import SealBroken
from tests.databases import rows
from tests.installation import Installation, Person
from tests.jobs.conftest import Office
from tests.platform import TestPlatform
from tests.services.sealing import live_in, rewrap, values_of, vault_of
from tests.town import Town, Walker

NEW = Fernet.generate_key().decode()


@pytest.fixture
def lived_in(town: Town) -> Town:
    live_in(town)
    return town


@contextmanager
def restarted(town: Town, *keys: str) -> Iterator[Flask]:
    """Another process on the same database, with these keys."""
    app = create_app(replace(town.tools.settings, data_keys=keys), town.clock)
    yield app
    with app.app_context():
        db.engine.dispose()


def result_of(town: Town, app: Flask) -> str:
    """What the person reads on the result page."""
    walker = Walker(town, app.test_client())
    walker.launch("5")
    assert walker.get("/result").page == "result"
    return re.sub(r"<[^>]*>", "", walker.main)


def test_the_job_says_how_many_and_the_result_opens_with_the_new_key_alone(lived_in: Town) -> None:
    [old] = lived_in.tools.settings.data_keys
    before = result_of(lived_in, lived_in.app)
    with restarted(lived_in, NEW, old) as both:
        assert result_of(lived_in, both) == before
        lines = Office(both, lived_in.clock).run()
        [said] = [line for line in lines if line.startswith("sealed with the newest data key")]
        assert "1 person.wrapped_key" in said
        again = Office(both, lived_in.clock).run()
        assert not [line for line in again if "data key" in line]
    with restarted(lived_in, NEW) as alone:
        assert result_of(lived_in, alone) == before
    with pytest.raises(SealBroken):
        vault_of(lived_in, old).open_text(values_of(lived_in)[0])


def test_who_has_yet_to_seal_with_the_new_key_reads_it_already(lived_in: Town) -> None:
    """The first of the restarts: the new key stands last, so that everybody can open it."""
    [old] = lived_in.tools.settings.data_keys
    before = result_of(lived_in, lived_in.app)
    rewrap(lived_in, vault_of(lived_in, NEW, old))
    with restarted(lived_in, old, NEW) as behind:
        assert result_of(lived_in, behind) == before


@pytest.mark.long
def test_from_outside_a_person_goes_on_through_a_whole_rotation(
    lived_in: Town, lms: TestPlatform, tmp_path: Path
) -> None:
    """Real processes: the old key, both, the command, and the new key alone."""
    tool = _installation(lived_in, tmp_path)
    lms.tool_url = tool.url
    [old] = lived_in.tools.settings.data_keys
    seen = [_served(tool, lms, tmp_path, old, NEW), _served(tool, lms, tmp_path, NEW, old)]
    assert "older keys are needed" in tool.run("key", "status")
    assert "only key 1 is needed" in tool.run("key", "rotate")
    seen.append(_served(tool, lms, tmp_path, NEW))
    assert len(set(seen)) == 1


def _installation(town: Town, folder: Path) -> Installation:
    settings = town.tools.settings
    tool = Installation.make(folder)
    rows(settings.database_url, "CREATE TABLE alembic_version (version_num VARCHAR(32))")
    rows(settings.database_url, "INSERT INTO alembic_version VALUES (?)", newest())
    tool.environment["THEMASCAN_DATABASE_URL"] = settings.database_url
    tool.environment["THEMASCAN_SECRET_KEY"] = settings.secret_key
    return tool


def _served(tool: Installation, lms: TestPlatform, folder: Path, *keys: str) -> str:
    tool.environment["THEMASCAN_DATA_KEYS"] = ",".join(keys)
    with tool.served(folder / "serve.log"):
        person = Person(tool.url)
        reply = lms.launch(person.browser, tool.url, sub="5")
        person.see(reply.text, reply.url)
        answer = person.browser.get(_visit(person.at) + "/result", timeout=20)
        person.see(answer.text, answer.url)
        assert person.page == "result", answer.text[:2000]
        return re.sub(r"<[^>]*>", "", answer.text.split("<main", 1)[-1])


def _visit(address: str) -> str:
    found = re.match(r".*/v/[A-Za-z0-9_-]+", address)
    assert found, address
    return found.group()
