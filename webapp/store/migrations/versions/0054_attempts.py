"""What a worker has begun and not come back from: work that takes its process along is set aside."""

from __future__ import annotations

from webapp.store.migrations.notation import make, remove

revision = "0054"
down_revision = "0058"
TABLES = {"attempt": "kind text key; piece text key; tries number; next_try_at instant null"}


def upgrade() -> None:
    """This function will make the table."""
    make(TABLES)


def downgrade() -> None:
    """This function will remove it."""
    remove(TABLES)
