"""Own places as an agenda: a file to download, and an address for programs that fetch it."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.access import allow
from lti_tool.i18n import _, speak
from lti_tool.models import Organisation, Person, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.agenda import (
    AgendaWords,
    appointment,
    appointments,
    as_calendar,
    end_feed,
    feed_owner,
    feed_since,
    make_feed,
)
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, go, page_info, show, visit

places = Blueprint("places", __name__)


def agenda_words(organisation: Organisation) -> AgendaWords:
    """The same for every workshop, in the language of this request."""
    return AgendaWords(
        title=_("%(organisation)s: afspraak leren", organisation=organisation.name),
        about=_("Kun je niet? Geef je plek dan terug via de scan in het leerplatform."),
    )


def agenda_state(person: Person) -> datetime | None:
    """Since when the person has an address."""
    return feed_since(db.session(), person)


def _file(text: bytes) -> Response:
    response = Response(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@allow("employee")
def agenda_file(number: int) -> AnyResponse:
    """One place as a file."""
    found = appointment(db.session(), visit().person, number)
    if found is None:
        return go("my_bookings")
    response = _file(as_calendar([found], agenda_words(visit().organisation), desk().now))
    db.session.commit()
    response.headers["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
    return response


@allow("employee")
def new_feed() -> str:
    """A new address, shown this once."""
    token = make_feed(db.session(), visit().person, desk().now)
    path = url_for("places.calendar", token=token)
    page = page_info("agenda", _("Je agenda-adres"))
    return show("agenda.html", page, address=toolbox().settings.public_url + path)


@allow("employee")
def drop_feed() -> AnyResponse:
    """The address works no more."""
    end_feed(db.session(), visit().person)
    return go("my_bookings")


@places.get("/places/<token>.ics")
@allow("anyone")
def calendar(token: str) -> Response:
    """The places of whoever made this address; no theme and no result."""
    now, session = toolbox().clock(), db.session()
    person = feed_owner(session, token)
    if person is None:
        session.rollback()
        raise FriendlyProblem(
            "no_feed",
            _("Deze agenda is er niet"),
            _("Het adres is ingetrokken of niet goed overgenomen. Maak een nieuw bij je plekken."),
            status=404,
        )
    organisation = session.get_one(Organisation, person.organisation_id)
    speak(person.language or organisation.language)
    found = appointments(session, person, now)
    session.rollback()
    return _file(as_calendar(found, agenda_words(organisation), now))


def register(pages: Blueprint) -> None:
    """Add the routes of a visit."""
    pages.add_url_rule("/bookings/<int:number>/agenda", "agenda_file", agenda_file)
    pages.add_url_rule("/bookings/address", "new_feed", new_feed, methods=["POST"])
    pages.add_url_rule("/bookings/no-address", "drop_feed", drop_feed, methods=["POST"])
