"""A message says which case took it, so that its way can be read from both ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0019"
INDEX = "ix_message_in_taken_by"


def upgrade() -> None:
    """This function will add the column; what was delivered before, the record of its case tells."""
    op.add_column("message_in", sa.Column("taken_by_id", sa.Text, nullable=True))
    op.create_index(INDEX, "message_in", ["taken_by_id"])


def downgrade() -> None:
    """This function will remove it."""
    op.drop_index(INDEX, "message_in")
    op.drop_column("message_in", "taken_by_id")
