"""what stood in a quarter that is skipped

Revision: 0024, after: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "skipped_quarter",
        sa.Column("was", sa.String(length=100), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("skipped_quarter", "was")
