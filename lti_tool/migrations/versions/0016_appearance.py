"""the colour of the organisation

Revision: 0016, after: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organisation",
        sa.Column("brand_colour", sa.String(length=6), nullable=False, server_default=""),
    )


def downgrade() -> None:
    with op.batch_alter_table("organisation") as table:
        table.drop_column("brand_colour")
