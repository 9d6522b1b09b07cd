"""Who is in a course: Names and Role Provisioning Services 2.0."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.advantage_links import host_of
from adapters.advantage_wire import AdvantageWire, Named
from adapters.errors import Unavailable

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
CONTAINER = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ROLES = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
FAULTS: Named = {404: ("no_course", "the LMS no longer has this course: launch the tool from one")}


# No repr: a person's name and address must not reach a log by accident.
@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """Somebody in a course; texts are empty where the LMS keeps them to itself.

    ``roles`` are full addresses. In Moodle everybody has one role here, and whoever is no
    longer enrolled is simply left out; ``status`` is Active, Inactive or Deleted.
    """

    user_id: str
    name: str = ""
    given_name: str = ""
    email: str = ""
    status: str = "Active"
    roles: tuple[str, ...] = ()
    idnumber: str = ""
    username: str = ""


def read_members(wire: AdvantageWire, url: str) -> list[Member]:
    """All members, or ``Unavailable`` or ``Refused``: never a part of them."""
    found: dict[str, Member] = {}
    for page in wire.pages(url, SCOPE, CONTAINER, FAULTS):
        for member in _of_page(page, host_of(url)):
            # Somebody who joins while we read can shift a person onto two pages.
            found.setdefault(member.user_id, member)
    return list(found.values())


def _of_page(page: Any, host: str) -> Iterator[Member]:
    rows = page.get("members") if isinstance(page, dict) else None
    if not isinstance(rows, list):
        raise Unavailable(f"{host} answers with something else than a list of members")
    for row in rows:
        member = _member(row)
        # Left out, the person would count as gone.
        if member is None:
            raise Unavailable(f"{host} lists a member without an id")
        yield member


def _member(row: Any) -> Member | None:
    if not isinstance(row, dict) or not (user_id := _id(row.get("user_id"))):
        return None
    return Member(
        user_id=user_id,
        name=_text(row, "name"),
        given_name=_text(row, "given_name"),
        email=_text(row, "email"),
        status=_text(row, "status") or "Active",
        roles=_roles(row.get("roles")),
        idnumber=_text(row, "lis_person_sourcedid"),
        username=_text(row, "ext_user_username"),
    )


def _id(value: Any) -> str:
    known = isinstance(value, str | int) and not isinstance(value, bool)
    return _clean(str(value)) if known else ""


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    # Moodle escapes here, and only here: a launch has `Anna & Bo`.
    return _clean(html.unescape(value)) if isinstance(value, str) else ""


def _clean(text: str) -> str:
    # JSON can carry what neither UTF-8 nor a database takes.
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _roles(value: Any) -> tuple[str, ...]:
    roles = [_clean(role) for role in value if isinstance(role, str)] if _listed(value) else []
    return tuple(role if ":" in role else ROLES + role for role in roles if role)


def _listed(value: Any) -> bool:
    return isinstance(value, list)
