"""Kept access tokens: no transaction outlives a look at the shelf."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from lti_tool.services.tokens import TokenShelf
from lti_tool.toolbox import EXTENSION
from tests.hall import NOW


def test_reading_a_token_leaves_no_transaction_open(app: Flask, session: Session) -> None:
    shelf = TokenShelf(session, app.extensions[EXTENSION].vault)
    shelf.put("a" * 64, "token", NOW + timedelta(hours=1))
    assert shelf.get("a" * 64) == ("token", NOW + timedelta(hours=1))
    assert not session.in_transaction()
    assert shelf.get("b" * 64) is None
    assert not session.in_transaction()
