"""What L&D reads of a session in the LMS, and the switch for it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import OfferLink, SessionMirror, WorkshopSession, db
from lti_tool.services.mirror_switch import switch_mirror
from lti_tool.services.mirror_work import NOT_ALL
from lti_tool.views.booking import office
from lti_tool.views.desk_words import actor
from lti_tool.views.frame import go
from lti_tool.views.session_forms import own_session


@dataclass(frozen=True, slots=True)
class Shown:
    """``words`` say how it stands; ``wanted`` is what the switch says."""

    words: str
    linked: bool
    wanted: bool
    course: str = ""
    url: str = ""
    troubled: bool = False


def mirror_of(row: WorkshopSession) -> Shown:
    """How a session stands in the LMS."""
    session = db.session()
    link = session.scalars(
        select(OfferLink).where(
            OfferLink.cycle_id == row.cycle_id, OfferLink.offer_id == row.offer_id
        )
    ).one_or_none()
    own = session.get(SessionMirror, row.id)
    if link is None:
        return Shown(_("Deze workshop heeft geen cursus in het leerplatform."), False, False)
    wanted = own is not None and own.wanted
    return Shown(
        _words(own, wanted),
        True,
        wanted,
        link.course_title,
        link.course_url,
        bool(own and own.fault),
    )


def _words(own: SessionMirror | None, wanted: bool) -> str:
    if own is not None and own.fault:
        return _fault(own.fault)
    if own is None or not wanted:
        gone = own is None or not (own.group_id or own.event_id)
        return (
            _("Dit moment staat niet in het leerplatform.")
            if gone
            else _("Dit moment gaat binnen een paar minuten uit het leerplatform.")
        )
    if not own.settled or not own.group_id:
        return _("Dit moment komt binnen een paar minuten in het leerplatform.")
    return _(
        "Dit moment staat in het leerplatform: als groep met wie er komt, en in de agenda van die "
        "groep. Wat hier verandert, verandert daar binnen een paar minuten."
    )


def _fault(code: str) -> str:
    table = {
        NOT_ALL: _(
            "Het moment staat in het leerplatform, maar niet iedereen kon in de groep. Wie hier op "
            "de namenlijst staat, heeft gewoon een plek."
        ),
        "no_groups": _(
            "Dit leerplatform kan geen groepen en agenda bijhouden. De workshop loopt hier gewoon "
            "door."
        ),
        "no_api": _("De tool heeft geen toegang tot het leerplatform. Vraag het de beheerder."),
        "unavailable": _("Het leerplatform antwoordt nu niet. We proberen het vanzelf opnieuw."),
        "no_course": _("De cursus is er niet meer. Koppel bij het aanbod een andere."),
    }
    return table.get(code) or _(
        "Het leerplatform weigerde dit. De beheerder ziet bij de controle van het leerplatform "
        "welk recht er mist. We proberen het elk uur opnieuw."
    )


@allow("coordinator")
def session_mirror(number: int) -> Response:
    """Put it into the LMS, take it out, or try again now."""
    row = own_session(number)
    if row is None:
        return go("sessions")
    wish = request.form.get("go", "")
    if wish in ("in", "out", "again"):
        switch_mirror(office(), row, wish != "out", actor())
    return go("session", number=number)


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    path = "/sessions/<int:number>/mirror"
    pages.add_url_rule(path, "session_mirror", session_mirror, methods=["POST"])
