"""The public page for an intranet, and what communication staff copy from."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.headers import may_be_framed_anywhere
from lti_tool.i18n import SOURCE, _, language, languages
from lti_tool.models import Organisation, db
from lti_tool.pages import PageInfo, logo_of
from lti_tool.problems import FriendlyProblem
from lti_tool.services.message_blocks import Block
from lti_tool.services.message_letters import Reader, message_to, round_of
from lti_tool.services.noticeboard import board_code, cycle_to_tell, notice, organisation_of
from lti_tool.toolbox import toolbox
from lti_tool.views.frame import desk, page_info, show, visit
from lti_tool.views.wording import quarter_name

FRESH_FOR = 300

board = Blueprint("board", __name__)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _language() -> str:
    wished = request.args.get("lang", SOURCE)
    return wished if wished in languages() else SOURCE


@board.get("/board/<code>")
@allow("anyone")
def public(code: str) -> Response:
    """Theme, tips and sessions; the same for everybody, and it may stand in any page."""
    organisation = organisation_of(db.session(), _secret(), code)
    if organisation is None:
        raise FriendlyProblem(
            "no_board",
            _("Deze pagina is er niet"),
            _("Het adres is niet goed overgenomen. Vraag het aan L&D."),
            status=404,
        )
    lang = _language()
    found = notice(db.session(), organisation, toolbox().clock(), lang)
    db.session.rollback()
    may_be_framed_anywhere()
    title = found.pack.title if found else _("Leren in kleine stappen")
    colour = organisation.brand_colour
    page = PageInfo(
        "board",
        title,
        lang=lang,
        organisation=organisation.name,
        theme=colour,
        logo=logo_of(organisation),
    )
    quarter = quarter_name(found.cycle.quarter) if found else ""
    response = make_response(
        render_template("board.html", page=page, notice=found, quarter=quarter)
    )
    response.headers["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return response


def board_url(organisation: Organisation) -> str:
    """The full address of an organisation's public page."""
    path = url_for("board.public", code=board_code(_secret(), organisation.id))
    return toolbox().settings.public_url + path


def _snippet(address: str) -> str:
    title = _("Het thema van dit kwartaal")
    return f'<iframe src="{address}" title="{title}" width="100%" height="700"></iframe>'


def _plain(block: Block) -> str:
    if block.kind == "steps":
        return "\n".join(f"{number}. {line}" for number, line in enumerate(block.lines, start=1))
    return "\n".join(f"- {line}" if block.kind == "list" else line for line in block.lines)


@allow("coordinator", "admin")
def communication() -> str:
    """The address to embed, and the quarter's texts to copy."""
    organisation = visit().organisation
    session = db.session()
    cycle = cycle_to_tell(session, organisation.id, desk().now)
    role = "coordinator" if "coordinator" in visit().roles else "admin"
    text = ""
    if cycle is not None and cycle.scan_url:
        written = message_to("announce", round_of(session, cycle.id), Reader("", "", language()))
        # Without the greeting, the words to L&D and the button: what is left is for everybody.
        blocks = [block for block in written.blocks if block.kind != "button"]
        text = "\n\n".join(_plain(block) for block in blocks[2:])
    return show(
        "communication.html",
        page_info("communication", _("Teksten voor het intranet"), role=role),
        address=board_url(organisation),
        snippet=_snippet(board_url(organisation)),
        text=text,
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    pages.add_url_rule("/communication", "communication", communication)
