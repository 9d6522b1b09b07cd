"""Structured logs: JSON lines, and a processor that lets only known fields through."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

# An allow list, not a deny list: a field that nobody thought of cannot leak a result.
NAMES = """
event level timestamp module route method status ms reference reason code job slot
platform organisation cycle kind count state host error where process exception
"""
FIELDS = frozenset(NAMES.split())
FRAMES = 6


def known_fields_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list, naming it so that a developer notices."""
    dropped = sorted(set(event) - FIELDS)
    kept = {key: value for key, value in event.items() if key in FIELDS}
    if dropped:
        kept["where"] = "dropped:" + ",".join(dropped)
    return kept


class LibraryLines(logging.Handler):
    """What libraries log, without values: those can be a visit's address or a row.

    Flask, for one, writes the path of a request that it could not finish, and SQLAlchemy
    the parameters of a statement that failed. What stays is the logger, the sentence with
    its gaps open, and the kind and place of an exception.
    """

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, str] = {}
        if record.args and isinstance(record.msg, str):
            fields["reason"] = record.msg
        kind, _, trace = record.exc_info or (None, None, None)
        if kind is not None:
            frames = traceback.extract_tb(trace)[-FRAMES:]
            places = [f"{frame.name}:{frame.lineno}" for frame in reversed(frames)]
            fields |= {"exception": kind.__name__, "where": " < ".join(places)}
        log(record.name).log(record.levelno, "library", **fields)


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's warnings to one JSON stream."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            known_fields_only,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        # Looked up at each line: a stream that was standard error once may be closed by now.
        logger_factory=lambda *_: structlog.PrintLogger(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[LibraryLines()], level=logging.WARNING, force=True)


def log(name: str) -> Any:
    """A logger that carries the name of its module."""
    return structlog.get_logger(module=name)
