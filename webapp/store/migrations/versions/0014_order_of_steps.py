"""Number steps by the entry of the case's record that opened and that completed them: an instant may hold several."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
COLUMNS = ("opened_in", "position", "done_in")


def upgrade() -> None:
    """This function will add the columns; older steps stand before newer ones, by their instants."""
    op.add_column("task", sa.Column("opened_in", sa.Integer, nullable=False, server_default="0"))
    op.add_column("task", sa.Column("position", sa.Integer, nullable=False, server_default="0"))
    op.add_column("task", sa.Column("done_in", sa.Integer, nullable=True))


def downgrade() -> None:
    """This function will remove the columns."""
    for name in reversed(COLUMNS):
        op.drop_column("task", name)
