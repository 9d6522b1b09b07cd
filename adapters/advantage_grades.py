"""The participation mark: Assignment and Grade Services 2.0, as far as DESIGN 6.1 goes.

One mark, 1 of 1, is all that is ever sent. A mark without a score, or with another
progress, would erase a grade in Moodle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem

from adapters.advantage_links import asking, host_of, same_host, under
from adapters.advantage_tokens import Clock
from adapters.advantage_wire import AdvantageWire, Named, checked, decoded
from adapters.errors import Refused, Troubled, Unavailable
from adapters.http import Response

_SCOPES = "https://purl.imsglobal.org/spec/lti-ags/scope/"
LINE_ITEM, SCORE, RESULT = (_SCOPES + name for name in ("lineitem", "score", "result.readonly"))
_MEDIA = "application/vnd.ims.lis."
ONE_ITEM, ITEMS = _MEDIA + "v2.lineitem+json", _MEDIA + "v2.lineitemcontainer+json"
ONE_SCORE, RESULTS = _MEDIA + "v1.score+json", _MEDIA + "v2.resultcontainer+json"
MARK = 1
SECOND = timedelta(seconds=1)
NO_COURSE: Named = {404: ("no_course", "the LMS no longer has this course, or no grades in it")}
NO_ITEM: Named = {404: ("no_line_item", "the column of the mark is gone from the gradebook")}
NOT_GRADABLE = (
    "the LMS keeps no grade for this person in this course: a teacher, or somebody who is not "
    "(or no longer) enrolled"
)
# Moodle's words for a path that it does not know; a faulty score has the same status.
NO_HANDLER = b"No handler found"
NO_SCORES_HERE = "the address of the column takes no marks: look at the gradebook of the course"
# Answers that may mean that the mark stands already: a 409 in Moodle, a 400 in Open edX.
NOT_TAKEN = frozenset({400, 409, 422})


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the gradebook holds for one person. ``after`` is a moment later than its entry."""

    marked: bool = False
    after: datetime | None = None


class Grades:
    """Line items and marks of one LMS; ``clock`` is the real one, in UTC."""

    def __init__(self, wire: AdvantageWire, clock: Clock) -> None:
        self._wire, self._clock = wire, clock

    def ensure_line_item(self, lineitems_url: str, resource_id: str, label: str) -> str:
        """The address of the one line item with this resource id, made when there is none."""
        known = self._first(lineitems_url, resource_id)
        if known is not None:
            return known
        made = self._make(lineitems_url, resource_id, label)
        # Another process may have made one at the same moment: both take the first.
        return self._first(lineitems_url, resource_id) or made

    def _first(self, url: str, resource_id: str) -> str | None:
        asked = asking(url, resource_id=resource_id)
        found: list[str] = []
        for page in self._wire.pages(asked, LINE_ITEM, ITEMS, NO_COURSE):
            if not isinstance(page, list):
                raise Unavailable(f"{host_of(url)} answers with something else than line items")
            # Not every LMS knows the filter.
            rows = [row for row in page if isinstance(row, dict)]
            found += [_id(row, url) for row in rows if row.get("resourceId") == resource_id]
        # The oldest one, as far as ids tell: numbers that go up.
        return min(found, key=lambda item: (len(item), item), default=None)

    def _make(self, url: str, resource_id: str, label: str) -> str:
        item = LineItem().set_label(label).set_score_maximum(MARK).set_resource_id(resource_id)
        content = ONE_ITEM, item.get_value()
        answer = self._wire.send("POST", url, LINE_ITEM, accept=ONE_ITEM, content=content)
        document = decoded(checked(answer, NO_COURSE))
        return _id(document if isinstance(document, dict) else {}, url)

    def post_mark(self, line_item_url: str, user_id: str, moment: datetime) -> None:
        """Mark that this person took part; harmless when the mark stands already.

        ``moment`` is aware. Raises ``Refused`` with code ``no_line_item`` when the column is
        gone and ``not_gradable`` when the LMS keeps no grade for the person; ``Troubled``
        when it breaks on this one mark.
        """
        answer = self._post(line_item_url, user_id, moment)
        if answer.status in NOT_TAKEN:
            standing = self._look(line_item_url, user_id)
            if standing.marked:
                return
            if answer.status == 409:
                answer = self._post(line_item_url, user_id, self._later(moment, standing))
        _settled(answer)

    def _later(self, moment: datetime, standing: _Standing) -> datetime:
        return max(self._clock(), moment + SECOND, standing.after or moment)

    def _post(self, url: str, user_id: str, moment: datetime) -> Response:
        grade = Grade().set_user_id(user_id).set_score_given(MARK).set_score_maximum(MARK)
        grade.set_activity_progress("Completed").set_grading_progress("FullyGraded")
        grade.set_timestamp(moment.astimezone(UTC).isoformat(timespec="seconds"))
        content = ONE_SCORE, grade.get_value()
        return self._wire.send("POST", under(url, "scores"), SCORE, content=content)

    def _look(self, url: str, user_id: str) -> _Standing:
        asked = asking(under(url, "results"), user_id=user_id)
        try:
            for page in self._wire.pages(asked, RESULT, RESULTS, NO_ITEM):
                rows = page if isinstance(page, list) else []
                # Not every LMS knows the filter.
                for row in rows:
                    if isinstance(row, dict) and str(row.get("userId")) == user_id:
                        return _read(row)
        except Refused:
            # An LMS may let the tool write and not read: then nothing is known.
            pass
        return _Standing()


def _id(row: Mapping[str, Any], url: str) -> str:
    item = row.get("id")
    if not isinstance(item, str):
        raise Unavailable(f"{host_of(url)} gives a line item without an address")
    return same_host(url, item)


def _settled(answer: Response) -> None:
    host = host_of(answer.url)
    if answer.status == 500:
        raise Troubled(f"{host} answers 500 to a mark: a server error, or a locked grade")
    if answer.status == 409:
        raise Troubled(f"{host} answers 409 to a mark twice: the gradebook has a later entry")
    if NO_HANDLER in answer.body:
        raise Refused("no_line_item", f"{host}: {NO_SCORES_HERE}")
    if answer.status in NOT_TAKEN:
        raise Refused("not_gradable", NOT_GRADABLE)
    # The answer to a mark that was taken is empty or data; a login page comes with 200 too.
    if checked(answer, NO_ITEM).body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise Unavailable(f"{host} answers a mark with a page: try again later")


def _read(row: Mapping[str, Any]) -> _Standing:
    score, most = _number(row.get("resultScore")), _number(row.get("resultMaximum"))
    # A column of another height scales the mark: 1 of 1 is then 100 of 100.
    return _Standing(score >= most > 0, _after(row.get("timestamp")))


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0


def _after(stamp: Any) -> datetime | None:
    if not isinstance(stamp, str):
        return None
    try:
        moment = datetime.fromisoformat(stamp)
        return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)) + SECOND
    except (ValueError, OverflowError):
        return None
