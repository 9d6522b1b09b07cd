"""first tables

Revision: 0001, after:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=50), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=100), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_run")),
    )
    op.create_table(
        "login_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("binding_hash", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=True),
        sa.Column("target_link_uri", sa.String(length=2000), nullable=False),
        sa.Column("storage_target", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_record")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_login_record_state_hash")),
    )
    with op.batch_alter_table("login_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_record_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "waiting_launch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("proof_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_launch")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_waiting_launch_code_hash")),
    )
    with op.batch_alter_table("waiting_launch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waiting_launch_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("enrolment_policy", sa.String(length=100), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(length=255), nullable=False),
        sa.Column("contact_email", sa.String(length=255), nullable=False),
        sa.Column("contact_phone", sa.String(length=100), nullable=False),
        sa.Column("privacy_email", sa.String(length=255), nullable=False),
        sa.Column("dpia_date", sa.Date(), nullable=True),
        sa.Column("works_council_decision", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "platform_keys",
        sa.Column("jwks_url", sa.String(length=2000), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("jwks_url", name=op.f("pk_platform_keys")),
    )
    op.create_table(
        "service_token",
        sa.Column("cache_key", sa.String(length=64), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cache_key", name=op.f("pk_service_token")),
    )
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kid", sa.String(length=100), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signs_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_key_kid")),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_change_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "function_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_function_group_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_function_group")),
        sa.UniqueConstraint(
            "organisation_id", "code", name=op.f("uq_function_group_organisation_id_code")
        ),
    )
    with op.batch_alter_table("function_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_function_group_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "platform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("auth_login_url", sa.String(length=2000), nullable=False),
        sa.Column("token_url", sa.String(length=2000), nullable=False),
        sa.Column("jwks_url", sa.String(length=2000), nullable=False),
        sa.Column("audience", sa.String(length=2000), nullable=True),
        sa.Column("learns_deployments", sa.Boolean(), nullable=False),
        sa.Column("api_adapter", sa.String(length=100), nullable=False),
        sa.Column("api_url", sa.String(length=2000), nullable=False),
        sa.Column("api_token_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("api_options", sa.JSON(), nullable=False),
        sa.Column("api_last_write_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_platform_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform")),
        sa.UniqueConstraint(
            "organisation_id",
            "issuer",
            "client_id",
            name=op.f("uq_platform_organisation_id_issuer_client_id"),
        ),
    )
    with op.batch_alter_table("platform", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_platform_issuer"), ["issuer"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_platform_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "registration_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_registration_code_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_registration_code_code_hash")),
    )
    with op.batch_alter_table("registration_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_code_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_team_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint(
            "organisation_id",
            "parent_id",
            "name",
            name=op.f("uq_team_organisation_id_parent_id_name"),
        ),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_team_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_team_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "theme_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_theme_pack_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_pack")),
        sa.UniqueConstraint(
            "organisation_id",
            "pack_id",
            "version",
            name=op.f("uq_theme_pack_organisation_id_pack_id_version"),
        ),
    )
    with op.batch_alter_table("theme_pack", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_theme_pack_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "course_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("line_items_url", sa.String(length=2000), nullable=False),
        sa.Column("memberships_url", sa.String(length=2000), nullable=False),
        sa.Column("return_url", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_course_context_platform_id_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_context")),
        sa.UniqueConstraint(
            "platform_id", "context_id", name=op.f("uq_course_context_platform_id_context_id")
        ),
    )
    with op.batch_alter_table("course_context", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_context_platform_id"), ["platform_id"], unique=False
        )

    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("theme_pack_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("scan_url", sa.String(length=2000), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("policy", sa.String(length=20), nullable=True),
        sa.Column("k", sa.Integer(), nullable=True),
        sa.Column("open_reason", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_cycle_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_pack_id"], ["theme_pack.id"], name=op.f("fk_cycle_theme_pack_id_theme_pack")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint(
            "organisation_id", "quarter", name=op.f("uq_cycle_organisation_id_quarter")
        ),
    )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cycle_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cycle_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_cycle_theme_pack_id"), ["theme_pack_id"], unique=False)

    op.create_table(
        "deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_deployment_platform_id_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
        sa.UniqueConstraint(
            "issuer",
            "client_id",
            "deployment_id",
            name=op.f("uq_deployment_issuer_client_id_deployment_id"),
        ),
    )
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deployment_platform_id"), ["platform_id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("opaque_id", sa.String(length=32), nullable=False),
        sa.Column("lti_sub", sa.String(length=255), nullable=True),
        sa.Column("lms_user_id", sa.String(length=255), nullable=True),
        sa.Column("match_kind", sa.String(length=20), nullable=True),
        sa.Column("match_value", sa.String(length=255), nullable=True),
        sa.Column("function_group", sa.String(length=100), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("on_roster", sa.Boolean(), nullable=False),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("first_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_person_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_person_platform_id_platform")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("opaque_id", name=op.f("uq_person_opaque_id")),
        sa.UniqueConstraint(
            "platform_id", "lms_user_id", name=op.f("uq_person_platform_id_lms_user_id")
        ),
        sa.UniqueConstraint("platform_id", "lti_sub", name=op.f("uq_person_platform_id_lti_sub")),
        sa.UniqueConstraint(
            "platform_id",
            "match_kind",
            "match_value",
            name=op.f("uq_person_platform_id_match_kind_match_value"),
        ),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_person_platform_id"), ["platform_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_team_id"), ["team_id"], unique=False)

    op.create_table(
        "coordinator",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_coordinator_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_coordinator")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("dedup", sa.String(length=64), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_delivery_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_delivery_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_delivery_platform_id_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("dedup", name=op.f("uq_delivery_dedup")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index("ix_delivery_due", ["state", "not_before"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delivery_platform_id"), ["platform_id"], unique=False)

    op.create_table(
        "line_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("course_context_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_context_id"],
            ["course_context.id"],
            name=op.f("fk_line_item_course_context_id_course_context"),
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_line_item_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_item")),
        sa.UniqueConstraint(
            "cycle_id", "course_context_id", name=op.f("uq_line_item_cycle_id_course_context_id")
        ),
    )
    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_line_item_course_context_id"), ["course_context_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_line_item_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "offer_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.String(length=100), nullable=False),
        sa.Column("course_ref", sa.String(length=255), nullable=False),
        sa.Column("course_id", sa.String(length=255), nullable=False),
        sa.Column("course_title", sa.String(length=255), nullable=False),
        sa.Column("course_url", sa.String(length=2000), nullable=False),
        sa.Column("healthy", sa.Boolean(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_offer_link_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_link")),
        sa.UniqueConstraint("cycle_id", "offer_id", name=op.f("uq_offer_link_cycle_id_offer_id")),
    )
    with op.batch_alter_table("offer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_link_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "roster_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("function_group", sa.String(length=100), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_roster_entry_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_entry_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_roster_entry_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint(
            "cycle_id", "person_id", name=op.f("uq_roster_entry_cycle_id_person_id")
        ),
    )
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_entry_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outside_roster", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("function_group", sa.String(length=100), nullable=True),
        sa.Column("chosen_group", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_scan_cycle_id_cycle")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_scan_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_scan_cycle_id_person_id")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_person_id"), ["person_id"], unique=False)

    op.create_table(
        "team_manager",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_team_manager_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_manager_team_id_team")
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_manager")),
    )
    with op.batch_alter_table("team_manager", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_manager_person_id"), ["person_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_hash", sa.String(length=64), nullable=False),
        sa.Column("cookie_hash", sa.String(length=64), nullable=False),
        sa.Column("cookie_seen", sa.Boolean(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_context_id", sa.Integer(), nullable=True),
        sa.Column("roles", sa.String(length=255), nullable=False),
        sa.Column("page", sa.String(length=100), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("return_url", sa.String(length=2000), nullable=False),
        sa.Column("deep_link", sa.JSON(), nullable=True),
        sa.Column("shared_device", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_context_id"],
            ["course_context.id"],
            name=op.f("fk_visit_course_context_id_course_context"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("path_hash", name=op.f("uq_visit_path_hash")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_last_seen_at"), ["last_seen_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_person_id"))
        batch_op.drop_index(batch_op.f("ix_visit_last_seen_at"))

    op.drop_table("visit")
    with op.batch_alter_table("team_manager", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_manager_person_id"))

    op.drop_table("team_manager")
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_person_id"))
        batch_op.drop_index(batch_op.f("ix_scan_cycle_id"))

    op.drop_table("scan")
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_roster_entry_cycle_id"))

    op.drop_table("roster_entry")
    with op.batch_alter_table("offer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_link_cycle_id"))

    op.drop_table("offer_link")
    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_line_item_cycle_id"))
        batch_op.drop_index(batch_op.f("ix_line_item_course_context_id"))

    op.drop_table("line_item")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_platform_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id"))
        batch_op.drop_index("ix_delivery_due")
        batch_op.drop_index(batch_op.f("ix_delivery_cycle_id"))

    op.drop_table("delivery")
    op.drop_table("coordinator")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_team_id"))
        batch_op.drop_index(batch_op.f("ix_person_platform_id"))
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))

    op.drop_table("person")
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deployment_platform_id"))

    op.drop_table("deployment")
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cycle_theme_pack_id"))
        batch_op.drop_index(batch_op.f("ix_cycle_state"))
        batch_op.drop_index(batch_op.f("ix_cycle_organisation_id"))

    op.drop_table("cycle")
    with op.batch_alter_table("course_context", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_context_platform_id"))

    op.drop_table("course_context")
    with op.batch_alter_table("theme_pack", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_pack_organisation_id"))

    op.drop_table("theme_pack")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_parent_id"))
        batch_op.drop_index(batch_op.f("ix_team_organisation_id"))

    op.drop_table("team")
    with op.batch_alter_table("registration_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_code_organisation_id"))

    op.drop_table("registration_code")
    with op.batch_alter_table("platform", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_platform_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_platform_issuer"))

    op.drop_table("platform")
    with op.batch_alter_table("function_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_function_group_organisation_id"))

    op.drop_table("function_group")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_organisation_id"))

    op.drop_table("change")
    op.drop_table("signing_key")
    op.drop_table("service_token")
    op.drop_table("platform_keys")
    op.drop_table("organisation")
    with op.batch_alter_table("login_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_record_created_at"))

    op.drop_table("login_record")
    with op.batch_alter_table("waiting_launch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_launch_expires_at"))

    op.drop_table("waiting_launch")
    op.drop_table("job_run")
