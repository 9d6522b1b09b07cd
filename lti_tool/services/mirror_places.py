"""Places of a session that are taken in the LMS: by whom L&D put into its group there."""

from __future__ import annotations

from lti_tool.models import WorkshopSession
from lti_tool.services.bookings import carry_out
from lti_tool.services.seating import BoxOffice, NoSuchSession, hold
from questionnaires.waiting_list import resize


def note_elsewhere(office: BoxOffice, row: WorkshopSession, count: int) -> None:
    """Keep so many places for others; whoever waits moves up when one comes free. Commits.

    A place is never taken from anybody: with more people than places the session is full.
    """
    if row.elsewhere == count:
        return
    try:
        held = hold(office, row.organisation_id, row.id)
    except NoSuchSession:
        # It has begun or is cancelled: nobody books any more.
        office.session.commit()
        return
    held.sessions[row.id].elsewhere = count
    now = held.lists[row.id]
    carry_out(office, held, resize(held.lists, row.id, max(now.capacity, now.taken)))
    office.session.commit()
