"""texts in an organisation's own words, and its logo

Revision: 0020, after: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0022"
branch_labels = None
depends_on = None

LOGO = (
    ("logo", sa.String(length=80), ""),
    ("logo_alt", sa.String(length=200), ""),
    ("logo_width", sa.Integer(), "0"),
    ("logo_height", sa.Integer(), "0"),
)


def upgrade() -> None:
    op.create_table(
        "own_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_own_text_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_text")),
        sa.UniqueConstraint(
            "organisation_id",
            "name",
            "language",
            name=op.f("uq_own_text_organisation_id_name_language"),
        ),
    )
    op.create_index(op.f("ix_own_text_organisation_id"), "own_text", ["organisation_id"])
    op.create_table(
        "logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_logo_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logo")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_logo_organisation_id")),
    )
    op.create_index(op.f("ix_logo_organisation_id"), "logo", ["organisation_id"])
    op.create_index(op.f("ix_logo_name"), "logo", ["name"])
    for name, kind, before in LOGO:
        op.add_column("organisation", sa.Column(name, kind, nullable=False, server_default=before))


def downgrade() -> None:
    with op.batch_alter_table("organisation") as table:
        for name, _kind, _before in reversed(LOGO):
            table.drop_column(name)
    op.drop_table("logo")
    op.drop_table("own_text")
