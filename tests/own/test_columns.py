"""No column about people is forgotten: it is in the person's own data, or left out for a reason."""

from __future__ import annotations

from lti_tool.models import Base

# Columns that say nothing about the person, or that the person's own session needs secret.
NOT_SHOWN = {
    "person": {"id", "organisation_id", "platform_id", "match_value", "wrapped_key", "rehearsal"},
    "visit": {"id", "path_hash", "cookie_hash", "cookie_seen", "csrf", "person_id", "ended_at"},
    "scan": {"id", "cycle_id", "person_id", "answers_sealed", "outcome_sealed"},
    # The place is that of the team.
    "roster_entry": {"id", "cycle_id", "person_id", "place"},
    "talk_request": {"id", "organisation_id", "person_id"},
    "data_link": {"id", "person_id", "code_hash"},
    "coordinator": {"person_id", "confirmed_at", "confirmed_by"},
    "team_manager": {"person_id"},
    "booking": {"id", "session_id", "person_id"},
    "agenda_feed": {"id", "person_id", "token_hash"},
    "evaluation_done": {"person_id"},
    "completion": {"id", "person_id"},
    "worklist_entry": {"id", "organisation_id", "platform_id", "person_id", "digest"},
    "roster_before": {"id", "platform_id", "person_id"},
}
NOT_SHOWN["person"] |= {"erased_at"}  # somebody who was erased has no visit
NOT_SHOWN["visit"] |= {"course_context_id", "page", "return_url", "deep_link"}


def test_every_column_about_a_person_is_in_the_file_or_left_out_for_a_reason() -> None:
    shown = {
        "person": {"opaque_id", "lti_sub", "lms_user_id", "match_kind", "function_group"},
        "visit": {"roles", "locale", "shared_device", "created_at", "last_seen_at"},
        "scan": {"outside_roster", "late", "function_group", "chosen_group", "seed"},
        "roster_entry": {"function_group", "team_id", "excused", "counted_as"},
        "talk_request": {"words_sealed", "created_at"},
        "data_link": {"kind", "expires_at"},
        "coordinator": set[str](),
        "team_manager": {"team_id"},
        "booking": {"number", "placed", "uid", "sequence", "attended", "asked_at", "left_at"}
        | {"in_group"},
        "agenda_feed": {"made_at"},
        "evaluation_done": {"cycle_id", "audience"},
        "completion": {"cycle_id", "offer_id", "finished_on", "source"},
        "worklist_entry": {"course_sealed", "created_at", "done_at"},
        "roster_before": {"function_group", "team_id", "excused", "first_name_sealed"},
    }
    shown["roster_before"] |= {"email_sealed", "from_lms", "manages", "made_at"}
    shown["person"] |= {"team_id", "on_roster", "excused", "first_name_sealed", "email_sealed"}
    shown["person"] |= {"created_at", "language", "from_lms"}
    shown["scan"] |= {"started_at", "submitted_at"}
    tables = Base.metadata.tables
    about = {
        name for name, table in tables.items() if name == "person" or "person_id" in table.columns
    }
    assert about == set(shown), "a new table about people: put it into the download, erase it"
    for name in about:
        assert set(tables[name].columns.keys()) == shown[name] | NOT_SHOWN[name], name
