"""What a Moodle answers to a tool that asks for members, line items, scores and results."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from adapters.fakes.advantage_answers import Answer, Request, document, fault, no_handler
from adapters.fakes.advantage_gradebook import ITEM, ITEMS, Gradebook
from adapters.fakes.advantage_office import AGS, Office

TOKEN, SERVICES = "/mod/lti/token.php", "/mod/lti/services.php"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
READS, WRITES = {AGS + "lineitem", AGS + "lineitem.readonly"}, {AGS + "lineitem"}
COURSE = "2"


@dataclass
class Services:
    """Courses with their members and gradebook, behind one token endpoint.

    ``page_size`` pages members that were asked for without a limit; Moodle does not.
    """

    base: str
    office: Office
    gradebook: Gradebook
    members: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: {COURSE: {}})
    page_size: int = 0

    def members_url(self, course: str) -> str:
        """The ``context_memberships_url`` of a launch from this course."""
        return f"{self.base}{SERVICES}/CourseSection/{course}/bindings/1/memberships"

    def lineitems_url(self, course: str) -> str:
        """The ``lineitems`` of a launch from this course."""
        return f"{self.base}{SERVICES}/{course}/lineitems?type_id=1"

    def answer(self, request: Request) -> Answer:
        """The answer of a site in good order."""
        if (request.method, request.path) == ("POST", TOKEN):
            return self.office.issue(dict(parse_qsl(request.body.decode())))
        for method, pattern, scopes, serve in ROUTES:
            found = re.fullmatch(SERVICES + pattern, request.path)
            if not found or method != request.method:
                continue
            if not self.office.allows(request.headers.get("authorization", ""), scopes):
                return fault(request, 401, "Unauthorized")
            if found[1] not in self.members:
                return fault(request, 404, f"Not Found: Course {found[1]} doesn't exist")
            return serve(self, request, *found.groups())
        return no_handler(request)

    def list_members(self, request: Request, course: str) -> Answer:
        """A page of the course's members; the next link forgets ``role``, as Moodle's does."""
        query = request.query
        role = query.get("role", "").rpartition("#")[2]
        rows = [row for row in self.members[course].values() if role in ("", *row["roles"])]
        first, size = _window(request, self.page_size)
        url = self.members_url(course)
        context = {"id": course, "label": f"C{course}", "title": f"Cursus {course}"}
        shown = rows[first : first + size] if size else rows
        answer = document({"id": url, "context": context, "members": shown}, MEMBERS)
        link = f'<{url}?limit={size}&from={first + size}>; rel="next"'
        return _linked(answer, link, rows, first + size if size else len(rows))

    def list_items(self, request: Request, course: str) -> Answer:
        """A page of line items, whose Link header is broken in Moodle's way."""
        items = self.gradebook.listed(course, request.query)
        first, size = _window(request, 0)
        answer = document(items[first : first + size] if size else items, ITEMS)
        following = f"{self.lineitems_url(course)}&amp;limit={size}&amp;from={first + size}"
        link = f"<{following}>; rel=“next”".encode().decode("latin-1")
        return _linked(answer, link, items, first + size if size else len(items))

    def create_item(self, request: Request, course: str) -> Answer:
        """A new line item."""
        return self.gradebook.create(request, course)

    def of_item(self, request: Request, course: str, number: str, what: str) -> Answer:
        """A line item, its results, or a score for it."""
        if int(number) not in self.gradebook.columns:
            return fault(request, 404, f"Not Found: Grade item {number} doesn't exist")
        if what == "results":
            return self.gradebook.results(int(number), request.query)
        if what == "scores":
            people = self.members[course].values()
            learners = {row["user_id"] for row in people if row["roles"] == ["Learner"]}
            return self.gradebook.take(request, int(number), learners)
        return document(self.gradebook.columns[int(number)].shown, ITEM)


def _window(request: Request, size: int) -> tuple[int, int]:
    query = request.query
    return int(query.get("from", 0)), int(query.get("limit", size))


def _linked(answer: Answer, link: str, rows: Sequence[object], end: int) -> Answer:
    return replace(answer, headers={"Link": link}) if end < len(rows) else answer


Serve = Callable[..., Answer]
ROUTES: tuple[tuple[str, str, set[str], Serve], ...] = (
    ("GET", r"/CourseSection/(\d+)/bindings/1/memberships", {NRPS}, Services.list_members),
    ("GET", r"/(\d+)/lineitems", READS, Services.list_items),
    ("POST", r"/(\d+)/lineitems", WRITES, Services.create_item),
    ("GET", r"/(\d+)/lineitems/(\d+)/lineitem()", READS, Services.of_item),
    ("POST", r"/(\d+)/lineitems/(\d+)/lineitem/(scores)", {AGS + "score"}, Services.of_item),
    (
        "GET",
        r"/(\d+)/lineitems/(\d+)/lineitem/(results)",
        {AGS + "result.readonly"},
        Services.of_item,
    ),
)
