"""When mail goes out: on working days, from eight to five in Amsterdam; pure."""

from __future__ import annotations

from datetime import datetime, time

from questionnaires.calendar import AMSTERDAM, DAY, is_working_day, local_date

BEGINS = time(8)
ENDS = time(17)


def is_mail_moment(moment: datetime) -> bool:
    """Whether mail may go out; not on weekends and Dutch holidays, and never at night."""
    local = moment.astimezone(AMSTERDAM)
    return is_working_day(local.date()) and BEGINS <= local.time() < ENDS


def next_mail_moment(now: datetime) -> datetime:
    """The moment itself when mail may go out, else the next at which it may."""
    if is_mail_moment(now):
        return now
    day = local_date(now)
    while not is_working_day(day) or (begins := datetime.combine(day, BEGINS, AMSTERDAM)) <= now:
        day += DAY
    return begins
