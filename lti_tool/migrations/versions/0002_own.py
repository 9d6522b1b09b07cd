"""what is the person's own

Revision: 0002, after: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_erasure_platform_id_platform")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasure_platform_id"), ["platform_id"], unique=False)

    op.create_table(
        "data_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_data_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_link")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_data_link_code_hash")),
    )
    with op.batch_alter_table("data_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "talk_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_talk_request_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_talk_request_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_request")),
    )
    with op.batch_alter_table("talk_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_talk_request_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_talk_request_person_id"), ["person_id"], unique=True)

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("keep_answers_days", sa.Integer(), nullable=False, server_default="30")
        )
        batch_op.add_column(
            sa.Column("keep_outcomes_months", sa.Integer(), nullable=False, server_default="12")
        )
        batch_op.add_column(
            sa.Column("keep_changes_months", sa.Integer(), nullable=False, server_default="12")
        )


def downgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("keep_changes_months")
        batch_op.drop_column("keep_outcomes_months")
        batch_op.drop_column("keep_answers_days")

    with op.batch_alter_table("talk_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_talk_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_talk_request_organisation_id"))

    op.drop_table("talk_request")
    with op.batch_alter_table("data_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_link_person_id"))

    op.drop_table("data_link")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_platform_id"))
        batch_op.drop_index(batch_op.f("ix_erasure_digest"))

    op.drop_table("erasure")
