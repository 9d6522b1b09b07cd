"""evaluation

Revision: 0006, after: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_answer",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=100), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_evaluation_answer_cycle_id_cycle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answer")),
    )
    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_answer_cycle_id"), ["cycle_id"], unique=False
        )

    op.create_table(
        "evaluation_done",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["cycle.id"], name=op.f("fk_evaluation_done_cycle_id_cycle")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evaluation_done_person_id_person")
        ),
        sa.PrimaryKeyConstraint(
            "cycle_id", "person_id", "audience", name=op.f("pk_evaluation_done")
        ),
    )
    with op.batch_alter_table("evaluation_done", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_done_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "lesson",
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_lesson_cycle_id_cycle")),
        sa.PrimaryKeyConstraint("cycle_id", name=op.f("pk_lesson")),
    )


def downgrade() -> None:
    op.drop_table("lesson")
    op.drop_table("evaluation_done")
    op.drop_table("evaluation_answer")
