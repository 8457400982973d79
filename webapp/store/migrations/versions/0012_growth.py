"""Let an act cost the same in a loop's thousandth round, and a list the same in an office of many cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
_LATER = """
    UPDATE task SET superseded = true WHERE completed AND EXISTS (
        SELECT 1 FROM task AS later WHERE later.case_id = task.case_id AND later.path = task.path
        AND later.completed_by = task.completed_by AND later.completed
        AND (later.closed_at > task.closed_at OR later.closed_at = task.closed_at AND later.id > task.id))
"""


_WAITS = ("timer", "subscription")
_MEASURE = 'UPDATE task SET measure = (SELECT measure FROM "case" WHERE "case".id = task.case_id)'


def upgrade() -> None:
    """This function will write the measure on tasks, mark steps that their doers did again later, index the rest."""
    op.add_column("task", sa.Column("measure", sa.Text, nullable=False, server_default=""))
    op.execute(sa.text(_MEASURE))
    op.add_column("task", sa.Column("superseded", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(sa.text(_LATER))
    kept, kept_there = sa.text("superseded = 0"), sa.text("NOT superseded")
    op.create_index("ix_task_steps", "task", ["case_id"], sqlite_where=kept, postgresql_where=kept_there)
    live = sa.text("gone_at IS NULL")
    for table in _WAITS:
        op.drop_index(f"ix_{table}_case_id", table)
        op.create_index(f"ix_{table}_case", table, ["case_id"], sqlite_where=live, postgresql_where=live)


def downgrade() -> None:
    """This function will forget it all."""
    for table in _WAITS:
        op.drop_index(f"ix_{table}_case", table)
        op.create_index(f"ix_{table}_case_id", table, ["case_id"])
    op.drop_index("ix_task_steps", "task")
    op.drop_column("task", "superseded")
    op.drop_column("task", "measure")
