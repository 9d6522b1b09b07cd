"""One blueprint per kind of user, and the addresses that machines ask."""

from flask import Flask

from lti_tool.views import (
    admin_groups,
    admin_log,
    admin_minima,
    admin_people,
    admin_platforms,
    admin_platforms_new,
    admin_setup,
    again,
    agenda,
    appearance,
    asking,
    attendance,
    booking,
    draft_editing,
    draft_publishing,
    draft_reviewing,
    drafts,
    employee,
    evaluation,
    feed,
    helpdesk,
    kit,
    languages,
    learning,
    library,
    logo,
    messages,
    noticeboard,
    offer_terms,
    offers_desk,
    on_paper,
    ops,
    overviews,
    own,
    participation,
    placed_links,
    placing,
    privacy_settings,
    rehearsal,
    report_texts,
    reports,
    roster,
    roster_settings,
    scan,
    session_group,
    session_mirror,
    sessions,
    starting,
    stuck,
    team,
    texts,
    theme_shelf,
    theme_uploads,
    worklist,
    year,
    year_forms,
    year_quarters,
)
from lti_tool.views.frame import visit_blueprint

MODULES = (employee, scan, again, own, asking, overviews, placing, languages, messages)
LEARNING = (learning, library, starting, placed_links)
WORKSHOPS = (booking, agenda, sessions, session_mirror, session_group, attendance)
AROUND = (evaluation, noticeboard, worklist)
FIGURES = (team, kit, reports, report_texts, privacy_settings)
DESK = (offers_desk, offer_terms, stuck, helpdesk, participation, rehearsal)
YEAR = (year, year_forms, year_quarters)
ROSTER = (roster, roster_settings)
ADMIN = (admin_people, admin_platforms, admin_platforms_new, admin_log)
THEMES = (drafts, draft_editing, draft_publishing, draft_reviewing, theme_shelf, theme_uploads)
FIRST = (admin_setup, admin_groups, admin_minima, appearance, logo, texts)


def init_views(app: Flask) -> None:
    """Register all pages."""
    pages = visit_blueprint()
    office = (*YEAR, *ROSTER, *ADMIN, *FIRST, *THEMES)
    for module in (*MODULES, *LEARNING, *WORKSHOPS, *AROUND, *FIGURES, *DESK, *office):
        module.register(pages)
    app.register_blueprint(pages)
    app.register_blueprint(on_paper.on_paper)
    app.register_blueprint(feed.agenda)
    app.register_blueprint(agenda.places)
    app.register_blueprint(attendance.door)
    app.register_blueprint(noticeboard.board)
    app.register_blueprint(appearance.themes)
    app.register_blueprint(logo.pictures)
    app.register_blueprint(ops.ops)
