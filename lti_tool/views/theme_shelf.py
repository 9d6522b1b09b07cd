"""The shelf of themes: versions and where they are used, files to take along, two side by side."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from lti_tool.access import allow
from lti_tool.i18n import _
from lti_tool.models import ThemePackRow, db
from lti_tool.problems import FriendlyProblem
from lti_tool.services import theme_shelf as service
from lti_tool.views.draft_sheets import own_groups
from lti_tool.views.frame import page_info, show, visit
from lti_tool.views.theme_entries import Section, sections, titles
from lti_tool.views.wording import quarter_name
from questionnaires.pack_comparing import compare

MOST_FAULTS = 50


@allow("admin")
def themes() -> str:
    """Every theme with its versions, and the form for a file."""
    return shelf_page()


def shelf_page(
    errors: Sequence[tuple[str, str]] = (), faults: Sequence[tuple[int, str]] = ()
) -> str:
    """The page, also with what is wrong in a file that was just sent."""
    return show(
        "theme_shelf.html",
        page_info("themes", _("Thema's"), role="admin", errors=errors),
        themes=service.themes(db.session(), visit().organisation.id),
        faults=faults[:MOST_FAULTS],
        more_faults=max(0, len(faults) - MOST_FAULTS),
        said=request.args.get("said", "")[:10],
        quarter_name=quarter_name,
    )


@allow("admin")
def compare_themes(pack_id: str) -> str:
    """Two versions of a theme side by side; the newest two unless others are asked for."""
    rows = service.versions_of(db.session(), visit().organisation.id, pack_id)
    if not rows:
        raise no_theme()
    new = _chosen(rows, request.args.get("new", ""), 0)
    old = _chosen(rows, request.args.get("old", ""), min(1, len(rows) - 1))
    language = str(service.document_of(new)["taal"])
    title = _("Twee versies naast elkaar")
    return show(
        "theme_shelf_compare.html",
        page_info("theme-compare", title, role="admin", content_lang=language),
        pack_id=pack_id,
        theme=rows[0].title,
        versions=[row.version for row in rows],
        old=old.version,
        new=new.version,
        sections=_differences(old, new, language),
    )


def _differences(old: ThemePackRow, new: ThemePackRow, language: str) -> list[Section]:
    first, second = service.document_of(old), service.document_of(new)
    titled = {**titles(first), **titles(second), **dict(own_groups())}
    # Which versions these are, stands above them.
    found = [one for one in compare(first, second) if one.id != "thema/versie"]
    return sections(found, titled, language)


def _chosen(rows: Sequence[ThemePackRow], version: str, place: int) -> ThemePackRow:
    return next((row for row in rows if row.version == version), rows[place])


@allow("admin")
def theme_yaml(pack_id: str, version: str) -> Response:
    """A version as one file, just as it was imported or published."""
    row = _row(pack_id, version)
    return _file(row, row.source, "application/yaml", "yaml")


@allow("admin")
def theme_moodle(pack_id: str, version: str) -> Response:
    """The questions of a version as a question bank for Moodle."""
    row = _row(pack_id, version)
    return _file(row, service.as_moodle(row), "application/xml", "xml")


def _row(pack_id: str, version: str) -> ThemePackRow:
    try:
        return service.version_of(db.session(), visit().organisation.id, pack_id, version)
    except LookupError as fault:
        raise no_theme() from fault


def _file(row: ThemePackRow, content: str, kind: str, ending: str) -> Response:
    name = f"thema-{row.pack_id}-{row.version}.{ending}"
    db.session.commit()
    response = make_response(content)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def no_theme() -> FriendlyProblem:
    """The page for a theme or a version that is not there."""
    return FriendlyProblem(
        "no_theme",
        _("Dit thema is er niet"),
        _("Ga terug naar de thema's en kies er een."),
        status=404,
    )


def register(pages: Blueprint) -> None:
    """Add the routes of this module."""
    one = "/themes/<pack_id>/<version>"
    pages.add_url_rule("/themes", "themes", themes)
    pages.add_url_rule("/themes/<pack_id>/compare", "compare_themes", compare_themes)
    pages.add_url_rule(f"{one}/yaml", "theme_yaml", theme_yaml)
    pages.add_url_rule(f"{one}/moodle", "theme_moodle", theme_moodle)
