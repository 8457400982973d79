"""Each entry of the record bears a mark of its hash by the office's key file: SQL alone adds none that is sealed.

Entries of before that are sealed have none; those that wait for a seal get one when the upgrade is done.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0052"


def upgrade() -> None:
    """This function will add the column."""
    op.add_column("audit", sa.Column("mac", sa.Text, nullable=True))


def downgrade() -> None:
    """This function will remove it."""
    op.drop_column("audit", "mac")
