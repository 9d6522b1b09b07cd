"""Every route × role: who may open what, and what nobody but the person gets."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lti_tool.access import RouteWithoutAccess, check_access_named, roles_of
from lti_tool.models import Coordinator, Team, TeamManager, db
from lti_tool.services.drafts import begin_new
from lti_tool.services.hand import Hand
from tests.platform import LEARNER, SYSTEM_ADMIN
from tests.town import Town, Walker

ROLES = ("employee", "manager", "coordinator", "admin")
SAMPLES = {
    "number": "1",
    "quarter": "2027-Q2",
    "offer_id": "tm-ml-vinden",
    "cycle_id": "1",
    "theme": "teams-samenwerken",
    "message_name": "invite",
    "text_name": "invite",
    "kind": "basis",
    "row": "-",
    "pack_id": "teams-samenwerken",
    "version": "0.2.0",
}


def launched(town: Town, role: str) -> Walker:
    """Somebody with a role, in front of the landing page."""
    person = town.add_person(role)
    with town.app.app_context():
        if role == "manager":
            team = Team(organisation_id=town.organisation_id, name="Team")
            db.session.add(team)
            db.session.flush()
            db.session.add(TeamManager(team_id=team.id, person_id=person))
        if role == "coordinator":
            now = town.clock()
            db.session.add(Coordinator(person_id=person, confirmed_at=now, confirmed_by="test"))
        begin_new(db.session(), Hand(town.organisation_id, "admin x", town.clock()), "Bellen")
        db.session.commit()
    walker = Walker(town, town.app.test_client())
    walker.launch(role, roles=[SYSTEM_ADMIN if role == "admin" else LEARNER])
    return walker


def visit_routes(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path after the visit) of every page of a visit."""
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("visit."):
            continue
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda m: SAMPLES.get(m[1], m[0]), rule.rule)
        path = path.replace("/v/<path_id>", "")
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            found.append((rule.endpoint, method, path))
    return found


def test_a_route_that_names_nobody_stops_the_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open to all"
    app.url_map.add(app.url_rule_class("/forgotten", endpoint="forgotten"))
    with pytest.raises(RouteWithoutAccess, match="forgotten"):
        check_access_named(app)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_its_roles_only(town: Town, role: str) -> None:
    walker = launched(town, role)
    assert walker.page.role == role
    mine = {"employee", role}
    for endpoint, method, path in visit_routes(town.app):
        if endpoint == "visit.close":
            continue
        answer = walker.client.open(walker.base + path, method=method)
        allowed = bool(roles_of(town.app, endpoint) & mine)
        if not allowed:
            assert answer.status_code == 403, (endpoint, method)
        elif method == "POST":
            assert answer.status_code == 400, (endpoint, "a POST without a token is refused")
        else:
            assert answer.status_code in (200, 303), (endpoint, method)


@pytest.mark.parametrize("path", ["", "/result", "/questions/1", "/admin"])
def test_without_a_visit_there_is_a_friendly_page(town: Town, path: str) -> None:
    answer = town.app.test_client().get("/v/" + "x" * 32 + (path or "/"))
    assert answer.status_code == 403
    assert "leerplatform" in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["manager", "coordinator", "admin"])
def test_no_other_role_reaches_a_result(town: Town, role: str) -> None:
    town.add_person("5")
    owner = Walker(town, town.app.test_client())
    owner.launch("5")
    owner.scan(best=False)
    assert "Hier valt nog iets te winnen" in owner.page.text
    other = launched(town, role)
    for _endpoint, method, path in visit_routes(town.app):
        if method == "GET":
            page = other.client.get(other.base + path, follow_redirects=True)
            assert "Hier valt nog iets te winnen" not in page.get_data(as_text=True)
