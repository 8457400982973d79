"""A letter names the one whose place it takes; the table of tries to deliver goes: they are steps of the case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0041"
down_revision = "0040"
TABLES = {
    "delivery": """
        id text key; letter_id -> letter; way text; result text; by text; on day; at instant; details blob
        index ix_delivery_letter_id: letter_id
    """
}


def upgrade() -> None:
    """This function will add the column and remove the empty table."""
    op.add_column("letter", sa.Column("replaces", sa.Text(), nullable=True))
    op.create_index("ix_letter_replaces", "letter", ["replaces"])
    remove(TABLES)


def downgrade() -> None:
    """This function will make the empty table again and forget which letter took which one's place."""
    make(TABLES)
    op.drop_index("ix_letter_replaces", "letter")
    op.drop_column("letter", "replaces")
