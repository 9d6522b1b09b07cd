"""Messages inside Moodle: sent in batches, and never twice.

One bad recipient makes Moodle answer an error after it has sent the others, and an answer
can get lost. So whoever cannot be written to is left out first, and after an error what the
account has sent is read back.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from adapters.errors import Unavailable
from adapters.lms import Sent
from adapters.moodle_advice import SEND, SENT, SITE_INFO
from adapters.moodle_enrol import Pace
from adapters.moodle_people import batches, look_up
from adapters.moodle_wire import MoodleFault, MoodleWire

A_CALL = 50
HTML = 1
READ_AND_UNREAD = 2
LONGEST = 4096
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
UNKNOWN = "Moodle shows no such account: it was deleted, or the account may not see it"
TOO_LONG = f"Moodle takes messages of at most {LONGEST} bytes"
NOT_TAKEN = (
    "Moodle does not pass messages on to this person: give the role of the account "
    "moodle/site:messageanyuser, and see whether the account has been suspended"
)
LOST = "Moodle stopped answering while it was sending: it may have arrived, or not"
NOT_YET = "Moodle stopped answering before this one"
Message = tuple[str, str]


def as_html(text: str) -> str:
    """A plain text as Moodle shows it: safe, with its lines and with links that can be clicked."""
    safe = html.escape(text, quote=False)
    return LINK.sub(r'<a href="\g<0>">\g<0></a>', safe).replace("\n", "<br>")


class Messages:
    """The messages of one service account. ``pace`` is called before each writing call."""

    def __init__(self, wire: MoodleWire, pace: Pace) -> None:
        self._wire, self._pace, self._last = wire, pace, 0

    def send(self, messages: Sequence[Message]) -> list[Sent]:
        """What became of each message, in their order."""
        texts = [(user, as_html(text)) for user, text in messages]
        seen = {str(row["id"]) for row in look_up(self._wire, "id", [user for user, _ in texts])}
        outcomes = {
            place: Sent(user, "refused", UNKNOWN if user not in seen else TOO_LONG)
            for place, (user, text) in enumerate(texts)
            if user not in seen or len(text.encode()) > LONGEST
        }
        fit = [str(place) for place in range(len(texts)) if place not in outcomes]
        if fit:
            # Read before the first is sent: it also shows that reading back will be possible.
            self._last = max((row[0] for row in self._newest(1)), default=0)
        for batch in batches(fit, A_CALL):
            places = [int(place) for place in batch]
            made = self._batch([texts[place] for place in places], stopped=_stopped(outcomes))
            outcomes |= dict(zip(places, made, strict=True))
        return [outcomes[place] for place in range(len(texts))]

    def _batch(self, batch: Sequence[Message], stopped: bool) -> list[Sent]:
        if stopped:
            return [Sent(user, "later", NOT_YET) for user, _ in batch]
        self._pace()
        rows = [
            {"touserid": user, "text": text, "textformat": HTML, "clientmsgid": str(number)}
            for number, (user, text) in enumerate(batch)
        ]
        try:
            answer = self._wire.call(SEND, {"messages": rows}, repeatable=False)
            return list(self._told(batch, answer))
        except MoodleFault as fault:
            return self._after_error(batch, fault)
        except Unavailable:
            return self._after_silence(batch)

    def _told(self, batch: Sequence[Message], answer: Any) -> Iterator[Sent]:
        rows = answer if isinstance(answer, list) else []
        if len(rows) != len(batch):
            raise self._wire.unexpected(SEND)
        for (user, _), row in zip(batch, rows, strict=True):
            number = int(row.get("msgid", -1))
            self._last = max(self._last, number)
            yield Sent(user, "sent") if number > 0 else Sent(user, "refused", NOT_TAKEN)

    def _after_error(self, batch: Sequence[Message], fault: MoodleFault) -> list[Sent]:
        arrived = self._arrived(batch)
        if not any(arrived):
            reason = NOT_TAKEN if fault.code == "formatnotsupported" else fault.reason
            return [Sent(user, "refused", reason) for user, _ in batch]
        return [
            Sent(user, "sent") if done else Sent(user, "refused", NOT_TAKEN)
            for (user, _), done in zip(batch, arrived, strict=True)
        ]

    def _after_silence(self, batch: Sequence[Message]) -> list[Sent]:
        try:
            arrived = self._arrived(batch)
        except Unavailable:
            arrived = [False] * len(batch)
        return [
            Sent(user, "sent") if done else Sent(user, "uncertain", LOST)
            for (user, _), done in zip(batch, arrived, strict=True)
        ]

    def _arrived(self, batch: Sequence[Message]) -> list[bool]:
        new = [row for row in self._newest(2 * len(batch)) if row[0] > self._last]
        left = Counter((user, text) for _, user, text in new)
        self._last = max((row[0] for row in new), default=self._last)
        found = []
        for message in batch:
            found.append(left[message] > 0)
            left[message] -= 1
        return found

    @cached_property
    def _own(self) -> str:
        info = self._wire.call(SITE_INFO, {})
        if not isinstance(info, dict) or "userid" not in info:
            raise self._wire.unexpected(SITE_INFO)
        return str(info["userid"])

    def _newest(self, most: int) -> list[tuple[int, str, str]]:
        asked = {"useridto": 0, "useridfrom": self._own, "type": "conversations"}
        page = {"read": READ_AND_UNREAD, "newestfirst": 1, "limitfrom": 0, "limitnum": most}
        found = self._wire.call(SENT, {**asked, **page})
        rows = found.get("messages") if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise self._wire.unexpected(SENT)
        return [
            (int(row["id"]), str(row["useridto"]), str(row.get("fullmessagehtml"))) for row in rows
        ]


def _stopped(outcomes: dict[int, Sent]) -> bool:
    return any(row.state == "uncertain" for row in outcomes.values())
