"""what an admin has set up

Revision: 0015, after: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=100), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_setup_mark_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_mark")),
        sa.UniqueConstraint(
            "organisation_id", "step", name=op.f("uq_setup_mark_organisation_id_step")
        ),
    )
    with op.batch_alter_table("setup_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_setup_mark_organisation_id"), ["organisation_id"], unique=False
        )
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("minima", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_column("minima")
    with op.batch_alter_table("setup_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_setup_mark_organisation_id"))
    op.drop_table("setup_mark")
