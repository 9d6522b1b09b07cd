"""What programs ask over LTI: keys, tokens, gradebook, members, registration."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from lti_tool.practice import telling
from lti_tool.practice.claims import AGS, NRPS_SCOPE
from lti_tool.practice.gradebook import (
    drop_item,
    find_item,
    item_document,
    list_items,
    results,
    set_item,
    take_score,
)
from lti_tool.practice.lti_tables import LineItem, Tool
from lti_tool.practice.members import member_page
from lti_tool.practice.registration import configuration, register
from lti_tool.practice.store import whole
from lti_tool.practice.tables import Course
from lti_tool.practice.tokens import ServiceError, bearer, issue
from lti_tool.practice.views.frame import here

MEDIA = "application/vnd.ims.lis."
ITEM, ITEMS = MEDIA + "v2.lineitem+json", MEDIA + "v2.lineitemcontainer+json"
SCORE, RESULTS = MEDIA + "v1.score+json", MEDIA + "v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
READS = (AGS + "scope/lineitem", AGS + "scope/lineitem.readonly")
WRITES = (AGS + "scope/lineitem",)
COURSE = "/mod/lti/services.php/<int:course_id>/lineitems"
LINE_ITEM = COURSE + "/<int:item_id>/lineitem"
pages = Blueprint("services", __name__)


@pages.errorhandler(ServiceError)
def refuse(fault: ServiceError) -> Response:
    """An error as Moodle's services give it, its text in the status line too."""
    here().db.rollback()
    body = {"status": fault.status, "reason": fault.reason}
    return Response(
        json.dumps(body), status=f"{fault.status} {fault.reason}", mimetype="application/json"
    )


def _json(document: Any, media: str, status: int = 200) -> Response:
    return Response(json.dumps(document), status=status, mimetype=media)


def _body(media: str) -> dict[str, Any]:
    if request.mimetype != media:
        path = request.path.removeprefix("/mod/lti/services.php")
        raise ServiceError(400, f"No handler found for {path}  {request.mimetype}")
    document = request.get_json(force=True, silent=True)
    return document if isinstance(document, dict) else {}


def _tool(*scopes: str) -> Tool:
    at = here()
    return bearer(at.site, at.db, request.headers.get("Authorization", ""), scopes)


def _course(course_id: int, tool: Tool) -> Course:
    course = here().db.get(Course, course_id)
    if course is None or course.town_id != tool.town_id:
        raise ServiceError(404, f"Not Found: Course {course_id} doesn't exist")
    return course


@pages.get("/mod/lti/certs.php")
def keys() -> Response:
    """The public key of the site."""
    return jsonify(here().site.jwks())


@pages.post("/mod/lti/token.php")
def token() -> Response:
    """A token for services; as JSON that calls itself HTML, as Moodle sends it."""
    at = here()
    _, document = issue(at.site, at.db, request.form)
    return _json(document, "text/html")


@pages.get(COURSE)
def items(course_id: int) -> Response:
    """The tool's columns of a course."""
    at, tool = here(), _tool(*READS)
    _course(course_id, tool)
    rows = list_items(at.db, course_id, tool, request.args)
    return _json([item_document(at.site.url, row) for row in rows], ITEMS)


@pages.post(COURSE)
def add_item(course_id: int) -> Response:
    """A new column; one more with the same resource id is no fault."""
    at, tool = here(), _tool(*WRITES)
    given = _body(ITEM)
    item = LineItem(course_id=_course(course_id, tool).id, tool_id=tool.id)
    set_item(at.db, item, given)
    at.db.add(item)
    at.db.flush()
    telling.column_made(at.db, item, given, at.now)
    return _json({**given, "id": item_document(at.site.url, item)["id"]}, ITEM, 201)


@pages.route(LINE_ITEM, methods=["GET", "PUT", "DELETE"])
def item(course_id: int, item_id: int) -> Response:
    """One column."""
    at = here()
    _tool(*(READS if request.method == "GET" else WRITES))
    found = find_item(at.db, course_id, item_id)
    if request.method == "DELETE":
        drop_item(at.db, found)
        return Response(status=204)
    if request.method == "PUT":
        set_item(at.db, found, _body(ITEM))
    return _json(item_document(at.site.url, found), ITEM)


@pages.post(LINE_ITEM + "/scores")
def score(course_id: int, item_id: int) -> Response:
    """A mark; what the gradebook refuses is told too."""
    at = here()
    _tool(AGS + "scope/score")
    found, given = find_item(at.db, course_id, item_id), _body(SCORE)
    try:
        take_score(at.db, found, given)
    except ServiceError as fault:
        at.db.rollback()
        telling.score_taken(
            at.db, find_item(at.db, course_id, item_id), given, fault.reason, at.now
        )
        return Response("[]", status=f"{fault.status} {fault.reason}", mimetype=SCORE)
    telling.score_taken(at.db, found, given, "", at.now)
    return Response(status=200, mimetype=SCORE)


@pages.get(LINE_ITEM + "/results")
def item_results(course_id: int, item_id: int) -> Response:
    """The grades of a column."""
    at = here()
    _tool(AGS + "scope/result.readonly")
    found = find_item(at.db, course_id, item_id)
    return _json(results(at.db, at.site.url, found, request.args.get("user_id", "")), RESULTS)


@pages.get("/mod/lti/services.php/CourseSection/<int:course_id>/bindings/<int:tool_id>/memberships")
def members(course_id: int, tool_id: int) -> Response:
    """Who takes part, a page at a time."""
    at, tool = here(), _tool(NRPS_SCOPE)
    course = _course(course_id, tool)
    asked = request.args
    first, limit = whole(asked.get("from")), whole(asked.get("limit"))
    role = asked.get("role", "")
    page = member_page(at.db, at.site.url, course, tool_id, first, limit, role)
    telling.members_read(at.db, course, page.document, at.now)
    answer = _json(page.document, MEMBERS)
    if page.following:
        answer.headers["Link"] = f'<{page.following}>; rel="next"'
    return answer


@pages.get("/mod/lti/openid-configuration.php")
def openid() -> Response:
    """What a tool that registers itself must know."""
    return jsonify(configuration(here().site))


@pages.post("/mod/lti/openid-registration.php")
def registration() -> Response:
    """A tool registers itself."""
    at = here()
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise ServiceError(404, "the registration is no JSON document")
    bearer_token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    tool, document = register(at.site, at.db, bearer_token, given)
    telling.registered(at.db, tool, document, at.now)
    return jsonify(document)
