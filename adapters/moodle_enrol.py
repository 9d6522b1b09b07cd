"""Enrolments in one Moodle course: who is there, who can be added, and adding them.

Moodle overwrites: enrolling somebody who is there makes a suspended enrolment active and
wipes its dates. So only people who are certainly not there are written, and what cannot
be seen for certain is not written at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from adapters.errors import Refused
from adapters.lms import EnrolOutcome
from adapters.moodle_advice import COURSES, ENROL, PARTICIPANTS
from adapters.moodle_people import batches, look_up
from adapters.moodle_wire import MoodleFault, MoodleWire

Pace = Callable[[], None]
A_CALL = 100
# 2000 take Moodle some two seconds. Pages overlap, since a page moves up by one when
# somebody leaves the course between two reads.
PAGE = 2000
OVERLAP = 20
# Somebody in the batch is wrong; Moodle does not say who, and has enrolled nobody.
SPLITS = frozenset(
    {"invaliduser", "userdeleted", "usernotconfirmed", "guestsarenotallowed"}
    | {"invalidparameter", "invalidrecord", "codingerror"}
)
# A group, and a role, that no Moodle has.
NONE_SUCH = "2147483647"
UNSEEN = (
    "Moodle shows no such account: it was deleted, or the role of the service account lacks "
    "moodle/user:viewdetails in the system context"
)
GROUPS_HIDDEN = (
    "the course has separate groups and the account sees its own only: give its role "
    "moodle/site:accessallgroups"
)
NOT_SHOWN = (
    "Moodle said yes, yet does not show the enrolment: look at the course, and at "
    "max_input_vars in Moodle's PHP (it should be 5000)"
)


@dataclass
class _Run:
    """What became of one list of people so far: ``refused`` holds user id → reason.

    ``until`` is the end of the enrolments in seconds since 1970, 0 for none.
    """

    course: str
    until: int = 0
    wrote: bool = False
    refused: dict[str, str] = field(default_factory=dict)


class Enrolments:
    """Reads and writes enrolments in a role. ``pace`` is called before each writing call."""

    def __init__(self, wire: MoodleWire, role_id: int, pace: Pace) -> None:
        self._wire, self._role_id, self._pace = wire, role_id, pace

    def participants(self, course: str) -> set[str]:
        """The ids of all who are enrolled, suspended and expired ones included."""
        found: set[str] = set()
        start = 0
        while True:
            page = self._page(course, limitfrom=start, limitnumber=PAGE, sortby="id")
            known = len(found)
            found |= page
            # A short page is not the last: Moodle cuts it first, and leaves out afterwards
            # whom the account may not see.
            if len(found) == known:
                return found
            start += PAGE - OVERLAP

    def _page(self, course: str, **options: str | int) -> set[str]:
        asked = {"userfields": "id", **options}
        pairs = [{"name": name, "value": value} for name, value in asked.items()]
        rows = self._wire.rows(PARTICIPANTS, {"courseid": course, "options": pairs})
        return {str(row["id"]) for row in rows}

    def look_into(self, course: str) -> None:
        """Raises what Moodle says where the account may not see who takes part."""
        self._page(course, limitnumber=1)
        self.see_all_groups(course)

    def see_all_groups(self, course: str) -> None:
        """Raises ``Refused`` where separate groups would hide people who are enrolled."""
        try:
            # Asking for a group of others is refused exactly when the right is missing.
            self._page(course, groupid=NONE_SUCH, limitnumber=1)
        except MoodleFault as fault:
            if fault.code == "nopermissions" and self._separate_groups(course):
                raise Refused("cannot_see_groups", GROUPS_HIDDEN) from fault

    def _separate_groups(self, course: str) -> bool:
        found = self._wire.call(COURSES, {"field": "id", "value": course})
        rows = found.get("courses") if isinstance(found, dict) else None
        # Without the right to see the mode, the careful answer.
        return not rows or str(rows[0].get("groupmode")) not in ("0", "2")

    def add(self, course: str, user_ids: Sequence[str], until: int = 0) -> list[EnrolOutcome]:
        """Enrol whoever has no enrolment yet, in any state; read back who is there then."""
        wanted = list(dict.fromkeys(user_ids))
        before = self.participants(course)
        missing = [user for user in wanted if user not in before]
        run = _Run(course, until)
        if missing:
            self.see_all_groups(course)
            self._write_all(run, self._visible(run, missing))
        after = self.participants(course) if run.wrote else before
        return [_outcome(user, before, after, run.refused) for user in wanted]

    def _visible(self, run: _Run, users: Sequence[str]) -> list[str]:
        # Whom Moodle does not show here, it does not show among the participants either:
        # without user:viewdetails both leave out all but teachers and the account itself.
        seen = {str(row["id"]) for row in look_up(self._wire, "id", users)}
        run.refused |= {user: UNSEEN for user in users if user not in seen}
        return [user for user in users if user in seen]

    def _write_all(self, run: _Run, users: Sequence[str]) -> None:
        left = list(batches(users, A_CALL))
        while left:
            batch = left.pop(0)
            try:
                run.refused |= dict(self._write(run, batch))
            except Refused as fault:
                # The course as a whole; what was written before stays done.
                if not run.wrote:
                    raise
                rest = [*batch, *(user for later in left for user in later)]
                run.refused |= dict.fromkeys(rest, fault.reason)
                return

    def _write(self, run: _Run, users: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yields (user id, reason) of each whom Moodle refuses; the others are enrolled."""
        try:
            self.write(run.course, users, until=run.until)
        except MoodleFault as fault:
            if fault.code in SPLITS:
                yield from self._halves(run, users, fault)
                return
            # Moodle mails people after its transaction: it then answers that a mail did not
            # go out (one person without an address is enough), and has enrolled everybody.
            if not self.participants(run.course).issuperset(users):
                raise
        run.wrote = True

    def _halves(
        self, run: _Run, users: Sequence[str], fault: MoodleFault
    ) -> Iterator[tuple[str, str]]:
        if len(users) == 1:
            yield users[0], fault.reason
            return
        half = len(users) // 2
        yield from self._write(run, users[:half])
        yield from self._write(run, users[half:])

    def write(
        self,
        course: str,
        users: Sequence[str],
        role_id: int | str | None = None,
        until: int = 0,
    ) -> None:
        """One writing call, all or nothing; raises what Moodle says."""
        self._pace()
        shared = {"roleid": self._role_id if role_id is None else role_id, "courseid": course}
        shared |= {"timeend": until} if until else {}
        rows = [{"userid": user, **shared} for user in users]
        # Not repeated at once: when the answer was lost, reading back shows what was done.
        self._wire.call(ENROL, {"enrolments": rows}, repeatable=False)


def _outcome(user: str, before: set[str], after: set[str], refused: dict[str, str]) -> EnrolOutcome:
    if user in before:
        return EnrolOutcome(user, "present")
    if user in after:
        return EnrolOutcome(user, "enrolled")
    return EnrolOutcome(user, "refused", refused.get(user, NOT_SHOWN))
