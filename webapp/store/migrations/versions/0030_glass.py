"""Each emergency look is reviewed; looks are found by when they happened."""

from __future__ import annotations

from alembic import op

from webapp.store.migrations.notation import make, remove

revision = "0030"
down_revision = "0029"
INDEX = "ix_access_log_at"
TABLES = {
    "glass_review": """
        break_glass_id -> break_glass key; person_id -> person; justified flag; words blob; at instant
    """
}


def upgrade() -> None:
    """This function will add the table and the index."""
    make(TABLES)
    op.create_index(INDEX, "access_log", ["at"])


def downgrade() -> None:
    """This function will remove them."""
    op.drop_index(INDEX, "access_log")
    remove(TABLES)
