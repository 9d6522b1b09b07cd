"""offers and what was finished

Revision: 0008, after: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OWNERS = ("organisation", "platform", "person")


def upgrade() -> None:
    """The list of enrolments that people make by hand."""
    op.create_table(
        "worklist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(f"{owner}_id", sa.Integer(), nullable=False) for owner in OWNERS),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("course_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{owner}_id"],
                [f"{owner}.id"],
                name=op.f(f"fk_worklist_entry_{owner}_id_{owner}"),
            )
            for owner in OWNERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worklist_entry")),
        sa.UniqueConstraint("digest", name=op.f("uq_worklist_entry_digest")),
    )
    for owner in OWNERS:
        op.create_index(op.f(f"ix_worklist_entry_{owner}_id"), "worklist_entry", [f"{owner}_id"])


def downgrade() -> None:
    """Without the list."""
    op.drop_table("worklist_entry")
