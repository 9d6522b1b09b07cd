"""Whether the service account of a Moodle site may do what it must, as far as answers tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.errors import Refused
from adapters.lms import CheckResult
from adapters.moodle_advice import FUNCTIONS, PEOPLE, RIGHTS, SITE_INFO
from adapters.moodle_optional import check_optional
from adapters.moodle_people import Row, look_up
from adapters.moodle_wire import MoodleWire

# Every Moodle has a guest account, with this id; nobody can delete it.
GUEST = "1"
SEE_PEOPLE = "moodle/user:viewdetails"
SEE_ALL = "moodle/user:viewalldetails"
SEE_MAIL = "moodle/site:viewuseridentity"
IDENTITY = "and tick the mail address in `Show user identity` of the user policies"


def check_site(wire: MoodleWire, people: Sequence[str]) -> list[CheckResult]:
    """The connection, each function of the service, the rights to see people, and what is optional.

    ``people`` are ids of accounts that are known to exist, the more the surer.
    """
    site = f"Moodle at {wire.url}"
    try:
        info = wire.call(SITE_INFO, {})
    except Refused as fault:
        return [CheckResult(False, site, fault.reason)]
    rows = info.get("functions") if isinstance(info, dict) else None
    if not isinstance(rows, list):
        raise wire.unexpected(SITE_INFO)
    has = {row.get("name") for row in rows if isinstance(row, dict)}
    functions = [
        CheckResult(name in has, f"function {name} ({why})", f"add {name} to the service")
        for name, why in FUNCTIONS.items()
    ]
    own = str(info.get("userid") or "")
    seeing = _seeing(wire, own, people) if PEOPLE in has else ()
    return [CheckResult(True, site), *functions, *seeing, *check_optional(wire, has, people)]


def _seeing(wire: MoodleWire, own: str, people: Sequence[str]) -> Iterator[CheckResult]:
    try:
        rows = list(look_up(wire, "id", [own, GUEST, *people]))
    except Refused as fault:
        yield CheckResult(False, _right(SEE_PEOPLE), fault.reason)
        return
    others = [row for row in rows if str(row["id"]) != own]
    # An account always sees itself; who sees itself alone lacks the right. Whoever is
    # not even shown itself tells nothing, unless there are people who must be there.
    if not others:
        if people or rows:
            told = f"{_give(SEE_PEOPLE)} and {SEE_ALL}: Moodle shows it no people"
            yield CheckResult(False, _right(SEE_PEOPLE), told)
        return
    yield CheckResult(True, _right(SEE_PEOPLE))
    yield CheckResult(_shown("username", others), _right(SEE_ALL), _give(SEE_ALL))
    yield CheckResult(_shown("email", others), _right(SEE_MAIL), f"{_give(SEE_MAIL)}, {IDENTITY}")


def _shown(field: str, rows: Sequence[Row]) -> bool:
    return any(field in row for row in rows)


def _right(name: str) -> str:
    return f"right {name} ({RIGHTS[name]})"


def _give(name: str) -> str:
    return f"give the role of the service account, in the system context, {name}"
