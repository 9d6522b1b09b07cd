"""What all pages of a visit share: loading it, checking role and token, rendering."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.access import roles_of
from lti_tool.headers import may_be_framed_by
from lti_tool.i18n import _, language
from lti_tool.knocks import Knock
from lti_tool.menu import menu
from lti_tool.models import db
from lti_tool.pages import PageInfo, logo_of
from lti_tool.problems import FriendlyProblem
from lti_tool.services.scanning import Desk
from lti_tool.toolbox import toolbox
from lti_tool.visits import COOKIE, VisitContext, addresses_of_visit, load_visit

# It refreshes itself: on a shared computer it must not keep a visit alive that nobody uses.
BY_ITSELF = frozenset({"visit.start_offer", "visit.start_from_library"})


def visit_blueprint() -> Blueprint:
    """The pages of a visit; one per application, since a used blueprint takes no routes."""
    pages = Blueprint("visit", __name__, url_prefix="/v/<path_id>")
    pages.url_value_preprocessor(_take_path_id)
    pages.before_request(_enter)
    return pages


def _take_path_id(_endpoint: str | None, values: dict[str, str] | None) -> None:
    g.path_id = (values or {}).pop("path_id", "")


def _knock() -> Knock:
    headers = request.headers
    return Knock(
        cookie=request.cookies.get(COOKIE),
        site=headers.get("Sec-Fetch-Site", ""),
        into=headers.get("Sec-Fetch-Dest", ""),
        by_itself=request.endpoint in BY_ITSELF,
    )


def _enter() -> None:
    context = load_visit(db.session(), g.path_id, _knock(), toolbox().clock())
    if context is None:
        addresses = addresses_of_visit(db.session(), g.path_id)
        may_be_framed_by(*addresses)
        raise FriendlyProblem(
            "visit_over",
            _("Je bezoek is afgelopen"),
            _after_the_end(known=bool(addresses)),
            status=403,
        )
    g.visit = context
    allowed = roles_of(current_app, str(request.endpoint))
    if not allowed & set(context.roles):
        raise FriendlyProblem(
            "not_yours",
            _("Deze pagina is niet voor jou"),
            _("Klopt dat niet? Vraag het dan aan de beheerder."),
            status=403,
        )
    if request.method == "POST":
        _check_token(context)


def _after_the_end(known: bool) -> str:
    """What is true for whoever asks: by then nobody knows who it is, only what was asked for.

    Of an erased person the visit is gone too: then nothing is ``known``, and nothing is kept.
    """
    if roles_of(current_app, str(request.endpoint)) == {"employee"}:
        again = _("Open de scan opnieuw vanuit het leerplatform.")
    else:
        again = _("Open deze pagina opnieuw vanuit het leerplatform.")
    if not known:
        return again
    if request.method == "POST" and request.endpoint != "visit.close":
        kept = _("Wat je daarvoor bewaarde, staat er nog. Wat je net invulde, nog niet.")
    else:
        kept = _("Wat je bewaarde, staat er nog.")
    return f"{again} {kept}"


def _check_token(context: VisitContext) -> None:
    given = request.form.get("csrf_token", "")
    if not hmac.compare_digest(given.encode(), context.visit.csrf.encode()):
        raise FriendlyProblem(
            "stale_form",
            _("Deze pagina is niet meer geldig"),
            _("Ga terug en probeer het nog een keer."),
            status=400,
        )


def visit() -> VisitContext:
    """The visit of this request."""
    context: VisitContext = g.visit
    return context


def desk() -> Desk:
    """The collaborators for work on the visitor's own scan."""
    tools = toolbox()
    return Desk(db.session(), tools.vault, tools.shelf, tools.clock(), language())


def page_info(
    name: str,
    title: str,
    role: str = "employee",
    errors: Sequence[tuple[str, str]] = (),
    content_lang: str = "",
) -> PageInfo:
    """The frame of a page of this visit; ``content_lang`` is the language of its theme."""
    context = visit()
    return PageInfo(
        name=name,
        role=role,
        person=context.person.opaque_id,
        title=title,
        content_lang=content_lang,
        visit_base=f"/v/{g.path_id}",
        csrf=context.visit.csrf,
        organisation=context.organisation.name,
        roles=tuple(context.roles),
        errors=errors,
        shared_device=context.visit.shared_device,
        place=_place(),
        menu=menu(role) if role in context.roles else (),
        theme=context.organisation.brand_colour,
        rehearsal=context.person.rehearsal,
        logo=logo_of(context.organisation),
    )


def _place() -> str:
    # What a POST shows, a GET does not.
    return request.path.removeprefix(f"/v/{g.path_id}/") if request.method == "GET" else ""


def show(template: str, page: PageInfo, **values: object) -> str:
    """Render a page; the transaction ends before the template runs."""
    db.session.commit()
    return render_template(template, page=page, **values)


def go(endpoint: str, **values: str | int) -> Response:
    """Redirect within the visit, always as 303 so that a refresh repeats no POST."""
    return redirect(url_for(f"visit.{endpoint}", **{"path_id": g.path_id, **values}), 303)
