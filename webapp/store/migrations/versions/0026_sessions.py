"""Sessions say where they are, when their person was last proven, that they ended; what limits count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0026"
down_revision = "0025"
INSTANT = sa.String(27).with_variant(sa.DateTime(timezone=True), "postgresql")
COLUMNS = {"proven_at": INSTANT, "ended_at": INSTANT, "remote": sa.Text(), "browser": sa.Text()}
TABLES = {"tally": "kind text key; who text key; since instant key; times number"}


def upgrade() -> None:
    """This function will add the columns and the table; sessions under way go on, unproven."""
    for name, kind in COLUMNS.items():
        op.add_column("session", sa.Column(name, kind, nullable=True))
    make(TABLES)


def downgrade() -> None:
    """This function will remove them, and with them the sessions that are over."""
    remove(TABLES)
    op.execute("DELETE FROM session WHERE ended_at IS NOT NULL")
    for name in reversed(COLUMNS):
        op.drop_column("session", name)
