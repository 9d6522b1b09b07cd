"""Where a demo lives: one folder per port, with its secrets; complete or not there at all."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from cryptography.fernet import Fernet

from config.settings import PREFIX, Settings, load_settings
from lti_tool import migrating
from lti_tool.services.faults import Faults

# One more whenever the made-up data change: an older demo is then made anew.
EDITION = 3
NOTE = "demo.json"
PRACTICE = "practice.sqlite"


@dataclass(frozen=True, slots=True)
class Note:
    """What a complete demo knows of itself; written last. ``good_until`` is its last day."""

    edition: int
    schema: str
    good_until: str
    secret_key: str
    data_key: str


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of the demo on one port. ``folder`` is where it stands when complete."""

    base: Path
    port: int

    @property
    def folder(self) -> Path:
        """The complete demo."""
        return self.base / str(self.port)

    @property
    def making(self) -> Path:
        """The demo while it is being made; left behind by a process that was killed."""
        return self.base / f"{self.port}.making"

    @property
    def tool_url(self) -> str:
        """The tool; another site than the LMS, as in life."""
        return f"http://localhost:{self.port}"

    @property
    def practice_url(self) -> str:
        """The practice LMS, on the next port."""
        return f"http://127.0.0.1:{self.port + 1}"

    def environment(self, folder: Path, note: Note) -> dict[str, str]:
        """The tool's settings, as it reads them."""
        values = {
            "DATABASE_URL": f"sqlite:///{folder / 'themascan.sqlite'}",
            "PUBLIC_URL": self.tool_url,
            "SECRET_KEY": note.secret_key,
            "DATA_KEYS": note.data_key,
            "ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{self.port + 1}",
            "LOG_LEVEL": "WARNING",
        }
        return {PREFIX + name: value for name, value in values.items()}

    def settings(self, folder: Path, note: Note) -> Settings:
        """The same, read."""
        return load_settings(self.environment(folder, note))


def database(folder: Path) -> Path:
    """The practice LMS's database in a complete demo."""
    return folder / PRACTICE


def new_note(good_until: date) -> Note:
    """A note with fresh secrets."""
    return Note(
        edition=EDITION,
        schema=str(migrating.newest()),
        good_until=good_until.isoformat(),
        secret_key=secrets.token_urlsafe(32),
        data_key=Fernet.generate_key().decode(),
    )


def read_note(folder: Path) -> Note | None:
    """The note of a complete demo; None where there is none that can be read."""
    try:
        return Note(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_note(folder: Path, note: Note) -> None:
    """Say that the demo in this folder is complete."""
    path = folder / NOTE
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(note)), encoding="utf-8")


def why_anew(note: Note | None, today: date) -> str:
    """Why what stands cannot be used, or an empty text when it can."""
    if note is None:
        return "there is none yet"
    if (note.edition, note.schema) != (EDITION, str(migrating.newest())):
        return "it was made by another version"
    if note.good_until < today.isoformat():
        return f"its quarter ran until {note.good_until}"
    return ""


def remove(folder: Path) -> None:
    """Remove a demo; its note goes first, so that a half-removed one is never used."""
    (folder / NOTE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def claimed(home: Home) -> Iterator[None]:
    """Hold the demo of this port; raises :class:`Faults` while another process has it."""
    try:
        home.base.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(home.base / f"{home.port}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise Faults(f"{home.base}: {fault.strerror}; choose another with --data") from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        raise Faults(
            f"the demo on port {home.port} runs already: open {home.practice_url}"
        ) from fault
    try:
        yield
    finally:
        os.close(handle)


def default_base(environment: Mapping[str, str]) -> Path:
    """Where demos are kept when nobody says where."""
    data = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "themascan-demo"
