"""Count the tries of timers and cyclic openings; know since when a cyclic start counts and what it missed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0015"
down_revision = "0014"
TABLES = {"cycle": "process text key; start_event text key; since instant"}
INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """This function will add the table and the columns; what is there was tried never and missed nothing."""
    make(TABLES)
    for table in ("cycle_run", "timer"):
        op.add_column(table, sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
        op.add_column(table, sa.Column("next_try_at", INSTANT, nullable=True))
    op.add_column("cycle_run", sa.Column("process", sa.Text, nullable=False, server_default=""))
    op.add_column("cycle_run", sa.Column("late", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("cycle_due", sa.Column("missed", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """This function will remove them."""
    op.drop_column("cycle_due", "missed")
    for name in ("late", "process"):
        op.drop_column("cycle_run", name)
    for table in ("timer", "cycle_run"):
        op.drop_column(table, "next_try_at")
        op.drop_column(table, "attempts")
    remove(TABLES)
