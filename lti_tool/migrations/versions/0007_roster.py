"""where a roster comes from

Revision: 0007, after: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sources, HR's words, a file under way, and the one step back."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("from_lms", sa.String(length=100), server_default="", nullable=False)
        )
    _setting()
    _mapping()
    _upload()
    _before()


def _moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner(table: str, owner: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{owner}_id_{owner}")
    return sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=name)


def _setting() -> None:
    op.create_table(
        "roster_setting",
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("cohorts", sa.String(length=255), nullable=False),
        sa.Column("course", sa.String(length=255), nullable=False),
        sa.Column("last_source", sa.String(length=100), nullable=False),
        sa.Column("last_result", sa.String(length=100), nullable=False),
        _moment("last_at", nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        _moment("step_back_from", nullable=True),
        _owner("roster_setting", "platform"),
        sa.PrimaryKeyConstraint("platform_id", name=op.f("pk_roster_setting")),
    )


def _mapping() -> None:
    op.create_table(
        "function_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("words", sa.String(length=255), nullable=False),
        sa.Column("function_group", sa.String(length=100), nullable=True),
        _moment("seen_at"),
        _owner("function_mapping", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_function_mapping")),
        sa.UniqueConstraint(
            "organisation_id", "key", name=op.f("uq_function_mapping_organisation_id_key")
        ),
    )
    op.create_index(
        op.f("ix_function_mapping_organisation_id"), "function_mapping", ["organisation_id"]
    )


def _upload() -> None:
    op.create_table(
        "roster_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("visit_hash", sa.String(length=64), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        _moment("expires_at"),
        _owner("roster_upload", "platform"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_upload")),
        sa.UniqueConstraint("visit_hash", name=op.f("uq_roster_upload_visit_hash")),
    )
    for column in ("expires_at", "platform_id"):
        op.create_index(op.f(f"ix_roster_upload_{column}"), "roster_upload", [column])


def _before() -> None:
    op.create_table(
        "roster_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("function_group", sa.String(length=100), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("first_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("from_lms", sa.String(length=100), nullable=False),
        sa.Column("manages", sa.JSON(), nullable=False),
        _moment("made_at"),
        _owner("roster_before", "platform"),
        _owner("roster_before", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_before")),
    )
    for column in ("platform_id", "person_id"):
        op.create_index(op.f(f"ix_roster_before_{column}"), "roster_before", [column])


def downgrade() -> None:
    """Without them."""
    for table in ("roster_before", "roster_upload", "function_mapping", "roster_setting"):
        op.drop_table(table)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("from_lms")
