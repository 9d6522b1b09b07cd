"""The answer to an LMS that asked for content (LTI Deep Linking 2.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from pylti1p3.deep_link import DeepLink, TDeepLinkData
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem
from pylti1p3.registration import Registration

from lti_tool.lti.claims import DEEP_LINKING
from lti_tool.lti.messages import DeepLinkRequest
from lti_tool.services.marking import LABEL, resource_id

# Moodle refuses a token that its own clock thinks is a second young.
SET_BACK = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to place; ``cycle_id`` is set when the link is for one cycle only.

    ``once`` when a course needs no second link to it.

    ``title`` and ``text`` are what employees read in the course, ``hint`` is for the placer.
    """

    id: str
    title: str
    text: str
    hint: str
    custom: Mapping[str, str]
    cycle_id: int | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Who answers: the registration, and the key with which it signs."""

    issuer: str
    client_id: str
    deployment_id: str
    private_key_pem: str
    kid: str


def _link(choice: Choice, site: str, takes_line_item: bool) -> dict[str, Any]:
    link = DeepLinkResource().set_title(choice.title).set_custom_params(choice.custom)
    link.set_url(f"{site}/lti/launch")
    # A column only where the link is for one cycle: else quarters would share it.
    if takes_line_item and choice.cycle_id is not None:
        item = LineItem().set_score_maximum(1).set_label(LABEL)
        link.set_lineitem(item.set_resource_id(resource_id(choice.cycle_id)))
    return {**link.to_dict(), "text": choice.text}


def response_token(
    sender: Sender, request: DeepLinkRequest, choice: Choice | None, site: str
) -> str:
    """The signed answer: one link, or none when nothing was chosen; good for ten minutes."""
    registration = Registration().set_issuer(sender.issuer).set_client_id(sender.client_id)
    settings: TDeepLinkData = {"deep_link_return_url": request.return_url, "data": request.data}
    message = DeepLink(registration, sender.deployment_id, settings).get_message_jwt([])
    links = [] if choice is None else [_link(choice, site, request.takes_line_item)]
    message[DEEP_LINKING + "content_items"] = links
    return jwt.encode(
        _tidied(message), sender.private_key_pem, "RS256", headers={"kid": sender.kid}
    )


def _tidied(message: Mapping[str, Any]) -> dict[str, Any]:
    # The library lists the audience, says "data": null, and leaves no room between two clocks.
    tidy = {**message, "aud": message["aud"][0], "iat": message["iat"] - SET_BACK}
    if tidy[DEEP_LINKING + "data"] is None:
        del tidy[DEEP_LINKING + "data"]
    return tidy
