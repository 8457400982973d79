"""Let an agenda item say whom it is about, where its case is about several persons (a list of opinions)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0024"


def upgrade() -> None:
    """This function will add the column; items of before are about their case's person."""
    op.add_column("agenda_item", sa.Column("subject_id", sa.Text, nullable=True))


def downgrade() -> None:
    """This function will remove the column."""
    op.drop_column("agenda_item", "subject_id")
