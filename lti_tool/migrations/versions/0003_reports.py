"""what was published

Revision: 0003, after: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("certificate", sa.JSON(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_snapshot_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("cycle_id", "kind", name=op.f("uq_snapshot_cycle_id_kind")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_cycle_id"), ["cycle_id"], unique=False)

    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("place", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("counted_as", sa.String(length=100), nullable=True))
    _place_who_is_invited()


def _place_who_is_invited() -> None:
    """Rosters that were frozen before this version stand where their teams stand now."""
    team = sa.table("team", sa.column("id", sa.Integer), sa.column("parent_id", sa.Integer))
    entry = sa.table("roster_entry", sa.column("team_id"), sa.column("place", sa.String))
    own = sa.cast(team.c.id, sa.String)
    above = sa.cast(team.c.parent_id, sa.String)
    path = sa.case((team.c.parent_id.is_(None), own), else_=above + "/" + own)
    where = sa.select(path).where(team.c.id == entry.c.team_id).scalar_subquery()
    op.execute(sa.update(entry).where(entry.c.team_id.is_not(None)).values(place=where))


def downgrade() -> None:
    with op.batch_alter_table("roster_entry", schema=None) as batch_op:
        batch_op.drop_column("counted_as")
        batch_op.drop_column("place")

    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_cycle_id"))

    op.drop_table("snapshot")
