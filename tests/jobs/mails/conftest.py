"""A mail server that runs, and an organisation that writes by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.settings import Settings
from tests.hall import Hall
from tests.jobs.conftest import Office
from tests.jobs.mails.mailroom import Mailroom
from tests.postbus import Postbus


@pytest.fixture
def postbus() -> Postbus:
    return Postbus()


@pytest.fixture
def settings(settings: Settings, postbus: Postbus) -> Settings:
    return replace(settings, smtp_url=postbus.url)


@pytest.fixture
def room(hall: Hall, office: Office, postbus: Postbus) -> Iterator[Mailroom]:
    with postbus.open():
        room = Mailroom(hall, office, postbus, hall.plan())
        room.set(contact_email="noor@voorbeeldstad.nl", contact_name="Noor de Wit")
        yield room
