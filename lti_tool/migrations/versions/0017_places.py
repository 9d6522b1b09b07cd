"""who is in a session's group without having booked, and sessions in a group of L&D's

Revision: 0017, after: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0020"
branch_labels = None
depends_on = None

NEW = (("chosen_id", 100), ("chosen_name", 255))


def upgrade() -> None:
    op.add_column(
        "workshop_session",
        sa.Column("elsewhere", sa.Integer(), nullable=False, server_default="0"),
    )
    for name, length in NEW:
        op.add_column(
            "session_mirror",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
    op.add_column(
        "session_mirror",
        sa.Column("is_theirs", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("session_mirror", sa.Column("looked_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("session_mirror") as table:
        for name in ("looked_at", "is_theirs", "chosen_name", "chosen_id"):
            table.drop_column(name)
    with op.batch_alter_table("workshop_session") as table:
        table.drop_column("elsewhere")
