"""Dates, numbers and policies in the words of people here."""

from __future__ import annotations

from datetime import datetime
from random import SystemRandom

from babel.dates import format_datetime
from babel.numbers import format_decimal

from questionnaires.calendar import AMSTERDAM, WORK_ENDS, next_working_moment

LOCALE = "nl"
POLICIES = {
    "everyone": (
        "iedereen krijgt hetzelfde",
        "Wie de scan afrondt, wordt ingeschreven voor alle korte trainingen van het thema. "
        "Wat erbij hoort, staat alleen op de eigen uitslag.",
    ),
    "self-service": (
        "mensen schrijven zichzelf in",
        "Niemand wordt vanzelf ingeschreven. Een inschrijving komt er pas als iemand zelf klikt.",
    ),
    "targeted": (
        "alleen wie het nodig heeft",
        "Wie onder het minimum zit, wordt meteen ingeschreven voor precies die training. "
        "Anderen niet.",
    ),
}


def end_of_next_work(now: datetime) -> datetime:
    """When the working day ends in which a mark of this moment is due at the latest."""
    begins = next_working_moment(now, SystemRandom()).astimezone(AMSTERDAM)
    return datetime.combine(begins.date(), WORK_ENDS, AMSTERDAM)


def moment(value: datetime) -> str:
    """As in "wo 25 nov. 14:05"."""
    return format_datetime(value.astimezone(AMSTERDAM), "EEE d MMM HH:mm", locale=LOCALE)


def clock(value: datetime) -> str:
    """As in "14:05:09"."""
    return format_datetime(value.astimezone(AMSTERDAM), "HH:mm:ss", locale=LOCALE)


def number(value: float) -> str:
    """As in "1" or "0,5"."""
    return format_decimal(value, locale=LOCALE)


def policy_name(policy: str) -> str:
    """What a policy is called in a sentence."""
    return POLICIES[policy][0]


def policy_words(policy: str) -> str:
    """What a policy does."""
    return POLICIES[policy][1]


FILTERS = {
    "moment": moment,
    "clock": clock,
    "number": number,
    "policy_name": policy_name,
    "policy_words": policy_words,
}
