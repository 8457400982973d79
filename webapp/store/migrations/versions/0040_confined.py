"""A confined case is seen by nobody's duty, only by who has a step in it or was let in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """This function will add the column; no case that is there is confined."""
    op.add_column("case", sa.Column("confined", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """This function will remove it: duties read what was confined."""
    op.drop_column("case", "confined")
