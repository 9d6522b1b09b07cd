"""What L&D reads of a session in the LMS, and the switch for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from adapters.lms import Ability
from adapters.moodle_advice import OPTIONAL_FUNCTIONS, OPTIONAL_RIGHTS
from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import WorkshopSession, db
from lti_tool.services.mirror_goal import GROUP_STAYS
from lti_tool.services.mirror_standing import Standing, standing_of
from lti_tool.services.mirror_switch import switch_mirror
from lti_tool.services.mirror_work import ENROLLING, NO_CALENDAR, NOT_ALL
from lti_tool.services.mirroring import MAY_NOT, NO_API, NO_GROUPS, REMOVED
from lti_tool.views.booking import office
from lti_tool.views.desk_words import actor
from lti_tool.views.frame import desk, go
from lti_tool.views.session_forms import own_session

# Codes that name what is missing in Moodle, with the ability that needs it.
NEEDS: dict[str, Ability] = {MAY_NOT: "groups", NO_CALENDAR: "events"}


@dataclass(frozen=True, slots=True)
class Shown:
    """``words`` say how it stands; ``rights`` and ``functions`` what Moodle's admin is to give."""

    title: str
    words: str
    standing: Standing
    can_switch: bool
    rights: Sequence[str] = ()
    functions: Sequence[str] = ()
    group: str = ""


def mirror_of(row: WorkshopSession) -> Shown | None:
    """How a session stands in the LMS; None for what never leads to a course."""
    now = desk().now
    found = standing_of(db.session(), row, now)
    if found is None:
        return None
    moodle = found.adapter == "moodle"
    needs = NEEDS.get(found.fault) if moodle else None
    return Shown(
        title=_("In Moodle: groep en agenda") if moodle else _("In het leerplatform"),
        words=_words(found),
        standing=found,
        can_switch=found.course != "" and found.fault != NO_GROUPS and not found.over,
        rights=OPTIONAL_RIGHTS[needs] if needs else (),
        functions=OPTIONAL_FUNCTIONS[needs] if needs else (),
        group=_group(found),
    )


def _group(found: Standing) -> str:
    if not found.group:
        return ""
    if found.chosen:
        return _(
            "De groep is van jullie zelf. Aantal mensen van deze lijst erin: %(count)s. Verder "
            "verandert de tool niets aan die groep.",
            count=found.inside,
        )
    return _(
        "Aantal mensen van deze lijst erin: %(count)s. De groep verdwijnt vanzelf, %(days)s dagen "
        "na afloop.",
        count=found.inside,
        days=GROUP_STAYS.days,
    )


def _words(found: Standing) -> str:
    if not found.course:
        return _("Deze workshop heeft geen cursus in het leerplatform.")
    if found.fault:
        return _fault(found.fault)
    if not found.wanted or found.over:
        return (
            _("Dit moment gaat binnen een paar minuten uit het leerplatform.")
            if found.group
            else _("Dit moment staat niet in het leerplatform.")
        )
    if not found.stands:
        return _("Dit moment komt binnen een paar minuten in het leerplatform.")
    if found.chosen:
        return _(
            "Dit moment leeft in een groep in het leerplatform. Wie hier een plek krijgt, zit daar "
            "binnen een paar minuten in."
        )
    return _(
        "Dit moment staat in het leerplatform: als groep met wie er komt, en in de agenda van die "
        "groep. Wat hier verandert, verandert daar binnen een paar minuten."
    )


def _fault(code: str) -> str:
    return (_almost() | _not_there()).get(code) or _(
        "Het leerplatform weigerde dit. De beheerder ziet bij de controle van het leerplatform "
        "welk recht er mist. We proberen het elk uur opnieuw."
    )


def _almost() -> dict[str, str]:
    """What is missing of a session that stands in the LMS."""
    return {
        NOT_ALL: _(
            "Het moment staat in het leerplatform, maar niet iedereen kon in de groep. Wie hier op "
            "de namenlijst staat, heeft gewoon een plek."
        ),
        ENROLLING: _(
            "Het moment staat in het leerplatform. Wie nog niet in de cursus staat, komt er binnen "
            "een paar minuten in, en daarna in de groep."
        ),
        NO_CALENDAR: _(
            "De groep staat in het leerplatform, de agenda nog niet: daarvoor mist de tool een "
            "recht. We proberen het elke dag opnieuw."
        ),
    }


def _not_there() -> dict[str, str]:
    """Why a session does not stand in the LMS."""
    return {
        MAY_NOT: _(
            "Dit moment staat niet in het leerplatform: de tool mag daar geen groepen maken. De "
            "workshop loopt hier gewoon door. We proberen het elke dag opnieuw."
        ),
        REMOVED: _(
            "Iemand haalde de groep van dit moment in het leerplatform weg. Daarom blijft het daar "
            "weg, tot jullie het er weer in zetten."
        ),
        NO_GROUPS: _(
            "Dit leerplatform kan geen groepen en agenda bijhouden. De workshop loopt hier gewoon "
            "door."
        ),
        NO_API: _("De tool heeft geen toegang tot het leerplatform. Vraag het de beheerder."),
        "unavailable": _("Het leerplatform antwoordt nu niet. We proberen het vanzelf opnieuw."),
        "no_course": _("De cursus is er niet meer. Koppel bij het aanbod een andere."),
    }


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
