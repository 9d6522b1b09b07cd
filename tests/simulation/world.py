"""Organisations with everything around them: tool, practice LMS and mail server on sockets.

The clock of the whole process is moved: tool, LMS and tokens live in the same business time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event

import time_machine
from cryptography.fernet import Fernet
from flask import Flask

from adapters.http import HttpDoor
from config.settings import Settings
from jobs.runner import Runner
from lti_tool.app import create_app
from lti_tool.models import db
from lti_tool.practice.lti_tables import Tool
from lti_tool.practice.site import Site, make_site, open_site
from lti_tool.services.organisations import add_organisation, set_value
from lti_tool.services.platforms import ApiAccess, Registration, add_platform, set_api
from lti_tool.services.themes import import_theme
from lti_tool.toolbox import EXTENSION, Toolbox
from questionnaires.calendar import AMSTERDAM
from questionnaires.packs import shipped_packs
from tests.databases import journal_in, with_tables
from tests.ports import free_port
from tests.simulation.counter import lms_of
from tests.simulation.letters import Sorting
from tests.simulation.lms import add_town
from tests.simulation.machines import Machine, served
from tests.simulation.staff import Staff

BEGINS = datetime(2026, 12, 14, 7, tzinfo=AMSTERDAM)
# From how many people an organisation is a town, and from how many a city.
A_TOWN, A_CITY = 100, 1000
PRIVATE = ("127.0.0.0/8", "::1/128")
NAMES = {1: "Gemeente Waterdam", 2: "Gemeente Voorbeeldstad", 3: "Gemeente Grotestad"}


@dataclass(frozen=True)
class Town:
    """One organisation; ``activity`` is the link to the scan in its LMS.

    ``inside``: its people get messages in the LMS, and no mail.
    """

    staff: Staff
    name: str
    organisation: int
    platform: int
    activity: int
    inside: bool = False

    @property
    def place(self) -> int:
        """The number that keeps organisations apart."""
        return self.staff.place


class Waits(Event):
    """Waiting takes no time: it moves the clock."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        self._clock.shift(timeout or 0.0)
        return self.is_set()


@dataclass
class World:
    """Everything that runs."""

    app: Flask
    settings: Settings
    site: Site
    post: Sorting
    clock: time_machine.Traveller
    tool_url: str
    lms_machine: Machine
    mail_machine: Machine
    towns: list[Town] = field(default_factory=list)

    @property
    def tools(self) -> Toolbox:
        """What the tool works with."""
        tools: Toolbox = self.app.extensions[EXTENSION]
        return tools

    def runner(self) -> Runner:
        """A process that runs jobs."""
        return Runner(self.app, Waits(self.clock))

    def town_of(self, organisation: int) -> Town:
        """The town of an organisation."""
        return next(town for town in self.towns if town.organisation == organisation)


@contextmanager
def world(folder: Path, sizes: Sequence[int]) -> Iterator[World]:
    """Organisations of these sizes in one installation, on a morning in December.

    The LMS of the smallest says who finished a course: Moodle is asked person by person,
    which for thousands takes all night. The people of the largest get their messages inside
    the LMS, and fewer of them take part.
    """
    tells = max(sizes) < A_TOWN
    folder.mkdir(exist_ok=True)
    port, post = free_port(), Sorting()
    practice_url = f"http://127.0.0.1:{port + 1}"
    settings = _settings(folder, port, post)
    make_site(folder / "practice.sqlite", practice_url)
    with ExitStack() as running:
        clock = running.enter_context(time_machine.travel(BEGINS, tick=False))
        mail = running.enter_context(Machine(post.open))
        site = running.enter_context(
            open_site(folder / "practice.sqlite", HttpDoor(allow_private=PRIVATE))
        )
        app = create_app(settings)
        lms = lms_of(site, tells)
        lms_machine = running.enter_context(Machine(lambda: served(lms, "127.0.0.1", port + 1)))
        running.enter_context(served(app, "localhost", port))
        there = World(app, settings, site, post, clock, settings.public_url, lms_machine, mail)
        there.towns += [_town(there, _staff(size, n)) for n, size in enumerate(sizes, 1)]
        running.enter_context(_seldom_tidied())
        yield there
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _staff(size: int, place: int) -> Staff:
    return Staff(size, place, 0.3 if size >= A_CITY else 1.0)


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """Python looks less often for objects that hold each other: a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _settings(folder: Path, port: int, post: Sorting) -> Settings:
    return Settings(
        database_url=with_tables(folder),
        public_url=f"http://localhost:{port}",
        secret_key="a secret for tests only",
        data_keys=(Fernet.generate_key().decode(),),
        smtp_url=post.url,
        log_level="ERROR",
        allow_private_hosts=PRIVATE,
        erasure_journal=journal_in(folder),
    )


def _town(there: World, staff: Staff) -> Town:
    now, name, inside = BEGINS, NAMES[staff.place], staff.size >= A_CITY
    tool, activity = add_town(there.site, name, staff, there.tool_url, now)
    with there.app.app_context():
        session = db.session()
        organisation = add_organisation(session, name, now)
        contact = f"leren@stad{staff.place}.example"
        set_value(session, organisation, "contact_email", contact, now)
        for key, pack in shipped_packs().items():
            import_theme(session, organisation, pack, f"{key}.yaml", now)
        platform = add_platform(session, organisation, _registration(there.site, tool), now)
        options = {"messages": "moodle"} if inside else {}
        access = ApiAccess("moodle", there.site.url, there.site.rest_token, options)
        set_api(session, there.tools.vault, platform, access)
        db.session.remove()
    return Town(staff, name, organisation, platform, activity, inside)


def _registration(site: Site, tool: Tool) -> Registration:
    base = f"{site.url}/mod/lti"
    return Registration(
        issuer=site.url,
        client_id=tool.client_id,
        deployment_ids=[str(tool.id)],
        auth_login_url=f"{base}/auth.php",
        token_url=f"{base}/token.php",
        jwks_url=f"{base}/certs.php",
    )
