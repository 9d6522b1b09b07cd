"""what L&D sets for offers, and who finished which

Revision: 0011, after: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer_link", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("offer_link", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    _settings()
    _completions()


def downgrade() -> None:
    op.drop_table("completion")
    op.drop_table("offer_setting")
    with op.batch_alter_table("offer_link") as table:
        table.drop_column("asked_at")
        table.drop_column("ends_on")


def _settings() -> None:
    op.create_table(
        "offer_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_offer_setting_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_setting")),
        sa.UniqueConstraint(
            "cycle_id", "offer_id", name=op.f("uq_offer_setting_cycle_id_offer_id")
        ),
    )
    op.create_index(op.f("ix_offer_setting_cycle_id"), "offer_setting", ["cycle_id"])


def _completions() -> None:
    op.create_table(
        "completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.String(length=100), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_completion_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_completion_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
        sa.UniqueConstraint(
            "person_id",
            "cycle_id",
            "offer_id",
            name=op.f("uq_completion_person_id_cycle_id_offer_id"),
        ),
    )
    for column in ("person_id", "cycle_id"):
        op.create_index(op.f(f"ix_completion_{column}"), "completion", [column])
