"""From a row of the outbox to words for one reader, or to nothing when it has lost its sense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lti_tool.models import Person
from lti_tool.services.booking_letters import letter_of
from lti_tool.services.deliveries import Taken
from lti_tool.services.message_letters import (
    Reader,
    Round,
    contact_of,
    message_to,
    reader_of,
    round_of,
)
from lti_tool.services.message_people import (
    COMES_AFTER,
    MAKES_SENSE,
    Wanted,
    crowded,
    still_wanted,
    wanted,
)
from lti_tool.services.message_texts import Written
from lti_tool.services.messages import NOBODY, mail_parcel
from lti_tool.services.outbox import parcel_name
from lti_tool.services.postroom import Post


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is ready to go; ``name`` is that of its row, the same at every try.

    ``calendar`` is an appointment that comes along by mail.
    """

    at: Round
    reader: Reader
    words: Written
    name: str
    calendar: bytes = b""


Topic = tuple[str, int]


class Composer:
    """Finds words for rows, at one moment of business time; remembers what cycles say."""

    def __init__(self, post: Post, now: datetime) -> None:
        self._post, self.now = post, now
        self._rounds: dict[int, Round] = {}
        self._questions: dict[Topic, Wanted] = {}
        self._ahead: dict[Topic, dict[int, Person]] = {}

    def look_ahead(self, rows: Sequence[Taken]) -> None:
        """Read for rows that go in one call what :meth:`draft` asks of each.

        It holds until the next call of this: so long, somebody may finish unseen.
        """
        people: defaultdict[Topic, set[int]] = defaultdict(set)
        for row in rows:
            if "booking" not in row.payload and row.payload["person"] != NOBODY:
                topic = str(row.payload["message"]), int(row.payload["cycle"])
                people[topic].add(int(row.payload["person"]))
        self._ahead = {topic: self._addressees(*topic, wanted) for topic, wanted in people.items()}

    def draft(self, row: Taken) -> Draft | None:
        """The message of a row; None when nobody needs it any more. Raises ``Refused``."""
        message, cycle_id = str(row.payload["message"]), int(row.payload["cycle"])
        person_id = int(row.payload["person"])
        at = self._round(cycle_id)
        if "booking" in row.payload:
            return self._about_a_place(row, at)
        reader = self._reader(message, at, person_id)
        if reader is None:
            return None
        name = self._name(message, person_id, cycle_id)
        return Draft(at, reader, message_to(message, at, reader), name)

    def _about_a_place(self, row: Taken, at: Round) -> Draft | None:
        found = letter_of(self._post.session, self._post.vault, row.payload, at, self.now)
        if found is None:
            return None
        return Draft(at, found.reader, found.words, found.name, found.calendar)

    def _round(self, cycle_id: int) -> Round:
        if cycle_id not in self._rounds:
            self._rounds[cycle_id] = at = round_of(self._post.session, cycle_id)
            # Read once for all of these messages, whatever transactions end meanwhile.
            self._post.session.expunge(at.cycle)
            self._post.session.expunge(at.organisation)
        return self._rounds[cycle_id]

    def _reader(self, message: str, at: Round, person_id: int) -> Reader | None:
        if person_id == NOBODY:
            return contact_of(at.organisation) if at.cycle.state in MAKES_SENSE[message] else None
        people = self._ahead.get((message, at.cycle.id))
        if people is None:
            people = self._addressees(message, at.cycle.id, [person_id])
        person = people.get(person_id)
        return reader_of(self._post.vault, person, at.organisation) if person else None

    def _addressees(
        self, message: str, cycle_id: int, people: Collection[int]
    ) -> dict[int, Person]:
        """Who of these people should have a message now."""
        session, cycle = self._post.session, self._round(cycle_id).cycle
        if cycle.state not in MAKES_SENSE[message]:
            return {}
        topic = (message, cycle_id)
        if topic not in self._questions:
            self._questions[topic] = wanted(session, message, cycle, self.now)
        found = still_wanted(session, self._questions[topic], people)
        earlier = {
            self._name(name, person, cycle_id): person
            for name in COMES_AFTER.get(message, ())
            for person in found
        }
        for name in crowded(session, earlier, self.now):
            found.pop(earlier[name], None)
        return found

    def _name(self, message: str, person_id: int, cycle_id: int) -> str:
        return parcel_name(self._post.vault, mail_parcel(message, person_id, cycle_id, self.now))
