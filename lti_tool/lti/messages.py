"""From checked claims to a :class:`Launch`: the few facts that the tool uses."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.lti.claims import (
    DEEP_LINK,
    DEEP_LINKING,
    LTI,
    Claims,
    check_message,
    optional,
    part,
    text,
)
from lti_tool.lti.refusal import Refusal
from lti_tool.lti.text import LONGEST_URL, is_opaque, web_address

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MOST_ROLES = 100
LONGEST_DATA = 16_000


@dataclass(frozen=True, slots=True)
class DeepLinkRequest:
    """What an LMS that asks for content wants back, and where; ``data`` is None when absent."""

    return_url: str
    data: str | None
    takes_line_item: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What a placed link asks for, in its custom parameters; each empty when absent."""

    page: str
    theme: str
    offer: str
    cycle: str


@dataclass(frozen=True, slots=True)
class Launch:
    """A validated message, reduced to what is used; optional claims are empty when absent."""

    deployment_id: str
    sub: str
    target_link_uri: str
    roles: tuple[str, ...]
    context_id: str
    line_item_url: str
    line_items_url: str
    memberships_url: str
    return_url: str
    locale: str
    wish: Wish
    family: str
    given_name: str
    email: str
    username: str
    idnumber: str
    canvas_user_id: str
    deep_link: DeepLinkRequest | None


def _roles(claims: Claims) -> tuple[str, ...]:
    roles = claims.get(LTI + "roles")
    if not isinstance(roles, list) or len(roles) > MOST_ROLES:
        raise Refusal("bad_claims")
    if not all(isinstance(role, str) for role in roles):
        raise Refusal("bad_claims")
    return tuple(roles)


def _wish(claims: Claims) -> Wish:
    custom = part(claims, LTI + "custom")
    return Wish(**{name: optional(custom, name, 100) for name in Wish.__slots__})


def _canvas_user_id(claims: Claims) -> str:
    """What Canvas puts in for ``$Canvas.user.id``; what it does not know it sends as it stands."""
    given = optional(part(claims, LTI + "custom"), "canvas_user_id", 20)
    return given if given.isascii() and given.isdigit() else ""


def _locale(claims: Claims) -> str:
    presentation = part(claims, LTI + "launch_presentation")
    named = optional(presentation, "locale") or optional(claims, "locale")
    return "en" if named.lower().startswith("en") else "nl"


def _deep_link(claims: Claims) -> DeepLinkRequest:
    settings = part(claims, DEEP_LINKING + "deep_linking_settings")
    data = settings.get("data")
    if data is not None and not is_opaque(data, LONGEST_DATA):
        raise Refusal("bad_claims")
    return DeepLinkRequest(
        return_url=web_address(settings.get("deep_link_return_url")),
        data=data,
        takes_line_item=settings.get("accept_lineitem", True) is not False,
    )


def read_launch(claims: Claims) -> Launch:
    """The launch that claims describe; raises ``Refusal`` for a message that is not one."""
    kind = check_message(claims)
    grades = part(claims, AGS)
    presentation = part(claims, LTI + "launch_presentation")
    return Launch(
        deployment_id=text(claims, LTI + "deployment_id"),
        sub=text(claims, "sub"),
        target_link_uri=text(claims, LTI + "target_link_uri", LONGEST_URL),
        roles=_roles(claims),
        context_id=optional(part(claims, LTI + "context"), "id"),
        line_item_url=web_address(grades.get("lineitem")),
        line_items_url=web_address(grades.get("lineitems")),
        memberships_url=web_address(part(claims, NRPS).get("context_memberships_url")),
        return_url=web_address(presentation.get("return_url")),
        locale=_locale(claims),
        wish=_wish(claims),
        family=optional(part(claims, LTI + "tool_platform"), "product_family_code").lower(),
        given_name=optional(claims, "given_name", 100).strip(),
        email=optional(claims, "email").lower(),
        username=optional(part(claims, LTI + "ext"), "user_username").lower(),
        idnumber=optional(part(claims, LTI + "lis"), "person_sourcedid"),
        canvas_user_id=_canvas_user_id(claims),
        deep_link=_deep_link(claims) if kind == DEEP_LINK else None,
    )
