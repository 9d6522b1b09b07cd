"""Groups, calendar, messages and what is finished, as Moodle's REST protocol asks for them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from adapters.fakes.moodle_rights import Row
from lti_tool.practice.store import SiteStore, whole
from lti_tool.practice.tables import (
    Course,
    Enrolment,
    Event,
    Gathering,
    GatheringEvent,
    GatheringMember,
    Letter,
)


@dataclass(frozen=True, slots=True)
class SiteShelf:
    """:class:`adapters.fakes.moodle_shelf.Shelf` on the site's database; the caller commits."""

    session: Session
    now: datetime

    def course_search(self, text: str) -> list[Row]:
        """Courses by a part of their title or number."""
        found = self.session.scalars(
            select(Course.id)
            .where(
                or_(
                    Course.title.icontains(text, autoescape=True),
                    Course.idnumber.icontains(text, autoescape=True),
                )
            )
            .order_by(Course.id)
        )
        store = SiteStore(self.session, self.now)
        return [row for key in found for row in store.course_rows("id", str(key))]

    def criteria(self, course_id: str) -> bool:
        """Everybody says here when a course is finished."""
        return True

    def finished(self, course_id: str, user_id: str) -> int | None:
        """When somebody said so."""
        seat = self.session.get(Enrolment, (whole(course_id), whole(user_id)))
        return int(seat.finished_at.timestamp()) if seat and seat.finished_at else None

    def groups(self) -> list[Row]:
        """Every group with its members."""
        members: dict[int, list[int]] = {}
        for row in self.session.scalars(select(GatheringMember)):
            members.setdefault(row.gathering_id, []).append(row.account_id)
        return [
            {
                "id": group.id,
                "courseid": group.course_id,
                "name": group.name,
                "idnumber": group.idnumber,
                "userids": members.get(group.id, []),
            }
            for group in self.session.scalars(select(Gathering).order_by(Gathering.id))
        ]

    def add_group(self, row: Row) -> int:
        """A new group; its id."""
        group = Gathering(course_id=row["courseid"], name=row["name"], idnumber=row["idnumber"])
        self.session.add(group)
        self.session.flush()
        return group.id

    def set_member(self, group_id: str, user_id: str, inside: bool) -> None:
        """Put somebody into a group, or take them out."""
        key = whole(group_id), whole(user_id)
        there = self.session.get(GatheringMember, key)
        if inside and there is None:
            self.session.add(GatheringMember(gathering_id=key[0], account_id=key[1]))
        elif there is not None and not inside:
            self.session.delete(there)
        self.session.flush()

    def name_group(self, group_id: str, name: str) -> None:
        """Another name for a group."""
        group = self.session.get_one(Gathering, whole(group_id))
        group.name = name
        self.session.flush()

    def drop_group(self, group_id: str) -> None:
        """A group with its members and events."""
        key = whole(group_id)
        events = self.session.scalars(
            select(GatheringEvent.event_id).where(GatheringEvent.gathering_id == key)
        )
        for event in events.all():
            self.drop_event(str(event))
        self.session.execute(delete(GatheringMember).where(GatheringMember.gathering_id == key))
        self.session.execute(delete(Gathering).where(Gathering.id == key))
        self.session.flush()

    def events(self) -> list[Row]:
        """Everything in the calendar."""
        rows = self.session.execute(
            select(Event, GatheringEvent.gathering_id)
            .outerjoin(GatheringEvent, GatheringEvent.event_id == Event.id)
            .order_by(Event.id)
        )
        return [_event(event, group or 0) for event, group in rows]

    def add_event(self, row: Row) -> int:
        """A new event; its id."""
        event = Event(
            course_id=row["courseid"],
            title=row["name"],
            place=html.unescape(row["description"]),
            starts=datetime.fromtimestamp(row["timestart"], UTC),
            minutes=row["timeduration"] // 60,
        )
        self.session.add(event)
        self.session.flush()
        if row["groupid"]:
            self.session.add(GatheringEvent(event_id=event.id, gathering_id=row["groupid"]))
            self.session.flush()
        return event.id

    def drop_event(self, event_id: str) -> bool:
        """Delete an event; False when there is none."""
        event = self.session.get(Event, whole(event_id))
        if event is None:
            return False
        self.session.execute(delete(GatheringEvent).where(GatheringEvent.event_id == event.id))
        self.session.delete(event)
        self.session.flush()
        return True

    def newest(self, most: int) -> list[Row]:
        """What was sent in the last days, newest first."""
        recent = select(Letter).where(Letter.at > self.now - timedelta(days=7))
        rows = self.session.scalars(recent.order_by(Letter.id.desc()).limit(most or None))
        return [
            {"id": row.id, "useridto": row.account_id, "fullmessagehtml": row.text} for row in rows
        ]

    def add_messages(self, messages: Sequence[tuple[str, str]]) -> list[int]:
        """Messages as (to whom, text); their ids."""
        letters = [Letter(account_id=whole(to), text=text, at=self.now) for to, text in messages]
        self.session.add_all(letters)
        self.session.flush()
        return [letter.id for letter in letters]


def _event(event: Event, group: int) -> Row:
    return {
        "id": event.id,
        "name": event.title,
        "description": event.place,
        "courseid": event.course_id,
        "groupid": group,
        "eventtype": "group" if group else "course",
        "timestart": int(event.starts.timestamp()),
        "timeduration": event.minutes * 60,
    }
