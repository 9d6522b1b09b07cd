"""Accounts of a Canvas: who has which id, SIS id, login or mail address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.canvas_wire import CanvasFault, CanvasWire, segment
from adapters.lms import LmsPerson, PersonKey

PREFIX = {"id": "", "idnumber": "sis_user_id:", "username": "sis_login_id:"}


def find_people(
    wire: CanvasWire, account: str, key: PersonKey, values: Sequence[str]
) -> dict[str, LmsPerson]:
    """Accounts by one of their keys, one question each; several with one key are nobody."""
    found = {}
    for value in dict.fromkeys(values):
        rows = list(_people(wire, account, key, value)) if value.strip() else []
        if len(rows) == 1:
            found[value] = _person(rows[0])
    return found


def _people(wire: CanvasWire, account: str, key: PersonKey, value: str) -> Iterator[Any]:
    if key == "email":
        path = f"accounts/{segment(account)}/users"
        for row in wire.pages(path, [("search_term", value), ("include[]", "email")]):
            if str(row.get("email") or "").casefold() == value.casefold():
                yield row
        return
    if key == "id" and not (value.isascii() and value.isdigit()):
        return
    try:
        row = wire.one(f"users/{segment(PREFIX[key] + value)}")
    except CanvasFault as fault:
        if fault.code != "not_found":
            raise
        return
    if "id" in row:
        yield row


def _person(row: Any) -> LmsPerson:
    return LmsPerson(
        id=str(row["id"]),
        username=row.get("login_id") or None,
        email=row.get("email") or None,
        idnumber=row.get("sis_user_id") or None,
        name=str(row.get("name") or ""),
        function_field=None,
    )
