"""What all commands share: the application they work in, and how a refusal is said."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from adapters.errors import Refused, Unavailable
from config.settings import Settings, SettingsError, load_settings
from lti_tool.core import create_core
from lti_tool.models import db
from lti_tool.services.faults import Faults
from lti_tool.toolbox import EXTENSION, Toolbox
from lti_tool.vault import SealBroken

LOST_KEY = "what is stored does not open: put the earlier key back in THEMASCAN_DATA_KEYS"
NO_DRIVER = "PostgreSQL needs its driver: pip install 'themascan[postgresql]'"
OLD_TABLES = re.compile(r"no such (table|column)|(relation|column) .* does not exist")


class Refusal(click.ClickException):
    """Ends the command with exit code 1 and one line per fault on standard error."""

    exit_code = 1

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines

    def show(self, file: IO[Any] | None = None) -> None:
        for line in self.lines:
            click.echo(line, file=file, err=file is None)


class Commands(click.Group):
    """A group that turns what services and adapters refuse into a :class:`Refusal`."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Faults, SettingsError) as fault:
            raise Refusal(fault.lines if isinstance(fault, Faults) else fault.faults) from fault
        except (Unavailable, Refused) as fault:
            raise Refusal((f"the LMS: {fault.reason}",)) from fault
        except DBAPIError as fault:
            raise Refusal((_database_line(fault),)) from fault
        except SealBroken as fault:
            raise Refusal((LOST_KEY,)) from fault


def _database_line(fault: DBAPIError) -> str:
    said = " ".join(str(fault.orig).split())
    advice = "run `themascan db upgrade`" if OLD_TABLES.search(said) else "see `themascan doctor`"
    return f"the database: {said}: {advice}"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a command works with, inside the application's context."""

    app: Flask
    session: Session
    tools: Toolbox
    now: datetime


def read_settings() -> Settings:
    """The settings of this environment."""
    return load_settings(os.environ)


@contextmanager
def bench() -> Iterator[Bench]:
    """The application of this environment; raises ``SettingsError`` when it cannot start."""
    settings = read_settings()
    try:
        app = create_core(settings)
    except ModuleNotFoundError as fault:
        if fault.name != "psycopg":
            raise
        raise Refusal((NO_DRIVER,)) from fault
    with app.app_context():
        tools: Toolbox = app.extensions[EXTENSION]
        try:
            yield Bench(app, db.session(), tools, tools.clock())
        finally:
            db.session.remove()
            db.engine.dispose()


def lines(*texts: str) -> None:
    """Print lines; where something was made its id is the last word of the last."""
    for text in texts:
        click.echo(text)
