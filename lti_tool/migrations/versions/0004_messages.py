"""messages and their moments

Revision: 0004, after: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _moments()
    _messages()


def downgrade() -> None:
    for table, name in (
        ("organisation", "language"),
        ("person", "language"),
        ("delivery", "begun_at"),
        ("delivery", "topic"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
    for table in ("calendar_feed", "skipped_quarter", "moment"):
        op.drop_table(table)


def _moments() -> None:
    op.create_table(
        "moment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_moment_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moment")),
        sa.UniqueConstraint("cycle_id", "kind", name=op.f("uq_moment_cycle_id_kind")),
    )
    op.create_index(op.f("ix_moment_cycle_id"), "moment", ["cycle_id"])
    op.create_table(
        "skipped_quarter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_skipped_quarter_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skipped_quarter")),
        sa.UniqueConstraint(
            "organisation_id", "quarter", name=op.f("uq_skipped_quarter_organisation_id_quarter")
        ),
    )
    op.create_index(
        op.f("ix_skipped_quarter_organisation_id"), "skipped_quarter", ["organisation_id"]
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_calendar_feed_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index(
        op.f("ix_calendar_feed_organisation_id"), "calendar_feed", ["organisation_id"], unique=True
    )


def _messages() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("topic", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=5), nullable=True))
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("language", sa.String(length=5), nullable=False, server_default="nl")
        )
