"""where a session stands in the LMS

Revision: 0022, after: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "booking",
        sa.Column("in_group", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "session_mirror",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.String(length=255), nullable=False),
        sa.Column("group_id", sa.String(length=100), nullable=False),
        sa.Column("group_name", sa.String(length=255), nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("event_digest", sa.String(length=64), nullable=False),
        sa.Column("settled", sa.String(length=64), nullable=False),
        sa.Column("fault", sa.String(length=100), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["workshop_session.id"],
            name=op.f("fk_session_mirror_session_id_workshop_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_mirror")),
        sa.UniqueConstraint("uid", name=op.f("uq_session_mirror_uid")),
    )


def downgrade() -> None:
    op.drop_table("session_mirror")
    with op.batch_alter_table("booking") as table:
        table.drop_column("in_group")
