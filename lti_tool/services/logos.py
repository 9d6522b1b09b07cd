"""The logo of an organisation: checked, kept in the database, found by the name of its content."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.models import Logo, Organisation
from lti_tool.pictures import NotAPicture, Picture, picture_of
from lti_tool.services.hand import Hand

LARGEST = 200 * 1024
LEAST_SIDE, MOST_SIDE = 24, 4000
LONGEST_ALT = 150


class NoLogo(ValueError):
    """``code`` is one of :class:`NotAPicture`, or ``heavy``, ``small`` or ``large``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def checked(content: bytes) -> Picture:
    """The picture, when it can be a logo; raises :class:`NoLogo`."""
    try:
        picture = picture_of(content)
    except NotAPicture as fault:
        raise NoLogo(fault.code) from None
    if len(content) > LARGEST:
        raise NoLogo("heavy")
    if min(picture.width, picture.height) < LEAST_SIDE:
        raise NoLogo("small")
    if max(picture.width, picture.height) > MOST_SIDE:
        raise NoLogo("large")
    return picture


def put_up(
    session: Session, hand: Hand, organisation: Organisation, content: bytes, alt: str
) -> None:
    """Keep a picture instead of the one before; commits. Raises :class:`NoLogo`.

    Raises ``ValueError`` without words for who does not see it.
    """
    picture = checked(content)
    if not alt.strip():
        raise ValueError("a logo needs words")
    name = f"{sha256(content).hexdigest()[:32]}.{picture.kind}"
    if (organisation.logo, organisation.logo_alt) == (name, alt):
        return
    session.execute(delete(Logo).where(Logo.organisation_id == organisation.id))
    session.add(Logo(organisation_id=organisation.id, name=name, content=content))
    organisation.logo, organisation.logo_alt = name, alt
    organisation.logo_width, organisation.logo_height = picture.width, picture.height
    session.add(hand.line("logo put up"))
    session.commit()


def reword(session: Session, hand: Hand, organisation: Organisation, alt: str) -> None:
    """Other words for the same picture; commits. Raises ``ValueError`` without words."""
    if not alt.strip():
        raise ValueError("a logo needs words")
    if organisation.logo and organisation.logo_alt != alt:
        organisation.logo_alt = alt
        session.add(hand.line("logo put up"))
        session.commit()


def take_away(session: Session, hand: Hand, organisation: Organisation) -> None:
    """No logo any more; commits."""
    session.execute(delete(Logo).where(Logo.organisation_id == organisation.id))
    if organisation.logo:
        organisation.logo = organisation.logo_alt = ""
        organisation.logo_width = organisation.logo_height = 0
        session.add(hand.line("logo taken away"))
    session.commit()


def content_of(session: Session, name: str) -> bytes | None:
    """The bytes under a name; whose logo it is, nobody need know."""
    found = select(Logo.content).where(Logo.name == name).order_by(Logo.id).limit(1)
    return session.scalar(found)
