"""From an upload to a preview, and from a preview to the roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lti_tool.services.roster.applying import Figures, Hand, apply_draft
from lti_tool.services.roster.drafting import Draft
from lti_tool.services.roster.holding import once_more
from lti_tool.services.roster.importing import Office, draft_file, looked_up
from lti_tool.services.roster.looking import Asked
from lti_tool.services.roster.reading import read_text, scan_text
from lti_tool.services.roster.uploads import Upload, text_of
from lti_tool.services.roster.words import decide, folded, take_down

SOURCE = "csv"


class Moved(Exception):
    """The roster has changed since the preview: it must be looked at again."""


class Unsure(Exception):
    """So many would leave that it must be said that it is meant."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody who saw a preview says: which one it was, what words mean, and "sure".

    ``chosen`` is by folded words: a code, empty for "they choose themselves", None for later.
    """

    seen: str
    chosen: Mapping[str, str | None]
    sure: bool
    actor: str


def uploaded(office: Office, platform_id: int, raw: bytes) -> Upload:
    """Read a file and ask the LMS who its people are; writes nothing.

    Raises ``Unreadable``, ``RosterFaults`` with all that is wrong, or LMS errors.
    """
    text, older = text_of(raw)
    file = scan_text(text, SOURCE)
    asked = looked_up(office, file)
    draft_file(office, platform_id, file, asked)
    return Upload(text, older, asked.people)


def previewed(office: Office, platform_id: int, upload: Upload, *, hold: bool = False) -> Draft:
    """What an upload would do now; writes nothing. Raises ``RosterFaults``.

    ``hold``: it is about to be taken over.
    """
    file = read_text(upload.text, SOURCE)
    return draft_file(office, platform_id, file, Asked(upload.found), hold=hold)


@once_more
def take_over(office: Office, platform_id: int, upload: Upload, answer: Answer) -> Figures:
    """Make the roster what the preview showed; commits. Raises :class:`Moved`, :class:`Unsure`."""
    session = office.session
    draft = previewed(office, platform_id, upload, hold=True)
    if draft.fingerprint(office.vault) != answer.seen:
        session.rollback()
        raise Moved
    if draft.guarded and not answer.sure:
        session.rollback()
        raise Unsure
    chosen = {folded(words): answer.chosen.get(folded(words)) for words in draft.unknown}
    if chosen:
        organisation, words = draft.read.place.organisation_id, draft.read.reader.words
        take_down(session, organisation, words, draft.unknown, office.now)
        decide(session, organisation, chosen)
        # Read once more: the words mean something now.
        draft = previewed(office, platform_id, upload, hold=True)
    return apply_draft(session, Hand(office.vault, office.now, answer.actor), draft)
