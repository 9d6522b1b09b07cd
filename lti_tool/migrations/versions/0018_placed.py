"""which scans were placed in a course

Revision: 0018, after: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placed_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_context_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=80), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_context_id"],
            ["course_context.id"],
            name=op.f("fk_placed_link_course_context_id_course_context"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placed_link")),
        sa.UniqueConstraint(
            "course_context_id",
            "choice",
            name=op.f("uq_placed_link_course_context_id_choice"),
        ),
    )


def downgrade() -> None:
    op.drop_table("placed_link")
