"""A rehearsal: the coordinator's page, and the word of an account that it is for testing."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import db
from lti_tool.services import rehearsal as service
from lti_tool.services.hand import Hand
from lti_tool.toolbox import toolbox
from lti_tool.views.desk_words import actor
from lti_tool.views.frame import desk, go, page_info, show, visit


def may_rehearse() -> bool:
    """Whether this account may say that it is for testing."""
    return service.may_join(db.session(), visit().person, desk().now)


@allow("coordinator")
def rehearsal() -> str:
    """How it stands, what to try, and what there is to clean up."""
    page = page_info("rehearsal", _("Oefenen met testaccounts"), role="coordinator")
    standing = service.standing(db.session(), visit().organisation.id, desk().now)
    cleaned = request.args.get("cleaned", type=int)
    return show("rehearsal.html", page, standing=standing, days=service.DAYS, cleaned=cleaned)


@allow("coordinator")
def set_rehearsal() -> Response:
    """On, off, or everything of the test accounts away."""
    hand = Hand(visit().organisation.id, actor(), desk().now)
    wish = request.form.get("go", "")
    if wish == "clean":
        count = service.clean_up(db.session(), toolbox().vault, hand)
        return go("rehearsal", cleaned=count)
    changes = {"on": service.switch_on, "off": service.switch_off}
    if wish in changes:
        changes[wish](db.session(), hand)
    return go("rehearsal")


@allow("employee")
def test_account() -> str | Response:
    """What it means to be a test account, before the account says so."""
    if not may_rehearse():
        return go("employee_home")
    return show("test_account.html", page_info("test-account", _("Is dit een testaccount?")))


@allow("employee")
def become_test_account() -> Response:
    """The account's own word; nobody can say it for another."""
    service.join(db.session(), visit().person, desk().now)
    return go("employee_home")


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/rehearsal", "rehearsal", rehearsal)
    pages.add_url_rule("/rehearsal", "set_rehearsal", set_rehearsal, methods=["POST"])
    pages.add_url_rule("/test-account", "test_account", test_account)
    pages.add_url_rule(
        "/test-account", "become_test_account", become_test_account, methods=["POST"]
    )
