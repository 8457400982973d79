"""Keep the day of a timer, which lists sort by where a case waits for nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """This function will add the column; the zone of the office is not known here, so that old timers have no day."""
    op.add_column("timer", sa.Column("due_on", sa.Date, nullable=True))


def downgrade() -> None:
    """This function will remove the column."""
    op.drop_column("timer", "due_on")
