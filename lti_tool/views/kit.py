"""The 15-minute kit: what somebody who leads a team says, asks and leaves out, on one page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _, language
from lti_tool.models import Cycle, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services.team_kit import cycles_of, pack_of, talk_minutes, to_talk_about
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import go, page_info, show, visit
from questionnaires.model import TeamKit, ThemePack


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the talk; ``own`` are words of the theme, each a line of its own."""

    minutes: int
    title: str
    text: str
    own: tuple[str, ...] = ()


def steps(kit: TeamKit) -> list[Step]:
    """The programme, with the example and the questions of the theme where they belong."""
    why, myself, pairs, agreement, again = talk_minutes(kit)
    return [
        Step(
            why,
            _("Waarom dit thema?"),
            _("Vertel waarom dit voor jullie werk telt. Noem één voorbeeld van de laatste maand."),
        ),
        Step(
            myself,
            _("Begin bij jezelf"),
            _("Vertel wat jij lastig vindt of pas hebt geleerd. Bijvoorbeeld:"),
            (kit.example,),
        ),
        Step(
            pairs,
            _("In tweetallen"),
            _("Kies samen één vraag. Wat doen we nu, en wat zou handiger zijn?"),
            kit.questions,
        ),
        Step(
            agreement,
            _("Eén afspraak"),
            _("Kies samen één kleine afspraak voor de komende drie maanden. Schrijf hem op."),
        ),
        Step(
            again,
            _("Tot slot"),
            _("Spreek af wanneer je erop terugkomt. Bedank iedereen."),
        ),
    ]


@allow("manager")
def kit_now() -> Response:
    """The kit that helps most now; the page of the team when nothing is planned."""
    cycle = to_talk_about(cycles_of(db.session(), visit().organisation.id))
    return go("kit", number=cycle.id) if cycle else go("manager")


@allow("manager")
def kit(number: int) -> str:
    """The kit of one quarter, on the screen and on one sheet of paper."""
    cycle, pack = _theme(number)
    minutes = sum(talk_minutes(pack.team_kit))
    title = _("Teamoverleg in %(minutes)s minuten", minutes=minutes)
    page = page_info("kit", title, role="manager", content_lang=pack.language)
    return show("kit.html", page, cycle=cycle, theme=pack, steps=steps(pack.team_kit))


def _theme(number: int) -> tuple[Cycle, ThemePack]:
    cycles = cycles_of(db.session(), visit().organisation.id)
    cycle = next((cycle for cycle in cycles if cycle.id == number), None)
    if cycle is not None:
        try:
            return cycle, pack_of(db.session(), toolbox().shelf, cycle, language())
        except (LookupError, TypeError, ValueError):
            # A theme that is older than this version can read has no kit to show.
            pass
    raise FriendlyProblem(
        "no_kit",
        _("Deze kit is er niet"),
        _("Ga terug naar de pagina van je team. Daar staat de kit van dit kwartaal."),
        status=404,
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/team/kit", "kit_now", kit_now)
    pages.add_url_rule("/team/kit/<int:number>", "kit", kit)
