"""How the tool looks for an organisation: its own colour, or that of the tool."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_tool.colours import OWN, fits
from lti_tool.models import Organisation
from lti_tool.services.hand import Hand


class CannotBeRead(ValueError):
    """The colour has too little contrast for text."""


def colour_of(organisation: Organisation) -> str:
    """Six hexadecimal digits: what buttons in mails have, always readable below white."""
    colour = organisation.brand_colour
    return colour if colour and fits(colour) else OWN


def set_colour(session: Session, hand: Hand, organisation: Organisation, colour: str) -> None:
    """Keep six hexadecimal digits, or nothing for the tool's own colour; commits.

    Raises :class:`CannotBeRead` for a colour below WCAG AA, whoever asks.
    """
    if colour and not fits(colour):
        raise CannotBeRead(colour)
    if organisation.brand_colour != colour:
        organisation.brand_colour = colour
        session.add(hand.line("brand_colour set"))
    session.commit()
