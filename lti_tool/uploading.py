"""Requests whose files stay in memory: a list of HR's must not lie on a disk in plain text."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class InMemory(Request):
    """A request of which nothing is written to a file of its own, however large it is.

    It is never larger than ``max_content_length``.
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()
