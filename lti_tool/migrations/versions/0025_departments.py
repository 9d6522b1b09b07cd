"""a department is there once

Revision: 0025, after: 0024
"""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INDEX = "ix_team_department"
LONGEST = 255
TOP = sa.text("parent_id IS NULL")
TEAM = sa.table(
    "team",
    sa.column("id", sa.Integer),
    sa.column("organisation_id", sa.Integer),
    sa.column("parent_id", sa.Integer),
    sa.column("name", sa.String),
)
PERSON = sa.table("person", sa.column("team_id", sa.Integer))
MANAGER = sa.table("team_manager", sa.column("team_id", sa.Integer), sa.column("person_id"))
BEFORE = sa.table(
    "roster_before",
    sa.column("id", sa.Integer),
    sa.column("team_id", sa.Integer),
    sa.column("manages", sa.JSON),
)


def upgrade() -> None:
    rows = op.get_bind().execute(
        sa.select(TEAM).where(TEAM.c.parent_id.is_(None)).order_by(TEAM.c.id)
    )
    same: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows.all():
        same[row.organisation_id, row.name].append(row.id)
    for (organisation, name), ids in same.items():
        for double in ids[:-1]:
            _move_below(double, ids[-1])
            _move(double, ids[-1])
            _rename(double, organisation, name)
    op.create_index(
        INDEX,
        "team",
        ["organisation_id", "name"],
        unique=True,
        postgresql_where=TOP,
        sqlite_where=TOP,
    )


def downgrade() -> None:
    op.drop_index(INDEX, table_name="team")


def _move_below(double: int, kept: int) -> None:
    named = {row.name: row.id for row in _below(kept)}
    for row in _below(double):
        if row.name in named:
            _move(row.id, named[row.name])
        else:
            op.execute(sa.update(TEAM).where(TEAM.c.id == row.id).values(parent_id=kept))


def _below(department: int) -> list[sa.Row[int, int, int | None, str]]:
    below = sa.select(TEAM).where(TEAM.c.parent_id == department).order_by(TEAM.c.id)
    return list(op.get_bind().execute(below))


def _move(old: int, new: int) -> None:
    """Whoever works in a team, and whoever leads it."""
    for table in (PERSON, BEFORE):
        op.execute(sa.update(table).where(table.c.team_id == old).values(team_id=new))
    leads = sa.select(MANAGER.c.person_id).where(MANAGER.c.team_id == new)
    moved = sa.update(MANAGER).where(MANAGER.c.team_id == old, MANAGER.c.person_id.not_in(leads))
    op.execute(moved.values(team_id=new))
    op.execute(sa.delete(MANAGER).where(MANAGER.c.team_id == old))
    for row in op.get_bind().execute(sa.select(BEFORE)).all():
        if old in row.manages:
            manages = sorted({new if team == old else team for team in row.manages})
            op.execute(sa.update(BEFORE).where(BEFORE.c.id == row.id).values(manages=manages))


def _rename(double: int, organisation: int, name: str) -> None:
    # The row stays: frozen rosters and what was published of them speak of it.
    ours = sa.select(TEAM.c.name).where(TEAM.c.organisation_id == organisation)
    taken = set(op.get_bind().execute(ours).scalars())
    ending = f" ({double})"
    while (new := name[: LONGEST - len(ending)] + ending) in taken:
        ending = f" {ending}"
    op.execute(sa.update(TEAM).where(TEAM.c.id == double).values(name=new))
