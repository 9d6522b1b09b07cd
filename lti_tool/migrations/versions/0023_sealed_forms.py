"""forms of the evaluation are sealed

Revision: 0023, after: 0019
"""

from __future__ import annotations

import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, MultiFernet
from flask import current_app

revision = "0023"
down_revision = "0019"
branch_labels = None
depends_on = None

LENGTH = 3512
FORM = sa.table(
    "evaluation_answer",
    sa.column("id", sa.BigInteger),
    sa.column("audience", sa.String),
    sa.column("answers", sa.JSON),
    sa.column("words", sa.Text),
    sa.column("form_sealed", sa.LargeBinary),
)


def upgrade() -> None:
    op.add_column("evaluation_answer", sa.Column("form_sealed", sa.LargeBinary(), nullable=True))
    rows = list(op.get_bind().execute(sa.select(FORM)))
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        document = {"audience": row.audience, "answers": row.answers, "words": row.words}
        text = json.dumps(document, ensure_ascii=False)
        padded = text.encode() + b" " * (LENGTH - len(text.encode()))
        sealed = _box().encrypt_at_time(padded, 0)
        op.execute(sa.update(FORM).where(FORM.c.id == row.id).values(form_sealed=sealed))
    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.alter_column("form_sealed", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_column("audience")
        batch_op.drop_column("answers")
        batch_op.drop_column("words")


def downgrade() -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("audience", sa.String(length=100), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
    ]
    for column in columns:
        op.add_column("evaluation_answer", column)
    for row in op.get_bind().execute(sa.select(FORM)).all():
        form = json.loads(_box().decrypt(row.form_sealed))
        op.execute(sa.update(FORM).where(FORM.c.id == row.id).values(form))
    with op.batch_alter_table("evaluation_answer", schema=None) as batch_op:
        batch_op.alter_column("audience", existing_type=sa.String(length=100), nullable=False)
        batch_op.alter_column("answers", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("words", existing_type=sa.Text(), nullable=False)
        batch_op.drop_column("form_sealed")


def _box() -> MultiFernet:
    keys = current_app.extensions["themascan"].settings.data_keys
    return MultiFernet([Fernet(key.encode()) for key in keys])
